"""A service whose database forgot that the store is its own goes on alone, or not at all."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from news.store import Store
from scheduler.instance import service_of
from tests.postgresql import forget_writers, writers
from tests.scheduler.live import Running
from tests.scheduler.portals import Portal


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    service = Running(tmp_path)
    yield service
    if service.process is not None and service.process.poll() is None:
        service.process.send_signal(signal.SIGKILL)
        service.process.wait(15)


def test_a_service_takes_its_lock_again_and_stops_where_another_was_quicker(running: Running, database: str) -> None:
    with Portal("a") as portal:
        running.configure(portal)
        running.start(LOA_DATABASE=database)
        assert running.process is not None
        pid = running.process.pid
        forget_writers(database)
        running.wait(lambda: bool(writers(database)))
        assert writers(database)[0].startswith(f"Loa {pid} on ")
        with Store.open(database) as store, contextlib.ExitStack() as locked:
            assert service_of(store) == pid
            forget_writers(database)
            locked.enter_context(store.lock())
            other = '{"pid": 1, "machine": "other"}'
            store.keep_meta("service", other)
            assert running.process.wait(30) == 1
            assert f"another Loa took it ({os.getpid()} on " in running.said
            assert store.meta("service") == other
