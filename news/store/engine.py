"""Opening the database behind a store, and its two kinds of transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError

from news.errors import StoreError
from news.store import dumping, migrate, postgresql, sqlite
from news.store.lock import Lock, WriterLock
from news.store.turn import turn

_FORMS = "sqlite:////path/to/loa.sqlite3 or postgresql://user:password@host/name"


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database that holds, or is to hold, a store."""

    url: URL
    path: Path | None
    """The file of an SQLite database; None for any other."""

    @classmethod
    def at(cls, address: str) -> Database:
        """The database an address names.

        Raises StoreError for an address that cannot be read, for SQLite in memory, and for any other database.
        """
        try:
            url = make_url(address)
        except ArgumentError as error:
            raise StoreError(f"not the address of a store: {address!r} (expected {_FORMS})") from error
        if url.drivername == "postgres":
            url = url.set(drivername="postgresql")
        if isinstance(hidden := url.query.get("password"), str):  # where libpq would take it from too, and messages would show it
            url = url.set(password=hidden).difference_update_query(["password"])
        shown = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "postgresql":
            return cls(url=url, path=None)
        if url.get_backend_name() != "sqlite":
            raise StoreError(f"{shown}: only SQLite and PostgreSQL are supported ({_FORMS})")
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise StoreError(f"{shown}: a store needs a file (sqlite:////path/to/loa.sqlite3)")
        return cls(url=url, path=Path(url.database))

    @property
    def name(self) -> str:
        """What messages call it: the file, or the address without its password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @property
    def kind(self) -> str:
        """Sqlite or postgresql."""
        return self.url.get_backend_name()

    def open(self, *, create: bool, backups: Path | None = None) -> Engine:
        """An engine for it, at the newest schema.

        With `create` a missing SQLite file and its directories are made, and an empty database is filled; without it both are
        errors. A store of an older schema is copied first: an SQLite file beside itself, PostgreSQL by pg_dump into the folder
        `backups` (None: the present one). Raises StoreError.
        """
        if self.path is not None:
            _prepare_directory(self.path, create=create)
        engine = self.connect()
        try:
            with self.reading(engine) as connection, _naming(self.name):
                if self.path is None:
                    postgresql.check_version(connection)
                    if not create and migrate.version(connection) is None:
                        raise StoreError("there is no store")
                current = migrate.is_current(connection)
            if not current:
                with self.writing(engine) as connection, _naming(self.name):
                    migrate.upgrade(connection, before=lambda version: self._back_up(connection, version, backups or Path()))
        except BaseException:
            engine.dispose()
            raise
        return engine

    def connect(self) -> Engine:
        """An engine for it as it is, whatever it holds. Raises StoreError when the driver is missing."""
        with _naming(self.name):
            return sqlite.open_engine(self.path) if self.path else postgresql.open_engine(self.url)

    def lock(self, engine: Engine) -> Lock:
        """The lock of the one process that may write it; entering raises StoreError when another holds it."""
        return WriterLock(self.path) if self.path else postgresql.WriterLock(engine, self.name)

    @contextmanager
    def writing(self, engine: Engine) -> Generator[Connection]:
        """A connection inside one write transaction, begun at once, committed at the end or rolled back by any exception.

        There is one such transaction at a time, in whichever process. Raises StoreError when the database refuses.
        """
        options = {sqlite.WRITING: True} if self.path else {"isolation_level": "READ COMMITTED"}
        mine = turn(self.path) if self.path else nullcontext()
        with mine, self._explaining(), engine.connect().execution_options(**options) as connection, connection.begin():
            if self.path is None:
                postgresql.begin_writing(connection)
            yield connection

    @contextmanager
    def reading(self, engine: Engine) -> Generator[Connection]:
        """A connection inside one transaction that sees a single state. Raises StoreError when the database refuses."""
        options: dict[str, object] = {}
        if self.path is None:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._explaining(), engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def _explaining(self) -> Generator[None]:
        explain: Callable[[DBAPIError], str] = sqlite.explain if self.path else postgresql.explain
        try:
            yield
        except DBAPIError as error:
            raise StoreError(f"{self.name}: {explain(error)}") from error
        except StatementError as error:
            # A value that was refused before it reached the database: a naive moment.
            raise error.orig or error from error
        except UnicodeEncodeError as error:
            raise StoreError(f"{self.name}: text that is no text (a lone surrogate) cannot be kept") from error

    def _back_up(self, connection: Connection, version: str, folder: Path) -> None:
        if self.path:
            sqlite.back_up(self.path, f"before-{version}-upgrade")
        else:
            target = folder / f"{self.url.database}.before-{version}-upgrade.pgdump"
            dumping.dump(self.url, target, schema=postgresql.schema(connection))


def _prepare_directory(path: Path, *, create: bool) -> None:
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise StoreError(f"{path}: there is no store")
    except OSError as error:
        raise StoreError(f"{path}: its directory cannot be made: {error.strerror}") from error


@contextmanager
def _naming(name: str) -> Generator[None]:
    """Put the database's name before what is wrong with it."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{name}: {error}") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{name}: no backup could be made before upgrading it: {error}") from error
