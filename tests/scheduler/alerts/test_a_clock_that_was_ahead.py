"""A clock that was ahead for a while has no say once it is right again."""

from __future__ import annotations

from datetime import timedelta

from news import clock
from news.health import State
from news.settings import Settings
from news.store import Store
from news.store.health import Healths
from scheduler.alerts.alerting import Alerting
from scheduler.jobs import failed_run, run_since
from scheduler.status import status_rows
from tests.scheduler.alerts.conftest import Hook
from tests.scheduler.alerts.telling import HOUR, SOURCES, START, Service

MONTH = 30 * 24 * HOUR


def test_health_status_and_alerts_go_by_what_came_since(service: Service, hook: Hook, store: Store) -> None:
    service.visit(*"abcdef")
    service.moving.shift(MONTH)  # the clock is ahead, and the network is gone
    service.visit(*"abcdef", kind="dns", times=2)
    service.tell()
    assert hook.subjects == [["service/network"]]
    service.moving.move_to(START + HOUR)
    service.tell()
    service.visit(*"abcdef", times=2)
    service.tell()
    assert hook.messages[-1]["title"] == "This machine's network: well again"
    healths = Healths(store).of()
    assert {each.state for each in healths.values()} == {State.FRESH}
    assert all(each.since <= clock.now() for each in healths.values())
    rows = list(status_rows(store, now=clock.now()))
    assert len(rows) == len(SOURCES)
    assert all(row["run"]["started"] < clock.now().isoformat() and row["run"]["error"] is None for row in rows)
    service.visit("a", kind="layout", times=2)
    service.tell()
    assert hook.messages[-1]["title"] == "Phường A: broken (layout)"


def test_what_is_still_broken_began_no_later_than_now(service: Service, store: Store) -> None:
    service.moving.shift(MONTH)
    service.visit("a", kind="layout", times=2)
    service.moving.move_to(START)
    service.visit("a", kind="layout", times=2)
    health = Healths(store).of(["vn-a"])["vn-a"]
    assert health.state is State.BROKEN
    assert START <= health.since <= clock.now()


def test_digests_go_on(store: Store, settings: Settings, hook: Hook, service: Service) -> None:
    daily = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"digest": "07:00", "mail_to": ()})})
    alerting = Alerting(store, daily, service.said.append, lambda: SOURCES)
    service.moving.shift(MONTH)
    alerting.tell_now()
    service.moving.shift(24 * HOUR)
    alerting.tell_now()
    assert len(hook.posted) == 1
    service.moving.move_to(START)
    for _ in range(3):
        alerting.tell_now()
        service.moving.shift(24 * HOUR)
    assert [posted["kind"] for posted in hook.messages] == ["digest"] * 3


def test_the_run_of_a_crawl_is_known_from_one_of_a_clock_that_was_ahead(service: Service, store: Store) -> None:
    service.moving.shift(MONTH)
    begun = clock.now()
    service.moving.move_to(START)
    run = failed_run(store, "vn-a", begun, "it hung")  # the clock was set right while it went on
    assert START <= run.started <= run.finished <= clock.now()
    service.moving.shift(MONTH)
    service.visit("b")
    service.moving.move_to(START + timedelta(minutes=1))
    assert run_since(store, "vn-b", START) is None
