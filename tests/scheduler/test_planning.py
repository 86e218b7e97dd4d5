from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news import clock
from news.article import Article, Paragraph, Precision, Provenance, Published
from news.configuration import load_settings
from news.health import State
from news.politeness import HostState
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.source import Source
from news.store import Store, Validators
from scheduler.jobs import Crawler
from scheduler.planning import bounds_of, due_after, failures_in_a_row, judged
from tests.scheduler.portals import Portal

NOW = datetime(2026, 6, 5, 2, 30, tzinfo=UTC)  # a Friday, 9:30 in Vietnam
SOURCE = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/tin",))
MINUTE = timedelta(minutes=1)
SETTINGS = Settings()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as opened:
        opened.keep_source(SOURCE, now=NOW)
        yield opened


def ran(store: Store, at: datetime, error: str | None = None) -> None:
    store.runs.keep(Run(source="vn-a", started=at, finished=at, listed=1, failed={"dns": 1} if error else {}, error=error))


def within(due: datetime, minutes: float) -> bool:
    return minutes * MINUTE <= due - NOW <= minutes * 1.1 * MINUTE


def test_a_source_without_history_comes_again_after_the_interval(store: Store) -> None:
    assert due_after(store, SOURCE, SETTINGS, now=NOW) == NOW
    ran(store, NOW)
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 30)


def test_an_interval_of_its_own_is_kept_to(store: Store) -> None:
    own = replace(SOURCE, interval_minutes=7)
    for _ in range(4):
        ran(store, NOW, "dns")
    assert within(due_after(store, own, SETTINGS, now=NOW), 7)
    assert bounds_of(own, SETTINGS).mean == 7 * MINUTE


def test_an_interrupted_run_is_due_again_at_once(store: Store) -> None:
    ran(store, NOW, INTERRUPTED)
    assert due_after(store, SOURCE, SETTINGS, now=NOW) == NOW


def test_failures_and_resting_hosts_are_waited_for(store: Store) -> None:
    for step in (3, 2, 1, 0):
        ran(store, NOW - step * MINUTE, "dns")
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 240)
    assert failures_in_a_row(store.runs.latest("vn-a")) == 4
    ran(store, NOW)
    store.hosts.keep([HostState(host="a.vn", next_allowed=NOW + 90 * MINUTE)], [])
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 90)


def test_nobody_looks_before_a_listing_stops_to_hold_by_its_own_word(store: Store) -> None:
    ran(store, NOW)
    store.validators.keep(SOURCE.listings[0], "vn-a", Validators(etag='"1"'), now=NOW)
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 30)
    store.validators.hold(SOURCE.listings[0], until=NOW + 100 * MINUTE)
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 100)
    store.validators.keep(SOURCE.listings[0], "vn-a", Validators(etag='"2"'), now=NOW)
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 100)
    two = replace(SOURCE, listings=(*SOURCE.listings, "https://a.vn/thong-bao"))  # of which the other says nothing
    assert within(due_after(store, two, SETTINGS, now=NOW), 30)
    own = replace(SOURCE, interval_minutes=7)
    assert within(due_after(store, own, SETTINGS, now=NOW), 7)
    store.validators.hold(SOURCE.listings[0], until=NOW + timedelta(days=1))
    assert within(due_after(store, SOURCE, SETTINGS, now=NOW), 240)  # the longest there is


def test_a_crawl_notes_how_long_a_listing_says_that_it_holds(tmp_path: Path) -> None:
    with Portal("a", headers={"Cache-Control": "max-age=7200", "ETag": '"1"'}) as portal:
        file = tmp_path / "loa.toml"
        file.write_text(f'[crawl]\ndelay_seconds = 0\nallow_private_hosts = ["127.0.0.1"]\n{portal.table()}', encoding="utf-8")
        settings = load_settings(file)
        (source,) = settings.sources
        with Store.open(settings.store_url) as store:
            crawler = Crawler(settings=settings, file=file)
            (run,) = asyncio.run(crawler.crawl(["vn-a"], store, on_event=lambda _: None))
            assert run.error is None
            now = clock.now()
            held = store.validators.holding(source.listings)[portal.address]
            assert timedelta(0) <= run.finished + timedelta(hours=2) - held < timedelta(minutes=10)
            assert due_after(store, source, settings, now=now) >= held


def test_a_learned_source_is_visited_when_it_has_news(store: Store) -> None:
    for day in range(40, 0, -1):
        seen = NOW - timedelta(days=day)
        if seen.weekday() < 5:
            at = Published(moment=seen, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
            key = f"a.vn n{day}"
            body = (Paragraph(text="Tin."),)
            article = Article(source="vn-a", url=f"https://a.vn/{day}", key=key, title=f"Tin {day}", body=body, published=at)
            store.keep(article, now=seen + 5 * MINUTE)
        ran(store, seen + 5 * MINUTE)
    ran(store, NOW)
    assert due_after(store, SOURCE, SETTINGS, now=NOW) < NOW + 15 * MINUTE
    night = NOW + timedelta(hours=12)
    ran(store, night)
    assert due_after(store, SOURCE, SETTINGS, now=night) > night + 31 * MINUTE


def test_sources_are_judged_after_their_runs(store: Store) -> None:
    assert judged(store, [SOURCE], now=NOW) == ()
    for step in (1, 0):
        ran(store, NOW - step * MINUTE, "dns")
    (health,) = judged(store, [SOURCE], now=NOW)
    assert health.state is State.BROKEN
    assert health.cause == "dns"
