"""A store with sources of every condition, and the operator's side of a web server over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from news import clock
from news.checkups import Checkup, Checkups
from news.politeness import HostDay, HostState
from news.run import Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from scheduler.operator.vitals import Vitals

HOUR = timedelta(hours=1)


def source(name: str) -> Source:
    home = f"https://{name}.example/"
    verified = None if name == "unproven" else date(2026, 11, 1)
    return Source(id=f"vn-{name}", title=f"Xã {name.title()}", homepage=home, listings=(f"{home}tin",), verified=verified)


def run(name: str, started: datetime, *, failed: str | None = None, **counts: Any) -> Run:
    failures = {failed: 1} if failed else {}
    error = f"https://{name}.example/tin: {failed}" if failed else None
    return Run(source=f"vn-{name}", started=started, finished=started + HOUR / 60, failed=failures, error=error, **counts)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "public").mkdir()
    return Settings(data_dir=tmp_path / "data", public_dir=tmp_path / "public")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """Fresh, broken, failed once, paused, never crawled, never proven, no longer crawled: a source each."""
    now = clock.now()
    with Store.open(settings.store_url) as opened:
        for name in ("fresh", "broken", "once", "paused", "new", "old"):
            opened.keep_source(source(name), now=now)
            if name != "new":
                opened.runs.keep(run(name, now - 3 * HOUR, fetched=7, new=2, bytes=1000))
        for hours in (2, 1):
            opened.runs.keep(run("broken", now - hours * HOUR, failed="dns"))
        opened.runs.keep(run("once", now - HOUR, failed="timeout"))
        for each in opened.sources():
            Healths(opened).judge(each, now=now)
        opened.acts.pause("vn-paused", now=now - HOUR)
        Checkups(opened).keep(Checkup(source="vn-unproven", state="broken", kind="dns", reason="no such host", at=now - HOUR))
        day = HostDay(host="fresh.example", day=now.date(), requests=10, bytes=5000, unchanged=3, failed={"http 503": 2})
        opened.hosts.keep([HostState(host="fresh.example", last_asked=now, last_status="200", latency=0.2)], [day])
        yield opened


@pytest.fixture
def vitals() -> Vitals:
    """What a service tells that crawls all but one of the sources."""
    found = Vitals()
    names = ("fresh", "broken", "once", "paused", "new", "unproven")
    found.sources = lambda: tuple(source(name) for name in names)
    found.due = lambda: {"vn-fresh": clock.now() + HOUR}
    found.waiting = lambda: 3
    return found
