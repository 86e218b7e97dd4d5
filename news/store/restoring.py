"""Restoring: a backup in the place of a store, once every byte of it was checked."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection

from news.errors import StoreError
from news.store import dumping, migrate, postgresql
from news.store.backup import CHUNK, MANIFEST, NAMES, Manifest, count_dump, count_file, flush, reading_members, verify
from news.store.engine import Database
from news.store.lock import WriterLock
from news.store.store import Store


def restore(source: Path, address: str, pages: Path, *, force: bool, now: datetime) -> tuple[Manifest, tuple[str, ...]]:
    """Put a backup in the place of the store at an address and of its raw pages; return what it held and what was set aside.

    Everything is verified before anything is touched. A store that is there already is kept beside the new one under another name
    with `force`, and an error without. Raises StoreError.
    """
    manifest = verify(source)
    database = Database.at(address)
    if manifest.kind != database.kind:
        other = f"made from {manifest.kind}, and the store is to be {database.kind}"
        raise StoreError(f"{source}: {other}: `loa export` and `loa import` move between them")
    if manifest.schema not in migrate.known_versions():
        raise StoreError(f"{source}: its schema {manifest.schema} is newer than this Loa: upgrade Loa")
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        pages.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=pages.parent, prefix=".loa-restore-") as name:
            folder = Path(name)
            _extract(source, folder)
            aside = _put_file(folder, database, manifest, stamp, force=force) if database.path else ()
            aside += _put_dump(folder, database, manifest, stamp, force=force) if database.path is None else ()
            aside += _put_pages(folder / "pages", pages, stamp)
    except OSError as error:
        raise StoreError(f"{database.name}: the backup cannot be put back: {error.strerror or error}") from error
    return manifest, aside


def _put_file(folder: Path, database: Database, manifest: Manifest, stamp: str, *, force: bool) -> tuple[str, ...]:
    path = database.path
    assert path is not None
    if path.exists() and not force:
        raise StoreError(f"{path}: there is a store already; --force keeps it under another name and restores")
    copy = folder / NAMES["sqlite"]
    if count_file(copy) != manifest.counts:
        raise StoreError("the backup's tables do not hold what its manifest says")
    path.parent.mkdir(parents=True, exist_ok=True)
    aside: tuple[str, ...] = ()
    with WriterLock(path):
        if path.exists():
            old = path.with_name(f"{path.name}.before-restore-{stamp}")
            for suffix in ("-wal", "-shm", ""):
                if (part := path.with_name(path.name + suffix)).exists():
                    part.rename(old.with_name(old.name + suffix))
            aside = (str(old),)
        copy.replace(path)
    Store.open(str(database.url.render_as_string(hide_password=False)), create=False).close()
    return aside


def _put_dump(folder: Path, database: Database, manifest: Manifest, stamp: str, *, force: bool) -> tuple[str, ...]:
    """Put a dump in the place of the store, whose tables are moved into another schema; they come back when anything fails."""
    dump = folder / NAMES["postgresql"]
    if count_dump(dump) != manifest.counts:
        raise StoreError("the backup's tables do not hold what its manifest says")
    engine = database.connect()
    try:
        with database.reading(engine) as connection:
            postgresql.check_version(connection)
        with database.lock(engine):
            with database.writing(engine) as connection:
                home, aside = postgresql.schema(connection), f"before_restore_{stamp.lower()}"
                there = _ours(connection)
                if there and not force:
                    raise StoreError(
                        f"{database.name}: there is a store already; --force keeps it in another schema and restores"
                    )
                if there:
                    postgresql.move_tables(connection, there, home, aside)
            try:
                dumping.restore(database.url, dump)
                Store.open(database.url.render_as_string(hide_password=False), create=False).close()
            except BaseException:
                with database.writing(engine) as connection:
                    postgresql.drop_tables(connection, _ours(connection))
                    if there:
                        postgresql.move_tables(connection, there, aside, home)
                        postgresql.drop_schema(connection, aside)
                raise
    finally:
        engine.dispose()
    return (f"in the schema {aside}",) if there else ()


def _ours(connection: Connection) -> tuple[str, ...]:
    """The tables of a store in a database's present schema. Raises StoreError when they are of another program."""
    migrate.version(connection)
    return migrate.tables(connection)


def _put_pages(found: Path, pages: Path, stamp: str) -> tuple[str, ...]:
    if not found.is_dir():
        return ()
    aside: tuple[str, ...] = ()
    if pages.exists():
        old = pages.with_name(f"{pages.name}.before-restore-{stamp}")
        pages.rename(old)
        aside = (str(old),)
    found.rename(pages)
    return aside


def _extract(source: Path, folder: Path) -> None:
    with reading_members(source) as members:
        for name, file in members:
            if name == MANIFEST:
                continue
            target = folder / PurePosixPath(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                while chunk := file.read(CHUNK):
                    out.write(chunk)
            flush(target)
