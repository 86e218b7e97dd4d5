"""SQLite: the only file with statements and error codes that no other database understands."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

BUSY_SECONDS = 15
"""How long a connection waits for another's write transaction."""
WRITING = "loa_writing"
"""Execution option of a connection whose transaction takes the write lock at once."""
_SAFE_VERSION = (3, 51, 3)
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -32768",
    # A page that was written several times goes into the file once, and the disk is waited for seldom: every 32 MB of log.
    "PRAGMA wal_autocheckpoint = 8192",
    "PRAGMA journal_size_limit = 67108864",
    # What is deleted is overwritten where its page is written anyway; Debian would have SQLite write freed pages for it too.
    "PRAGMA secure_delete = FAST",
)
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_BUSY: f"another process kept it locked for more than {BUSY_SECONDS} seconds",
    sqlite3.SQLITE_LOCKED: "another connection keeps it locked",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup",
    sqlite3.SQLITE_READONLY: "the file or its directory may not be written",
    sqlite3.SQLITE_PERM: "the file may not be opened: check its owner and permissions",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened: check its directory, owner and permissions",
    sqlite3.SQLITE_IOERR: "the disk failed while reading or writing",
}


def open_engine(path: Path) -> Engine:
    """An engine for the database file at `path`, every connection of which is durable, patient and checks foreign keys.

    A transaction is a deferred one, or an immediate one when the connection carries the option `WRITING`.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS}, max_overflow=-1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # sqlite3 would begin transactions by itself, late and never immediate.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def explain(error: DBAPIError) -> str:
    """Why the database refused, in one line fit for an operator."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The low byte is the primary result code, the rest refines it: https://www.sqlite.org/rescode.html
    reason = _REASONS.get(code & 0xFF) if isinstance(code, int) else None
    return reason or " ".join(str(error.orig).split())


def back_up(path: Path, suffix: str) -> Path:
    """Copy the database at `path`, with what its log still holds, to the free name `<path>.<suffix>` and return that.

    A copy of that name from an earlier attempt is replaced. Raises sqlite3.Error or OSError.
    """
    copy = path.with_name(f"{path.name}.{suffix}")
    unfinished = path.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    copy_database(path, unfinished)
    unfinished.replace(copy)
    return copy


def copy_database(path: Path, target: Path) -> None:
    """Copy a database in use, with what its log still holds, to a new file. Raises sqlite3.Error or OSError."""
    source = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        destination = sqlite3.connect(target)
        try:
            source.backup(destination)
        finally:
            destination.close()
    finally:
        source.close()


def sqlite_warning(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str | None:
    """A warning for start-up when the linked SQLite may damage a store that several processes write; None when it is sound.

    Up to 3.51.2 two connections that reset the write-ahead log at the same moment can corrupt the file
    (https://www.sqlite.org/wal.html, "the WAL-reset bug").
    """
    if version >= _SAFE_VERSION:
        return None
    found, safe = (".".join(map(str, numbers)) for numbers in (version, _SAFE_VERSION))
    return (
        f"SQLite {found} can damage a store while several processes write to it: "
        f"let one process write at a time, or use SQLite {safe} or newer"
    )
