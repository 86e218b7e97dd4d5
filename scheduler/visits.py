"""Visits: each source's next one, from its plan through the lane to its judgement, which plans the one after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from news import clock
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.acts import Act, Wish
from news.store.health import Healths
from scheduler.agenda import Agenda
from scheduler.budget import Budget
from scheduler.lane import Lane, crew_of
from scheduler.line import CHECK, Visit
from scheduler.planning import bounds_of, due_after, is_wanted, judged
from scheduler.proving import unproven

AGAIN_SECONDS = 5.0
"""Before a source is visited again whose visit was broken off."""


class Visits:
    """The visits of all enabled sources of a configuration."""

    def __init__(self, settings: Settings, store: Store, agenda: Agenda, lane: Lane, say: Callable[[str], None]) -> None:
        """Take what they are made with; nothing is planned yet."""
        self._settings = settings
        self._store = store
        self._agenda = agenda
        self._lane = lane
        self._say = say
        self._known: dict[str, Source] = {}
        self._sources: dict[str, Source] = {}
        self._crews: dict[str, int] = {}
        self._paused: frozenset[str] = frozenset()

    @property
    def sources(self) -> Collection[Source]:
        """The sources that are visited."""
        return self._sources.values()

    def planned(self) -> Mapping[str, datetime]:
        """When each source is visited next, by id."""
        due = {source_id: self._agenda.due(source_id) for source_id in self._sources}
        return {source_id: moment for source_id, moment in due.items() if moment is not None}

    def take(self, known: Iterable[Source], settings: Settings) -> None:
        """Visit the enabled ones of these sources from now on, and no others.

        Who is visited already keeps its place, unless it, or how often it may be visited, is another now. Raise StoreError.
        """
        now = clock.now()
        last = self._store.overview.last_runs(until=now)
        self._paused = frozenset(self._store.acts.paused())
        earlier, self._settings = self._settings, settings
        self._known = {source.id: source for source in known}
        before, self._sources = self._sources, {each.id: each for each in self._known.values() if is_wanted(each, settings)}
        for source_id in before.keys() - self._sources.keys():
            self._agenda.forget(source_id)
        self._lane.line.forget(before.keys() - self._sources.keys())
        for source in self._sources.values():
            self._crews[source.id] = crew_of(last.get(source.id))
            if source != before.get(source.id) or bounds_of(source, settings) != bounds_of(source, earlier):
                self._plan(source, self.first(source, last, now))

    async def listen(self) -> None:
        """Take up what is asked for, and what was resumed. Raise StoreError."""
        paused = frozenset(await asyncio.to_thread(self._store.acts.paused))
        resumed, newly, self._paused = self._paused - paused, paused - self._paused, paused
        for source_id in resumed & self._sources.keys():
            source = self._sources[source_id]
            self._plan(source, await asyncio.to_thread(due_after, self._store, source, self._settings, now=clock.now()))
        self._lane.line.forget(newly)
        for wish in await asyncio.to_thread(self._store.acts.wishes):
            await self._take_up(wish)

    async def ended(self, visit: Visit, run: Run) -> bool:
        """Judge a source after a run and plan its next visit; return whether the run changed anything that is published.

        Raise StoreError.
        """
        source = visit.source
        if visit.wish is not None:
            await asyncio.to_thread(self._store.acts.done, visit.wish)
        self._crews[source.id] = crew_of(run)
        before = await asyncio.to_thread(Healths(self._store).of, [source.id])
        after = await asyncio.to_thread(judged, self._store, [source], now=clock.now())
        if source.id in self._sources:
            due = await asyncio.to_thread(due_after, self._store, source, self._settings, now=clock.now())
            if run.error == INTERRUPTED:
                due = clock.now() + timedelta(seconds=AGAIN_SECONDS)
            self._plan(self._sources[source.id], due)
        return bool(run.new or run.edited or run.withdrawn) or tuple(before.values()) != after

    async def checked(self, visit: Visit, verdict: str) -> None:
        """Note a check; a source that waited for it is visited as soon as it has passed. Raise StoreError."""
        self._say(f"  check: {verdict}")
        if visit.wish is not None:
            await asyncio.to_thread(self._store.acts.done, visit.wish)
        source = self._sources.get(visit.source.id)
        if source is not None and not await asyncio.to_thread(self._store.runs.latest, source.id, limit=1):
            self._plan(source, clock.now())

    def first(self, source: Source, last: Mapping[str, Run], now: datetime) -> datetime:
        """When a source is visited after a start: as if the service had not stopped, at once where the last run failed."""
        run = last.get(source.id)
        return now if run is None or run.error is not None else max(now, min(run.started, now) + self._interval(source))

    async def due(self, source_id: str) -> None:
        """Let a source be visited that has become due.

        A paused one, one that waits for its first check, and one on a day on which its site is not its body's is passed over, and
        asked about again when next due; one for which the day's budget does not suffice yet waits until it does. A next visit is
        planned at once, should the one that plans a better one not end well.
        """
        source = self._sources[source_id]
        self._plan(source, clock.now() + self._interval(source))
        if source_id in self._paused or not source.covers(clock.now()):
            return
        affordable = await asyncio.to_thread(self._affordable, source)
        if affordable > clock.now():
            if self._sources.get(source_id) == source:
                self._plan(source, affordable)
            return
        if not await asyncio.to_thread(unproven, [source], self._settings, self._store):
            self._lane.add(Visit(source=source, crew=self._crews.get(source_id, 0)))

    def _affordable(self, source: Source) -> datetime:
        """From when on the budgets of the day suffice for a visit. Raise StoreError."""
        now, crawl = clock.now(), self._settings.crawl
        budget = Budget(in_all=crawl.requests_per_day, a_host=crawl.host_requests_per_day)
        if not (budget.in_all or budget.a_host):
            return now
        days = self._store.hosts.days(since=now.date())
        spent = {host: sum(day.requests for day in own if day.day == now.date()) for host, own in days.items()}
        return budget.allows(spent, source.allowed_hosts, now)

    def _interval(self, source: Source) -> timedelta:
        return timedelta(minutes=source.interval_minutes or self._settings.crawl.interval_minutes)

    def _plan(self, source: Source, due: datetime) -> None:
        self._agenda.plan(source.id, due, self.due, source.id)

    async def _take_up(self, wish: Wish) -> None:
        """Let a wish be fulfilled before all that is merely due; one for a source that nobody knows is told and forgotten."""
        source = self._known.get(wish.source)
        if source is None:
            self._say(f"  {wish.source} was asked for, and there is no such source")
            await asyncio.to_thread(self._store.acts.done, wish)
            return
        crew = CHECK if wish.act is Act.CHECK else self._crews.get(source.id, 0)
        visit = Visit(source=source, crew=crew, wish=wish)
        known = next((each for each in (*self._lane.line.under_way, *self._lane.line.waiting) if each.wish == wish), None)
        if known is None:
            self._lane.add(visit, first=True)
