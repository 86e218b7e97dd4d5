import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news import clock
from news.politeness import HostDay, HostState
from news.store import Store
from news.store.hosts import RobotsFile
from scheduler.commands.hosts import host_lines
from scheduler.operator.ledger import host_rows
from scheduler.town.server import SampleTown
from tests.conftest import Loa

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
DELAY = timedelta(seconds=2)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(f"sqlite:///{tmp_path}/loa.sqlite3")
    day = NOW.date()
    opened.hosts.keep(
        [
            HostState(host="fine.example", latency=0.1234, last_asked=NOW, last_status="200"),
            HostState(host="ill.example:8443", failures=7, next_allowed=NOW + timedelta(hours=1), last_status="503"),
            HostState(host="slow.example", crawl_delay=10.0, last_status="200"),
        ],
        [
            HostDay(host="fine.example", day=day, requests=10, bytes=2_000_000, unchanged=5),
            HostDay(host="fine.example", day=day - timedelta(days=6), requests=10, failed={"timeout": 2}),
            HostDay(host="fine.example", day=day - timedelta(days=7), requests=1000),
        ],
    )
    opened.hosts.keep_robots(
        RobotsFile(origin="https://ill.example:8443", status="status 503", fetched=NOW, body=None, failing_since=NOW)
    )
    opened.hosts.keep_robots(RobotsFile(origin="https://fine.example", status="200", fetched=NOW, body=b""))
    return opened


def test_a_row_tells_what_was_asked_and_how_the_host_is_treated(store: Store) -> None:
    fine, ill, slow = host_rows(store, delay=DELAY, now=NOW)
    store.close()
    assert (fine["host"], fine["standing"], fine["delay_seconds"], fine["seconds_to_answer"]) == (
        "fine.example",
        "ok",
        2.0,
        0.123,
    )
    assert fine["today"] == {"requests": 10, "bytes": 2_000_000, "unchanged": 5, "unchanged_share": 0.5, "failed": {}}
    assert (fine["week"]["requests"], fine["week"]["failed"]) == (20, {"timeout": 2})
    assert fine["robots"][0]["origin"] == "https://fine.example"
    assert (ill["standing"], ill["resting_until"], ill["failures_in_a_row"]) == ("resting", "2026-11-20T06:00:00+00:00", 7)
    assert ill["robots"][0]["failing_since"] == NOW.isoformat()
    assert (slow["standing"], slow["delay_seconds"]) == ("slowed", 10.0)
    assert slow["week"]["unchanged_share"] == 0.0


def test_a_person_sees_the_same(store: Store) -> None:
    text = "\n".join(host_lines(store, delay=DELAY, now=NOW))
    store.close()
    assert "fine.example" in text
    assert "10 today" in text
    assert "20 in 7 days" in text
    assert "resting until 2026-11-20T06:00Z" in text
    assert "robots.txt cannot be had since 2026-11-20 (status 503)" in text
    assert "slowed, every 10 s" in text


def test_status_shows_the_hosts_of_a_crawl(town: SampleTown, town_settings: Path, loa: Loa) -> None:
    assert "no host was asked" in loa("status", "--hosts").stdout
    source = town.sources()[0]
    assert loa("crawl", source.id).returncode == 0
    rows = [json.loads(line) for line in loa("status", "--hosts", "--json").stdout.splitlines()]
    [row] = [row for row in rows if row["host"] in source.allowed_hosts]
    asked = len(town.requests)
    assert row["today"]["requests"] == asked
    assert row["today"]["bytes"] > 1000
    assert row["standing"] in {"ok", "slowed"}
    assert row["robots"][0]["origin"] == source.homepage.rstrip("/")
    assert clock.now() - datetime.fromisoformat(row["last_asked"]) < timedelta(minutes=5)
    assert f"{asked} today" in " ".join(loa("status", "--hosts").stdout.split())
    loa("crawl", source.id)
    paths = [visit.path for visit in town.requests]
    assert paths.count("/robots.txt") == 1
