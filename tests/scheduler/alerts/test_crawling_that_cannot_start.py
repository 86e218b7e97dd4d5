"""That no crawl can be started reaches operators from a running service, and that one can be again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from news import clock
from news.store import Store
from news.store.acts import Act
from tests.scheduler.alerts.conftest import Hook
from tests.scheduler.live import Running
from tests.scheduler.portals import Portal


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    service = Running(tmp_path)
    yield service
    service.stop()


def crawlers(running: Running) -> list[int]:
    """The service's processes on stand-by."""
    assert running.process is not None
    tasks = Path(f"/proc/{running.process.pid}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    return [int(child) for child in children if b"stand-by" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_operators_are_told_that_no_crawl_can_be_started_and_when_one_can_again(
    tmp_path: Path, running: Running, hook: Hook
) -> None:
    more = f'[alerts]\nwebhook = "{hook.address}"\ndisk_free_megabytes = 0\n'
    with Portal("a") as portal:
        running.configure(portal, more=more)
        running.start()
        running.wait(lambda: "new=1 " in running.said)
        instead = tmp_path / "crawler.py"  # it stands in the way of the package
        instead.write_text("raise SystemExit('no crawler here')\n", encoding="utf-8")
        for pid in crawlers(running):
            os.kill(pid, signal.SIGKILL)
        with Store.open(f"sqlite:///{running.folder}/data/loa.sqlite3", create=False) as store:
            store.acts.ask("vn-a", Act.CRAWL, now=clock.now())
        running.wait(lambda: bool(hook.posted))
        (told,) = hook.messages[0]["changes"]
        assert (told["subject"], told["state"], told["cause"]) == ("service/crawl", "broken", "cannot be started")
        assert told["detail"] == "its process ended with 1: no crawler here"
        instead.unlink()
        running.wait(lambda: len(hook.posted) > 1)
        assert hook.messages[1]["title"] == "Crawling: well again"
