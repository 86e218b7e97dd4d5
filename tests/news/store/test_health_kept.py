from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from news.article import Article, Precision, Provenance, Published
from news.health import Outage, State
from news.run import Run
from news.store import Store
from news.store.health import Healths
from tests.news.store.conftest import source_of

SOURCE = source_of("a")


def failed(at: datetime) -> Run:
    return Run(source="vn-a", started=at, finished=at, failed={"dns": 1}, error="https://a.vn/: dns")


def good(at: datetime) -> Run:
    return Run(source="vn-a", started=at, finished=at, listed=3, fetched=1)


def test_states_are_kept_and_changes_noted_once(store: Store, noon: datetime) -> None:
    healths = Healths(store)
    assert healths.judge(SOURCE, now=noon) is None
    for hour, made in enumerate((good, failed, failed, failed, good, good)):
        at = noon + timedelta(hours=hour)
        store.runs.keep(made(at))
        kept = healths.judge(SOURCE, now=at)
        assert kept == healths.of(["vn-a", "vn-unknown"])["vn-a"]
    well, broken = healths.changes(limit=10)
    assert (broken.before, broken.health.state, broken.health.cause) == (State.FRESH, State.BROKEN, "dns")
    assert broken.at == noon + timedelta(hours=2)
    assert broken.health.since == noon + timedelta(hours=1)
    assert (well.before, well.health.state) == (State.BROKEN, State.FRESH)
    assert healths.changes(limit=1) == (well,)
    assert set(healths.of()) == {"vn-a"}


def test_an_outage_that_is_over_is_kept(store: Store, noon: datetime) -> None:
    healths = Healths(store)
    for hour, made in enumerate((good, *[failed] * 30, good, good)):
        at = noon + timedelta(hours=hour)
        store.runs.keep(made(at))
        healths.judge(SOURCE, now=at)
    kept = healths.of()["vn-a"]
    over = noon + timedelta(hours=32)
    outage = Outage(began=noon + timedelta(hours=1), counted=noon + timedelta(hours=25), over=over)
    assert kept.outage == outage
    assert healths.judge(SOURCE, now=over) == kept


def test_the_rhythm_is_that_of_the_articles(store: Store, noon: datetime, make: Callable[..., Article]) -> None:
    healths = Healths(store)
    assert healths.rhythm(SOURCE, now=noon) is None
    store.runs.keep(good(noon))
    for day in range(1, 11):
        seen = noon + timedelta(days=day)
        at = Published(moment=seen - timedelta(minutes=20), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
        store.keep(make(day, published=at), now=seen)
        store.runs.keep(good(seen))
    later = noon + timedelta(days=10, hours=1)
    rhythm = healths.rhythm(SOURCE, now=later)
    assert rhythm is not None
    assert rhythm.articles == 10
    assert rhythm.last == noon + timedelta(days=10) - timedelta(minutes=20)
    hour = noon + timedelta(days=11) - timedelta(minutes=20)
    assert rhythm.rate(hour) > 5 * rhythm.rate(hour + timedelta(hours=8))
    early = healths.rhythm(SOURCE, now=noon + timedelta(days=2, hours=1))
    assert early is not None
    assert early.articles == 2
