from datetime import date, datetime, timedelta

import pytest

from news.errors import StoreError
from news.politeness import HostDay, HostState
from news.store import Store
from news.store.hosts import KEPT_DAYS, RobotsFile

DAY = date(2026, 3, 1)


def test_the_state_of_a_host_lasts_and_is_replaced(store: Store, place: str, noon: datetime) -> None:
    first = HostState(host="town.example:8080", failures=2, next_allowed=noon, last_asked=noon, last_status="503", latency=0.25)
    second = HostState(host="town.example:8080", crawl_delay=5.0)
    store.hosts.keep([first, HostState(host="a.example")], [])
    with Store.open(place) as again:
        assert again.hosts.state("town.example:8080") == first
        again.hosts.keep([second], [])
        assert again.hosts.states() == (HostState(host="a.example"), second)
    assert store.hosts.state("nobody.example") is None


def test_days_add_up_over_writes_and_within_one(store: Store) -> None:
    spent = HostDay(host="a", day=DAY, requests=2, bytes=100, unchanged=1, failed={"timeout": 1})
    store.hosts.keep([], [spent, spent])
    store.hosts.keep([], [HostDay(host="a", day=DAY, requests=1, bytes=5_000_000_000, failed={"http 503": 1})])
    total = HostDay(host="a", day=DAY, requests=5, bytes=5_000_000_200, unchanged=2, failed={"http 503": 1, "timeout": 2})
    assert store.hosts.days(since=DAY) == {"a": (total,)}
    assert store.hosts.days(since=DAY + timedelta(days=1)) == {}


def test_days_are_given_up_after_a_while(store: Store) -> None:
    store.hosts.keep([], [HostDay(host="a", day=DAY, requests=1)])
    store.hosts.keep([], [HostDay(host="b", day=DAY + KEPT_DAYS, requests=1)])
    assert set(store.hosts.days(since=DAY)) == {"a", "b"}
    store.hosts.keep([], [HostDay(host="b", day=DAY + KEPT_DAYS + timedelta(days=1), requests=1)])
    assert set(store.hosts.days(since=DAY)) == {"b"}


def test_a_robots_file_lasts_and_is_replaced(store: Store, noon: datetime) -> None:
    had = RobotsFile(origin="https://a.example", status="200", fetched=noon, body=b"User-agent: *\n\xff\x00")
    lost = RobotsFile(origin="https://a.example", status="timeout", fetched=noon, body=None, failing_since=noon)
    store.hosts.keep_robots(had)
    assert store.hosts.robots("https://a.example") == had
    store.hosts.keep_robots(lost)
    assert store.hosts.robots_files() == (lost,)
    assert store.hosts.robots("http://a.example") is None


def test_a_naive_moment_is_refused(store: Store) -> None:
    with pytest.raises((ValueError, StoreError)):
        store.hosts.keep([HostState(host="a", next_allowed=datetime(2026, 3, 1))], [])  # noqa: DTZ001 that is the point
    assert store.hosts.states() == ()
