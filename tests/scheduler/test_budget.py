"""A day's budget of requests lasts for the day, and who asks by hand does not wait for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from news.politeness import HostDay, HostState
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.acts import Act
from scheduler.budget import Budget
from scheduler.jobs import Crawler
from scheduler.progress import Progress
from scheduler.service import Service

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOON = MIDNIGHT + 12 * HOUR


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        ({}, NOON),
        ({"a.vn": 129, "b.vn": 0}, NOON),  # of 240 a day 130 have come in at noon, an hour ahead
        ({"a.vn": 0, "b.vn": 140}, MIDNIGHT + 13 * HOUR),
        ({"b.vn": 239}, MIDNIGHT + 22.9 * HOUR),
        ({"b.vn": 240}, MIDNIGHT + 24 * HOUR),
        ({"b.vn": 9999}, MIDNIGHT + 24 * HOUR),
    ],
)
def test_a_budget_comes_in_evenly(spent: dict[str, int], expected: datetime) -> None:
    assert Budget(in_all=240).allows(spent, ["a.vn"], NOON) == expected


def test_a_host_has_a_budget_of_its_own() -> None:
    budget = Budget(a_host=24)
    assert budget.allows({"a.vn": 5, "b.vn": 23}, ["a.vn"], NOON) == NOON
    assert budget.allows({"a.vn": 5, "b.vn": 23}, ["a.vn", "b.vn"], NOON) == MIDNIGHT + 22 * HOUR
    assert Budget(in_all=1, a_host=24).allows({"c.vn": 1}, ["a.vn"], NOON) == MIDNIGHT + 24 * HOUR
    assert Budget().allows({"a.vn": 10**9}, ["a.vn"], NOON) == NOON


@given(
    budget=st.integers(1, 10**6),
    spent=st.integers(0, 2 * 10**6),
    minutes=st.integers(0, 24 * 60 - 1),
)
def test_nobody_waits_longer_than_until_midnight_and_then_something_may_be_asked(budget: int, spent: int, minutes: int) -> None:
    now = MIDNIGHT + timedelta(minutes=minutes)
    at = Budget(in_all=budget).allows({"a.vn": spent}, ["a.vn"], now)
    assert now <= at <= MIDNIGHT + 24 * HOUR
    if at < MIDNIGHT + 24 * HOUR:
        assert spent < budget
        assert Budget(in_all=budget).allows({"a.vn": spent}, ["a.vn"], at) == at


def test_a_source_waits_for_the_budget_unless_somebody_asks_for_it(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "crawl": {"host_requests_per_day": 24}})
    source = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/",), verified=NOON.date())
    with Store.open(settings.store_url) as store, time_machine.travel(NOON, tick=False):
        service = Service(settings, store, Crawler(settings=settings, file=None), Progress())
        service.visits.take([source], settings)
        spent = HostDay(host="a.vn", day=NOON.date(), requests=20)
        store.hosts.keep([HostState(host="a.vn")], [spent, HostDay(host="a.vn", day=(NOON - 24 * HOUR).date(), requests=999)])
        asyncio.run(service.visits.due("vn-a"))
        assert not service.lane.line.waiting
        assert service.visits.planned() == {"vn-a": MIDNIGHT + 19 * HOUR}
        store.acts.ask("vn-a", Act.CRAWL, now=NOON)
        asyncio.run(service.visits.listen())
        assert [visit.source.id for visit in service.lane.line.waiting] == ["vn-a"]
    with Store.open(settings.store_url) as store, time_machine.travel(MIDNIGHT + 19 * HOUR, tick=False):
        service = Service(settings, store, Crawler(settings=settings, file=None), Progress())
        service.visits.take([source], settings)
        asyncio.run(service.visits.due("vn-a"))
        assert [visit.source.id for visit in service.lane.line.waiting] == ["vn-a"]
