"""`loa status` with two hundred sources: what is not well is found at a glance."""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from news import clock
from news.delay import delays_of
from news.errors import NewsError, SettingsError
from news.run import Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from scheduler.jobs import Crawler
from scheduler.status import LONGEST, status_lines, status_rows
from tests.conftest import Loa

COUNT = 200
LONG = "http://town.example/tin-tuc: " + "x" * 5000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two hundred sources, of which every fortieth failed, one had a bad page and one was never crawled."""
    made = Store.open(Settings(data_dir=tmp_path / "data").store_url)
    now = clock.now()
    for number in range(COUNT):
        name = f"vn-xa-{number}{'-co-ten-rat-dai' * (number == 7)}"
        made.keep_source(Source(id=name, title=name, homepage="http://a.vn/", listings=("http://a.vn/",)), now=now)
        if number != 199:
            failed = {"layout": 1} if number % 40 == 1 or number == 2 else {}
            error = LONG if number % 40 == 1 else None
            started = now - timedelta(minutes=number * 30)
            made.runs.keep(Run(source=name, started=started, finished=started, failed=failed, error=error, fetched=3, bytes=2000))
    return made


def lines(store: Store, **options: bool | tuple[str, ...]) -> list[str]:
    return list(status_lines(store, Settings(), now=clock.now(), **options))  # type: ignore[arg-type]


def test_two_hundred_sources_are_one_straight_line_each_and_a_sum(store: Store) -> None:
    head, *rows, total, spent = lines(store)
    assert head.startswith("0 articles")
    assert len(rows) == COUNT
    assert len({row.index(" articles") for row in rows}) == 1, "columns are straight whatever the length of an id"
    assert max(map(len, rows)) < LONGEST + 130
    assert total == "200 sources: 193 ok, 1 with pages that failed, 5 failed, 1 never crawled"
    assert spent == "requests spent: 597 pages in 199 crawls in 7 days, 398 KB"


def test_only_what_is_not_well(store: Store) -> None:
    _, *rows, total, _ = lines(store, problems=True)
    assert [row.split()[0] for row in rows] == sorted(
        ["vn-xa-2", "vn-xa-199", *(f"vn-xa-{number}" for number in (1, 41, 81, 121, 161))]
    )
    assert total.startswith("200 sources")


def test_only_some(store: Store) -> None:
    _, row = lines(store, only=("vn-xa-41",))
    assert "FAILED: http://town.example" in row
    assert "20 h ago" in row
    assert "0 new, 3 pages in 7 days, FAILED" in row


def test_how_long_news_took_and_what_it_cost(store: Store) -> None:
    now, day = clock.now(), clock.now().date().isoformat()
    counts = str(list(delays_of([timedelta(minutes=14), timedelta(minutes=40)]).counts))
    with store.write() as connection:
        for name, when in (("vn-xa-3", day), ("vn-xa-4", day), ("vn-xa-4", "2020-01-01")):
            connection.exec_driver_sql("INSERT INTO delays VALUES (?, ?, ?, 3240)", (name, when, counts))
    store.acts.pause("vn-xa-3", now=now)
    *_, delay, spent = lines(store)
    assert delay == "from publication to feed: 15 min for half, 42 min for nine of ten, of 4 articles in 30 days"
    assert spent.startswith("requests spent: ")
    _, row, paused = lines(store, only=("vn-xa-3",))
    assert ", delay 15 min, ok" in row
    assert paused.split()[:2] == ["paused", "since"]
    told = next(row for row in status_rows(store, now=now) if row["source"] == "vn-xa-3")
    assert told["delay"] == {"articles": 2, "median_seconds": 900, "p90_seconds": 2520}
    assert told["spent"] == {"runs": 1, "failed": 0, "fetched": 3, "bytes": 2000, "new": 0, "edited": 0}
    assert told["paused"] == store.acts.paused()["vn-xa-3"].isoformat()
    other = next(row for row in status_rows(store, now=now) if row["source"] == "vn-xa-5")
    assert (other["paused"], other["delay"]) == (None, {"articles": 0, "median_seconds": None, "p90_seconds": None})


def test_programs_are_told_of_the_same_problems_as_people(store: Store) -> None:
    """A source that is not well can have a good last run."""
    now = clock.now()
    source = next(each for each in store.sources() if each.id == "vn-xa-4")
    for _ in range(2):
        store.runs.keep(Run(source=source.id, started=now, finished=now, failed={"dns": 1}, error="dns"))
    assert Healths(store).judge(source, now=now) is not None
    store.runs.keep(Run(source=source.id, started=clock.now(), finished=clock.now()))
    _, *rows, _, _ = lines(store, problems=True)
    people = {row.split()[0] for row in rows if row.split()[0].startswith("vn-xa-")}
    assert "vn-xa-4" in people
    assert {row["source"] for row in status_rows(store, now=now, problems=True)} == people


def test_a_child_that_was_killed_is_no_wrong_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dies = tmp_path / "dies"
    dies.write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
    dies.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dies))
    with pytest.raises(NewsError, match="killed by signal 9") as caught:
        asyncio.run(Crawler(settings=Settings(data_dir=tmp_path), file=None).sources())
    assert not isinstance(caught.value, SettingsError), "which systemd would never try again"


def test_as_typed(store: Store, loa: Loa) -> None:
    some = loa("status", "vn-xa-2", "vn-xa-3")
    assert [line.split()[0] for line in some.stdout.splitlines()[1:]] == ["vn-xa-2", "vn-xa-3", "2", "requests"]
    shown = [
        json.loads(line)["source"] for line in loa("status", "--json", "--problems", "vn-xa-2", "vn-xa-3").stdout.splitlines()
    ]
    assert shown == ["vn-xa-2"]
    unknown = loa("status", "vn-nobody")
    assert unknown.returncode == 2
    assert "vn-nobody" in unknown.stderr


def test_a_source_that_is_not_fresh_says_why_since_when_and_what_to_do(store: Store) -> None:
    source = next(each for each in store.sources() if each.id == "vn-xa-41")
    started = clock.now()
    store.runs.keep(Run(source=source.id, started=started, finished=started, failed={"dns": 1}, error="dns"))
    assert Healths(store).judge(source, now=started) is not None
    _, _, state, advice = lines(store, only=("vn-xa-41",))
    assert state.split()[:2] == ["broken", "since"]
    assert state.endswith(": dns")
    assert "name server" in advice
    row = next(row for row in status_rows(store, now=clock.now()) if row["source"] == "vn-xa-41")
    assert row["health"]["state"] == "broken"
    assert row["health"]["last_good"] is None
    assert next(row for row in status_rows(store, now=clock.now()) if row["source"] == "vn-xa-42")["health"] is None
