"""PostgreSQL: the only file with statements and error codes that no other database understands."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, Text, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles

from news.errors import StoreError

BUSY_SECONDS = 15
"""How long a transaction waits for another's."""
OLDEST = 14
"""The oldest version that is supported; older ones are no longer mended by their makers."""
_WRITING, _WRITER = 1_280_262_401, 1_280_262_402
"""Advisory locks of a store, each database having its own: of one write transaction, and of the process that writes."""
_KEEPALIVE = (("tcp_keepalives_idle", 60), ("tcp_keepalives_interval", 15), ("tcp_keepalives_count", 4))
_HOLDER = """
SELECT application_name || coalesce(' at ' || host(client_addr), '') FROM pg_stat_activity
JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND classid = 0 AND objid = %s AND granted
"""
_REASONS = {
    "53100": "the disk is full",
    "53200": "the server has no memory left",
    "53300": "too many clients are connected to it",
    "55P03": f"another process kept it locked for more than {BUSY_SECONDS} seconds",
    "23503": "a row names another that is not there (FOREIGN KEY)",
    "40001": "another process changed the same rows at the same time",
    "40P01": "another process changed the same rows at the same time",
    "28P01": "the password is wrong",
    "28000": "the user may not connect to it",
    "3D000": "there is no such database: create it first",
    "42501": "the user may not do that: it needs every right on the database",
    "25006": "it may only be read: is it a standby?",
    "57P01": "the server was stopped",
    "57P02": "the server crashed",
    "57P03": "the server is starting or stopping",
    "58030": "the server's disk failed",
    "XX001": "the database is damaged: restore a backup",
}


@compiles(Text, "postgresql")
def _text(_element: Text, _compiler: Any, **_keywords: object) -> str:
    """Columns of text that compare and sort by code point, as SQLite's do, whatever the database's own collation."""
    return 'TEXT COLLATE "C"'


def open_engine(url: URL) -> Engine:
    """An engine for the database at an address; lost connections are replaced. Raises StoreError when the driver is missing."""
    said = {"connect_timeout": 10, "application_name": f"Loa {os.getpid()} on {socket.gethostname()}"[:63]}
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, max_overflow=-1, connect_args=said)
    except ImportError as error:  # the driver, or the library it needs
        raise StoreError("PostgreSQL needs its driver: .venv/bin/pip install 'psycopg[binary]'") from error


def check_version(connection: Connection) -> None:
    """Raise StoreError for a server that is too old."""
    found = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if found < OLDEST * 10_000:
        raise StoreError(f"the server is PostgreSQL {found // 10_000}; {OLDEST} or newer is needed")


def begin_writing(connection: Connection) -> None:
    """Wait until no other write transaction of the store is open. The lock goes with the transaction."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")


def schema(connection: Connection) -> str:
    """The schema in which tables are made and found when none is named: `public`, unless the server was told otherwise."""
    return str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())


def move_tables(connection: Connection, names: Iterable[str], start: str, end: str) -> None:
    """Move tables with all that belongs to them from one schema to another, which is made where it is missing."""
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quote(end)}")
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE {quote(start)}.{quote(name)} SET SCHEMA {quote(end)}")


def drop_tables(connection: Connection, names: Iterable[str]) -> None:
    """Drop tables of the present schema together."""
    quote = connection.dialect.identifier_preparer.quote
    if joined := ", ".join(map(quote, names)):
        connection.exec_driver_sql(f"DROP TABLE {joined}")


def drop_schema(connection: Connection, name: str) -> None:
    """Drop a schema that holds nothing."""
    connection.exec_driver_sql(f"DROP SCHEMA {connection.dialect.identifier_preparer.quote(name)}")


def explain(error: DBAPIError) -> str:
    """Why the database refused, in one line fit for an operator."""
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str) and state in _REASONS:
        return _REASONS[state]
    said = " ".join(str(error.orig).split())
    words = {
        "password authentication failed": _REASONS["28P01"],
        "does not exist": _REASONS["3D000"],
        "Connection refused": "the server does not answer: is it running, and is the address right?",
        "No such file or directory": "the server does not answer: is it running, and is the address right?",
        "resolve host": "the server's name is not known",
        "resolution": "the server's name is not known",
        "the connection is lost": "the server went away",
        "terminating connection": _REASONS["57P01"],
        "connection is bad": "the server does not answer: is it running, and is the address right?",
        "timeout expired": "the server does not answer in time",
    }
    return next((reason for word, reason in words.items() if word in said), said)


class WriterLock:
    """The lock of the process that writes a store: held by a connection of its own, given back when that ends in whatever way.

    A machine that vanishes without a word is noticed by the server within two minutes. A server that was restarted knows nothing
    of it any more, so whoever holds it for long is to `keep` it.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """`name` is the store's address as it may be shown."""
        self._engine = engine
        self._name = name
        self._connection: Connection | None = None
        self._held = False
        self._mine = threading.Lock()

    def __enter__(self) -> Self:
        holder = self._take()
        if holder is not None:
            raise StoreError(f"another Loa is writing to {self._name} ({holder})")
        self._held = True
        return self

    def keep(self) -> str | None:
        """See `Lock`: a lock that went with its connection is taken again."""
        with self._mine:
            if not self._held:  # it was given back meanwhile
                return None
            if self._connection is not None:
                try:
                    self._connection.exec_driver_sql("SELECT 1")
                except SQLAlchemyError:
                    self._let_go()
                else:
                    return None
            return self._take()

    def _take(self) -> str | None:
        """Take it by a connection of its own; return who has it where that is another."""
        connection: Connection | None = None
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            for setting, value in _KEEPALIVE:
                connection.exec_driver_sql(f"SET {setting} = {value}")
            if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_WRITER})").scalar_one():
                self._connection = connection
                return None
            holder = connection.exec_driver_sql(_HOLDER, (_WRITER,)).scalar() or "of another user"
        except SQLAlchemyError as error:  # a pool without a connection to spare is no error of the database
            if connection is not None:
                connection.close()
            raise StoreError(f"{self._name}: {explain(error) if isinstance(error, DBAPIError) else error}") from error
        connection.close()
        return str(holder).removeprefix("Loa ")

    def _let_go(self) -> None:
        assert self._connection is not None
        with suppress(SQLAlchemyError):
            self._connection.invalidate()  # the pool must not hand on a connection that holds the lock
        with suppress(SQLAlchemyError):
            self._connection.close()
        self._connection = None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._mine:
            self._held = False
            if self._connection is not None:
                with suppress(SQLAlchemyError):  # the server notices by itself that a connection ended, but a moment later
                    self._connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_WRITER})")
                self._let_go()
