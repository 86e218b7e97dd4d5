"""Housekeeping: the named jobs that keep a service in order, each on its own schedule, each remembered over restarts."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news import clock
from news.errors import NewsError
from news.store import Store
from news.store.jobs import JobRecord
from scheduler.agenda import Agenda

FIRST_RETRY = timedelta(minutes=1)
"""After a first failure; doubled by each that follows, up to the job's own interval."""
_MOST_DOUBLINGS = 20
_AGENDA = "job "
"""Before a job's name, its name on the agenda; no id of a source has a space."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """Something that is to be done again and again."""

    name: str
    about: str
    """What it does, in a few words."""
    every: timedelta
    work: Callable[[], Awaitable[str]]
    """Does it, and returns in a line what it did. It may be broken off at any moment and begun anew."""
    at_start: bool = False
    """Whether it is due whenever the service starts."""
    apart: str = ""
    """Jobs of one such word are done one after the other; "": beside all others."""


def due_after(job: Job, record: JobRecord, *, now: datetime) -> datetime:
    """Return when a job is due again that has come to its end at `now`: sooner, but later each time, when it failed."""
    if not record.failures:
        return now + job.every
    return now + min(FIRST_RETRY * (1 << min(record.failures - 1, _MOST_DOUBLINGS)), job.every)


def due_at_start(job: Job, record: JobRecord | None, *, now: datetime) -> datetime:
    """Return when a job is due of which so much is known when the service starts: at once if it never came to an end."""
    if record is None or record.unfinished or record.due is None or job.at_start:
        return now
    # The interval may be another by now, and the clock may have been set back.
    return min(record.due, now + job.every)


class Housekeeping:
    """Does jobs as they fall due."""

    def __init__(
        self, store: Store, agenda: Agenda, say: Callable[[str], None], *, on_done: Callable[[str, float, bool], None]
    ) -> None:
        """`on_done` is told of each job's name, how many seconds it took, and whether it failed."""
        self._store = store
        self._agenda = agenda
        self._say = say
        self._on_done = on_done
        self._jobs: dict[str, Job] = {}
        self._under_way: set[str] = set()
        self._stored: dict[str, datetime | None] = {}
        """When the store said that each is due, as far as we know: what is said now and was not then is somebody's wish."""
        self._apart: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def take(self, jobs: Sequence[Job]) -> None:
        """Do these jobs from now on, and no others; one that goes on as it was keeps its place. Raise StoreError."""
        known, now = self._store.jobs.every(), clock.now()
        before, self._jobs = self._jobs, {job.name: job for job in jobs}
        self._stored = {name: record.due for name, record in known.items()} | self._stored
        for name in before.keys() - self._jobs.keys():
            self._agenda.forget(_AGENDA + name)
        for job in jobs:
            if job.name not in before:
                self._plan(job.name, due_at_start(job, known.get(job.name), now=now))
            elif job.every != before[job.name].every:
                self._plan(job.name, min(self._agenda.due(_AGENDA + job.name) or now, now + job.every))

    async def listen(self) -> None:
        """Do at once what somebody wants done earlier than it was planned. Raise StoreError."""
        for name, record in (await asyncio.to_thread(self._store.jobs.every)).items():
            if name not in self._jobs or name in self._under_way or record.due is None or record.due == self._stored.get(name):
                continue
            self._stored[name] = record.due
            planned = self._agenda.due(_AGENDA + name)
            if planned is None or record.due < planned:
                self._plan(name, record.due)

    async def do(self, name: str) -> None:
        """Do a job, keep how it went, and plan when it is done next."""
        job = self._jobs[name]
        if name in self._under_way:
            return
        self._under_way.add(name)
        try:
            if job.apart:
                async with self._apart[job.apart]:
                    record = await self._done(job)
            else:
                record = await self._done(job)
        except NewsError:  # the store refuses to say how it went
            self._plan_again(name, clock.now() + FIRST_RETRY)
            raise
        finally:
            self._under_way.discard(name)
        due = due_after(job, record, now=clock.now())
        self._plan_again(name, due)
        await asyncio.to_thread(self._store.jobs.planned, name, due)
        self._stored[name] = due

    async def _done(self, job: Job) -> JobRecord:
        began = clock.monotonic()
        record = await done(job, self._store)
        self._on_done(job.name, clock.monotonic() - began, record.error is not None)
        if record.error is not None:
            self._say(f"  {job.name} failed, {record.failures} times in a row: {record.error}")
        return record

    def _plan_again(self, name: str, due: datetime) -> None:
        if name in self._jobs:  # it may have been taken away meanwhile
            self._plan(name, due)

    def _plan(self, name: str, due: datetime) -> None:
        self._agenda.plan(_AGENDA + name, due, self.do, name)


async def done(job: Job, store: Store) -> JobRecord:
    """Do a job once and return what is known of it then; that it fails is kept and raises nothing. Raise StoreError."""
    await asyncio.to_thread(store.jobs.begun, job.name, now=clock.now())
    said, error = "", None
    try:
        said = await job.work()
    except Exception as problem:  # noqa: BLE001 one of the two doors: one job never ends the others
        error = str(problem) or type(problem).__name__
    return await asyncio.to_thread(store.jobs.ended, job.name, now=clock.now(), said=said, error=error)
