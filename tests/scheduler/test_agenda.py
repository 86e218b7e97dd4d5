"""The agenda keeps to the calendar: when the machine sleeps, when its clock is set, and where clocks are changed twice a year."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import pytest
import time_machine

from news import clock
from news.alerts.digest import next_digest
from scheduler import agenda as agenda_module
from scheduler.agenda import Agenda

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
BERLIN = ZoneInfo("Europe/Berlin")


class Kept:
    """An agenda, what it did, and how late each of it began."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.late: list[float] = []
        self.done: list[tuple[str, datetime]] = []
        self.agenda = Agenda(self.said.append, on_begun=self.late.append)

    def plan(self, name: str, due: datetime) -> None:
        self.agenda.plan(name, due, self._do, name)

    async def _do(self, name: str) -> None:
        self.done.append((name, clock.now()))

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                await asyncio.sleep(0.01)


def live(story: Callable[[Kept], Awaitable[None]], kept: Kept) -> None:
    """Tell a story of an agenda in a loop of its own."""

    async def life() -> None:
        kept.agenda.start()
        watching = asyncio.create_task(kept.agenda.watch())
        try:
            await story(kept)
        finally:
            watching.cancel()
            kept.agenda.stop()

    asyncio.run(life())


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the clock more often than every five seconds."""
    monkeypatch.setattr(agenda_module, "WATCH_SECONDS", 0.1)


def test_what_is_due_begins_in_time_and_how_late_it_began_is_told() -> None:
    async def story(kept: Kept) -> None:
        kept.plan("soon", clock.now() + timedelta(seconds=0.2))
        kept.plan("at once", clock.now() - HOUR)  # since when nobody could have begun it
        await kept.until(lambda: len(kept.done) == 2)

    kept = Kept()
    live(story, kept)
    assert [name for name, _ in kept.done] == ["at once", "soon"]
    assert all(0 <= late < 60 for late in kept.late)


def test_what_is_planned_before_the_start_is_not_late_by_that() -> None:
    kept = Kept()
    with time_machine.travel(NOON, tick=True) as traveller:
        kept.plan("first", NOON)
        traveller.shift(HOUR)  # the store is upgraded, say
        live(lambda kept: kept.until(lambda: bool(kept.done)), kept)
    assert kept.late[0] < 60


def test_a_loop_that_is_held_up_shows_in_the_lateness() -> None:
    async def story(kept: Kept) -> None:
        kept.plan("late", clock.now() + timedelta(seconds=0.05))
        await asyncio.sleep(0)
        time.sleep(0.4)
        await kept.until(lambda: bool(kept.done))

    kept = Kept()
    live(story, kept)
    assert 0.3 < kept.late[0] < 60


@pytest.mark.usefixtures("watchful")
def test_after_a_sleep_everything_that_became_due_is_done_once() -> None:
    """A timer does not run while the machine sleeps; the clock does."""
    with time_machine.travel(NOON, tick=True) as traveller:

        async def story(kept: Kept) -> None:
            for name in ("a", "b"):
                kept.plan(name, clock.now() + 2 * HOUR)
            kept.plan("tomorrow", clock.now() + 24 * HOUR)
            await asyncio.sleep(0.3)
            assert kept.done == []
            traveller.shift(8 * HOUR)
            await kept.until(lambda: len(kept.done) >= 2)
            await asyncio.sleep(0.3)

        kept = Kept()
        live(story, kept)
    assert sorted(name for name, _ in kept.done) == ["a", "b"]
    assert all(moment >= NOON + 8 * HOUR for _, moment in kept.done)


@pytest.mark.usefixtures("watchful")
def test_a_clock_that_is_set_back_makes_nothing_wait_longer() -> None:
    with time_machine.travel(NOON, tick=True) as traveller:

        async def story(kept: Kept) -> None:
            kept.plan("soon", clock.now() + 2 * SECOND)
            await asyncio.sleep(0.3)
            traveller.shift(-6 * HOUR)
            await kept.until(lambda: bool(kept.done), seconds=6)

        kept = Kept()
        live(story, kept)
    ((name, moment),) = kept.done
    assert name == "soon"
    assert moment < NOON - 5 * HOUR
    assert kept.late[0] < 60


@pytest.mark.usefixtures("watchful")
def test_a_clock_that_is_corrected_a_little_moves_nothing() -> None:
    with time_machine.travel(NOON, tick=True) as traveller:

        async def story(kept: Kept) -> None:
            kept.plan("later", NOON + HOUR)
            await asyncio.sleep(0.3)
            traveller.shift(-2 * SECOND)
            await asyncio.sleep(0.3)
            assert kept.agenda.due("later") == NOON + HOUR

        live(story, Kept())


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2026-03-29", "2026-03-29T01:30:00+00:00"),  # 02:30 is skipped: an hour later, 03:30 there
        ("2026-10-25", "2026-10-25T00:30:00+00:00"),  # 02:30 comes twice: the first
    ],
)
@pytest.mark.usefixtures("watchful")
def test_a_job_at_half_past_two_is_done_once_on_the_days_on_which_berlin_changes_its_clocks(day: str, at: str) -> None:
    """The days before and after are gone through too, ten minutes at a step."""
    start = datetime.fromisoformat(f"{day}T00:00:00+00:00") - 24 * HOUR
    half_past_two = time_of_day(2, 30)
    with time_machine.travel(start, tick=True) as traveller:

        async def story(kept: Kept) -> None:
            async def job() -> None:
                kept.done.append(("job", clock.now()))
                plan()

            def plan() -> None:
                kept.agenda.plan("job", next_digest(clock.now(), half_past_two, BERLIN), job)

            plan()
            for _ in range(3 * 24 * 6):
                traveller.shift(timedelta(minutes=10))
                kept.agenda.moved(timedelta(minutes=10))
                await asyncio.sleep(0.002)
            await asyncio.sleep(0.1)

        kept = Kept()
        live(story, kept)
    days = [moment.astimezone(BERLIN).date().isoformat() for _, moment in kept.done]
    assert len(days) == len(set(days)) == 3
    (moment,) = [moment for (_, moment), date in zip(kept.done, days, strict=True) if date == day]
    assert timedelta() <= moment - datetime.fromisoformat(at) < timedelta(minutes=20)


def test_a_job_that_fails_is_told_and_ends_nothing() -> None:
    async def fails() -> None:
        raise ValueError("broken")

    async def story(kept: Kept) -> None:
        kept.agenda.plan("bad", clock.now(), fails)
        kept.plan("good", clock.now())
        await kept.until(lambda: bool(kept.done) and bool(kept.said))

    kept = Kept()
    live(story, kept)
    assert kept.said == ["  bad: ValueError: broken"]


def test_what_is_forgotten_is_not_done() -> None:
    async def story(kept: Kept) -> None:
        kept.plan("a", clock.now() + timedelta(seconds=0.1))
        kept.agenda.forget("a")
        await asyncio.sleep(0.3)

    kept = Kept()
    live(story, kept)
    assert kept.done == []
    assert kept.agenda.due("a") is None
