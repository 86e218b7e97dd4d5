"""Backup: a whole store in one file, made while it is being written.

The file is a tar: the database (a copy by SQLite's online backup, or pg_dump's custom format), the pages as they were fetched,
and last `manifest.json`, which names every member with its length and SHA-256, says how many rows each table of the copy holds,
and carries a SHA-256 of itself. A file that was cut short has no manifest.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from sqlalchemy import Table, func, select

from news.errors import StoreError
from news.store import dumping, migrate, postgresql, sqlite
from news.store.engine import Database
from news.store.schema import metadata
from news.store.store import Store

FORMAT = 1
MANIFEST = "manifest.json"
NAMES = {"sqlite": "store.sqlite3", "postgresql": "store.pgdump"}
_PAGE = re.compile(r"pages/[a-z0-9-]{1,100}/[0-9-]{7,20}\.warc\.gz")
CHUNK = 1 << 20
_LARGEST_MANIFEST = 64 << 20
_SEAL = "sha256"
_STRICT = ConfigDict(strict=True, extra="forbid")
_Count = Annotated[int, Field(ge=0)]
_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True)
class Member:
    """One file in a backup."""

    name: str
    bytes: _Count
    sha256: _Digest


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    made: str
    """When, ISO 8601 in UTC."""
    kind: str
    """sqlite or postgresql: it goes back only into the same."""
    schema: str
    """Version of the schema."""
    counts: dict[str, _Count]
    """Rows by table, counted in the copy."""
    members: tuple[Member, ...]
    format: int = FORMAT


_MANIFEST = TypeAdapter(Manifest)


def back_up(store: Store, target: Path, pages: Path | None, *, now: datetime) -> Manifest:
    """Write a backup of a store in use, verify it and return what it holds.

    `pages` is the folder of raw pages; None: they are left out. The file appears under its name only when it is whole. Raises
    StoreError.
    """
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".loa-backup-") as folder:
            copy = Path(folder) / NAMES[store.database.kind]
            counts = _copy(store, copy)
            with tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as archive:
                members = [_add(archive, copy.name, copy, now)]
                files = sorted(pages.glob("*/*.warc.gz")) if pages is not None else []
                members.extend(_add(archive, f"pages/{file.parent.name}/{file.name}", file, now) for file in files)
                manifest = Manifest(
                    made=now.astimezone(UTC).isoformat(timespec="seconds"),
                    kind=store.database.kind,
                    schema=migrate.known_versions()[-1],
                    counts=counts,
                    members=tuple(members),
                )
                body = seal(asdict(manifest))
                archive.addfile(_info(MANIFEST, len(body), now), io.BytesIO(body))
        flush(unfinished)
        if verify(unfinished) != manifest:
            raise StoreError(f"{unfinished}: what was written is not what was meant: the disk may be failing")
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(f"{target}: the backup cannot be written: {error.strerror or error}") from error
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return manifest


def verify(source: Path) -> Manifest:
    """Read a backup through and return its manifest. Raises StoreError for anything that is not a whole backup of Loa."""
    with reading_members(source) as members:
        found: list[Member] = []
        manifest: Manifest | None = None
        for name, file in members:
            if manifest is not None:
                raise StoreError(f"{source}: there is more behind its manifest: it is damaged")
            if name == MANIFEST:
                manifest = _manifest(source, file.read(_LARGEST_MANIFEST))
            else:
                found.append(_digested(name, file))
    if manifest is None:
        raise StoreError(f"{source}: no backup of Loa, or cut short: it has no manifest")
    if tuple(found) != manifest.members:
        wrong = next((mine.name for mine, other in zip(found, manifest.members, strict=False) if mine != other), "a member")
        raise StoreError(f"{source}: damaged: {wrong} is not what the manifest says")
    return manifest


def _copy(store: Store, target: Path) -> dict[str, int]:
    """Copy the database of a store in use; return its rows by table as they are in the copy."""
    if store.database.path is None:
        with store.read() as connection:
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            schema = postgresql.schema(connection)
            dumping.dump(store.database.url, target, schema=schema, snapshot=str(snapshot))
        return count_dump(target)
    try:
        sqlite.copy_database(store.database.path, target)
    except sqlite3.Error as error:
        raise StoreError(f"{store.name}: it cannot be copied: {error}") from error
    return count_file(target)


def count_file(path: Path) -> dict[str, int]:
    """Rows by table of a copied SQLite store, once it is checked. Raises StoreError when it is damaged."""
    database = Database.at(f"sqlite:///{path}")
    engine = sqlite.open_engine(path)
    try:
        with database.reading(engine) as connection:
            answer = connection.exec_driver_sql("PRAGMA quick_check").scalar()
            if answer != "ok":
                raise StoreError(f"{path}: the copy is damaged: {answer}")
            known = set(migrate.tables(connection))
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in tables()
                if table.name in known
            }
    finally:
        engine.dispose()


def count_dump(path: Path) -> dict[str, int]:
    """Rows by table of a dumped PostgreSQL store. Raises StoreError when it cannot be read through."""
    counts = dumping.count(path)
    return {table.name: counts[table.name] for table in tables() if table.name in counts}


def tables() -> list[Table]:
    """Every table, by name."""
    return sorted(metadata.tables.values(), key=lambda table: table.name)


def _add(archive: tarfile.TarFile, name: str, file: Path, now: datetime) -> Member:
    """Add a file as long as it is now; what is appended meanwhile is left for the next backup."""
    with file.open("rb") as body:
        length = os.fstat(body.fileno()).st_size
        digest = hashlib.sha256()
        reader = _Hashing(body, digest)
        archive.addfile(_info(name, length, now), reader)
    return Member(name=name, bytes=length, sha256=digest.hexdigest())


class _Hashing(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], digest: object) -> None:
        self._file = file
        self._digest = digest

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)  # type: ignore[attr-defined]
        return chunk


def _info(name: str, length: int, now: datetime) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = length, int(now.timestamp()), 0o600
    return info


@contextmanager
def reading_members(source: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members of a backup: plain files of expected names, and nothing else. Raises StoreError."""
    try:
        with tarfile.open(source, "r:") as archive:
            yield _members(source, archive)
    except (tarfile.TarError, EOFError) as error:
        raise StoreError(f"{source}: no backup of Loa, or damaged: {error}") from error
    except OSError as error:
        raise StoreError(f"{source}: cannot be read: {error.strerror or error}") from error


def _members(source: Path, archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    seen: set[str] = set()
    for info in archive:
        expected = info.name == MANIFEST or info.name in NAMES.values() or _PAGE.fullmatch(info.name)
        file = archive.extractfile(info) if info.isreg() and expected and info.name not in seen else None
        if file is None:
            raise StoreError(f"{source}: no backup of Loa: it holds {info.name[:100]!r}")
        seen.add(info.name)
        yield info.name, file


def seal(content: dict[str, Any]) -> bytes:
    """A manifest as it stands in a backup: JSON whose last member is the SHA-256 of all the others."""
    return json.dumps({**content, _SEAL: _sum(content)}, indent=1).encode()


def _sum(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _manifest(source: Path, body: bytes) -> Manifest:
    try:
        content = json.loads(body)
        if content["format"] != FORMAT:
            raise StoreError(f"{source}: a backup of format {content['format']}, and this Loa knows {FORMAT}: upgrade Loa")
        if content.pop(_SEAL, None) != _sum(content):
            raise StoreError(f"{source}: damaged: its manifest is not what was written")
        return _MANIFEST.validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise StoreError(f"{source}: its manifest cannot be read: {first['loc']}: {first['msg']}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(f"{source}: its manifest cannot be read: {type(error).__name__}: {error}") from error


def _digested(name: str, file: IO[bytes]) -> Member:
    digest, length = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        length += len(chunk)
    return Member(name=name, bytes=length, sha256=digest.hexdigest())


def flush(path: Path) -> None:
    """Wait until the disk has a file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
