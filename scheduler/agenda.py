"""Agenda: what is due when, by the calendar, kept to though the machine sleeps or its clock is set."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from news import clock

WATCH_SECONDS = 5.0
"""How often the clock is compared with one that cannot be set."""
TOLERANCE = timedelta(seconds=5)
"""By how much they may part between two looks: clocks are corrected by less all the time."""


class Agenda:
    """Things to do once each, by name, at moments that may be changed until then. What became due late is done all the same.

    A timer neither runs while the machine sleeps nor knows that the clock was set. So when the clock has gone ahead, what is due
    is looked for at once; when it was set back, everything waits for as long as it would have waited without that.
    """

    def __init__(self, say: Callable[[str], None], *, on_begun: Callable[[float], None] = lambda _: None) -> None:
        """Nothing is due, and nothing begins before `start`. What fails is told by `say`.

        `on_begun` is told by how many seconds of the machine everything is late that begins: since it was due, or since the plan
        or the start where that came after.
        """
        self._say = say
        self._on_begun = on_begun
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._due: dict[str, datetime] = {}
        self._possible: dict[str, datetime] = {}
        """From when on what is planned under a name could begin."""

    def start(self) -> None:
        """Begin with what is due; the caller is in the running loop."""
        now = clock.now()
        self._possible = {name: max(moment, now) for name, moment in self._possible.items()}
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def plan(self, name: str, due: datetime, do: Callable[..., Awaitable[None]], *arguments: Any) -> None:
        """Do something at a moment (aware), in place of what was planned under that name."""
        self._due[name], self._possible[name] = due, max(due, clock.now())
        self._scheduler.add_job(
            self._do,
            DateTrigger(clock.machine(due)),
            args=(name, do, *arguments),
            id=name,
            replace_existing=True,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # APScheduler's own second would skip late jobs in silence
        )

    def forget(self, name: str) -> None:
        """Do not do what was planned under that name."""
        self._due.pop(name, None)
        self._possible.pop(name, None)
        if self._scheduler.get_job(name):
            self._scheduler.remove_job(name)

    def due(self, name: str) -> datetime | None:
        """When what was planned last under a name is, or was, to be done; None: nothing was."""
        return self._due.get(name)

    async def _do(self, name: str, do: Callable[..., Awaitable[None]], *arguments: Any) -> None:
        if (possible := self._possible.pop(name, None)) is not None:
            self._on_begun(clock.seconds(clock.now() - possible))
        try:
            await do(*arguments)
        except asyncio.CancelledError:  # by `stop`, of which APScheduler would make an error
            return
        except Exception as error:  # noqa: BLE001 one of the two doors: one job never ends the others
            self._say(f"  {name}: {type(error).__name__}: {error}")

    async def watch(self) -> None:
        """Keep to the calendar until cancelled."""
        calendar, steady = clock.now(), clock.monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            now, then = clock.now(), steady
            steady = clock.monotonic()
            self.moved(timedelta(seconds=clock.seconds(now - calendar) - (steady - then)))
            calendar = now

    def moved(self, by: timedelta) -> None:
        """The clock has gone ahead by so much more than time has passed, or was set back (below zero)."""
        if by < -TOLERANCE:
            jobs: list[Job] = self._scheduler.get_jobs()
            for job in jobs:
                job.modify(next_run_time=job.next_run_time + by)
                self._due[job.id] += by
                self._possible[job.id] += by
        elif by > TOLERANCE:
            self._scheduler.wakeup()
