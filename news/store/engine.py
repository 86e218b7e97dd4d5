"""Opening the database behind a store, and its two kinds of transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError

from news.errors import StoreError
from news.store import migrate, sqlite


def database_path(url: str) -> Path:
    """The file a store's address names.

    Raises StoreError for an address that cannot be read, for a database in memory, and for any database but SQLite.
    """
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"not the address of a store: {url!r} (expected sqlite:////path/to/loa.sqlite3)") from error
    shown = parts.render_as_string(hide_password=True)
    if parts.get_backend_name() != "sqlite":
        raise StoreError(f"{shown}: only SQLite is supported so far (sqlite:////path/to/loa.sqlite3)")
    if not parts.database or parts.database == ":memory:" or parts.database.startswith("file:"):
        raise StoreError(f"{shown}: a store needs a file (sqlite:////path/to/loa.sqlite3)")
    return Path(parts.database)


def open_database(path: Path, *, create: bool) -> Engine:
    """An engine for the store at `path`, at the newest schema.

    With `create` a missing file and its directories are made; without it they are an error. An existing store of an older schema
    is copied beside itself first. Raises StoreError.
    """
    _prepare_directory(path, create=create)
    engine = sqlite.open_engine(path)
    try:
        with reading(engine, path) as connection, _naming(path):
            current = migrate.is_current(connection)
        if not current:
            with writing(engine, path) as connection, _naming(path):
                migrate.upgrade(connection, before=lambda version: sqlite.back_up(path, f"before-{version}-upgrade"))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare_directory(path: Path, *, create: bool) -> None:
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise StoreError(f"{path}: there is no store")
    except OSError as error:
        raise StoreError(f"{path}: its directory cannot be made: {error.strerror}") from error


@contextmanager
def _naming(path: Path) -> Generator[None]:
    """Put the file's name before what is wrong with it."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: no backup could be made before upgrading it: {error}") from error


@contextmanager
def writing(engine: Engine, path: Path) -> Generator[Connection]:
    """A connection inside one write transaction, begun at once, committed at the end or rolled back by any exception.

    Raises StoreError when the database refuses.
    """
    with (
        _explaining(path),
        engine.connect().execution_options(**{sqlite.WRITING: True}) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def reading(engine: Engine, path: Path) -> Generator[Connection]:
    """A connection inside one transaction that sees a single state of the store. Raises StoreError when the database refuses."""
    with _explaining(path), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _explaining(path: Path) -> Generator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{path}: {sqlite.explain(error)}") from error
    except StatementError as error:
        # A value that was refused before it reached the database: a naive moment.
        raise error.orig or error from error
