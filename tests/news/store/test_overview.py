import re
from datetime import datetime, timedelta

from news.article import Precision, Provenance, Published
from news.run import Run
from news.store import Store
from news.store.migrate import known_versions
from news.store.overview import Spent
from tests.news.store.conftest import Make

HOUR = timedelta(hours=1)


def test_the_last_run_of_each(store: Store, noon: datetime) -> None:
    assert store.overview.last_runs(until=noon) == {}
    first, second = (
        Run(source="vn-a", started=noon + hours * HOUR, finished=noon + hours * HOUR, new=hours, failed={"dns": 1})
        for hours in (1, 2)
    )
    for run in (first, second):
        store.runs.keep(run)
    assert store.overview.last_runs(until=noon + 3 * HOUR) == {"vn-a": second}


def test_a_run_of_a_clock_that_was_ahead_hides_no_later_one(store: Store, noon: datetime) -> None:
    before, ahead, after = (
        Run(source="vn-a", started=noon + hours * HOUR, finished=noon + hours * HOUR, new=hours + 1) for hours in (0, 24, 1)
    )
    for run in (before, ahead):
        store.runs.keep(run)
    now = noon + HOUR
    assert store.overview.last_runs(until=now) == {"vn-a": before}
    assert store.overview.spent(since=noon - HOUR, until=now) == {"vn-a": Spent(runs=1, new=1)}
    store.runs.keep(after)
    assert store.overview.last_runs(until=now) == {"vn-a": after}
    assert store.runs.latest("vn-a", limit=1, until=now) == (after,)
    assert store.runs.latest(limit=9, until=now) == (after, before)
    # When its date has come it is still what it was: earlier.
    later = noon + 25 * HOUR
    assert store.overview.last_runs(until=later) == {"vn-a": after}
    assert store.runs.latest("vn-a", limit=9, until=later) == (after, ahead, before)


def test_what_runs_cost_together(store: Store, noon: datetime) -> None:
    for hours in range(4):
        started = noon + hours * HOUR
        error = "dns" if hours == 3 else None
        store.runs.keep(
            Run(source="vn-a", started=started, finished=started, fetched=10, bytes=2**33, new=2, edited=1, error=error)
        )
    spent = store.overview.spent(since=noon, until=noon + 9 * HOUR)
    assert spent == {"vn-a": Spent(runs=3, failed=1, fetched=30, bytes=3 * 2**33, new=6, edited=3)}
    assert store.overview.spent(since=noon + 9 * HOUR, until=noon + 9 * HOUR) == {}


def test_when_articles_of_a_source_were_published(store: Store, noon: datetime, make: Make) -> None:
    for days in (1, 9, 3):
        dating = Published(moment=noon - timedelta(days=days), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
        store.keep(make(str(days), published=dating), now=noon)
    assert store.overview.published("vn-a", since=noon - timedelta(days=8)) == (
        noon - timedelta(days=3),
        noon - timedelta(days=1),
    )
    assert store.overview.published("vn-b", since=noon - timedelta(days=8)) == ()


def test_which_database_it_is(store: Store) -> None:
    database, schema = store.overview.database()
    assert re.fullmatch(r"(SQLite|PostgreSQL) \d+\.[\d.]+", database)
    assert schema == known_versions()[-1]
