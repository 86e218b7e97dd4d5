"""Lane: the visits that are due, carried out by crawling processes, so that no source waits for another.

Sources are crawled side by side by one process on stand-by, each begun as it falls due and done with as it ends. When that
process must be killed or dies by itself, nobody can say for which of them: all are crawled again at once, by a crew of its
own that takes fewer at a time, and what ends that one too by one that takes them alone. Who ends a process alone has failed,
and is crawled alone until that goes well. See docs/decisions/0019-sources-side-by-side.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from news import clock
from news.errors import NewsError, StoreError
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.store import Store
from scheduler.child import Child
from scheduler.jobs import CRASH, Crawler, Event, failed_run, run_since
from scheduler.line import CHECK, Line, Visit

FEW, ALONE = 8, 1
"""Sources at once of the crews that find out who ends processes."""
CHECKS = 4
"""Sources checked at once."""
TICK_SECONDS = 5.0
GRACE_SECONDS = 60.0
"""Over `crawl.run_minutes`, by which a crawl ends itself."""
IDLE_SECONDS = 60.0
"""After which a process without anything to crawl is ended."""
RENEWED_AFTER = 1000
"""Sources after which a process makes room for a new one."""
RENEWED_AT = 0.6
"""Part of its memory limit at which it does so."""
LONGEST_WAIT = 300.0
"""Seconds before it is tried again to start a process, when none would come up."""
_MOST_DOUBLINGS = 10
_ACCIDENTS = 2
"""Processes in a row that would not come up before that is more than an accident."""


class Lane:
    """Carries out visits for as long as it runs, and tells how each went. It never gives up: what fails is a run that failed."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        crawler: Crawler,
        *,
        on_event: Callable[[Event], None],
        on_run: Callable[[Visit, Run], Awaitable[None]],
        on_check: Callable[[Visit, str], Awaitable[None]],
        on_start: Callable[[str | None], None],
        say: Callable[[str], None],
    ) -> None:
        """`on_run` is told of every run that ended, `on_check` of every check with its verdict in a line.

        `on_start` is told why no crawl can be started, again and again while that lasts, and None whenever a process has come up.
        """
        self._settings = settings
        self._store = store
        self._crawler = crawler
        self._on_event, self._on_run, self._on_check, self._on_start, self._say = on_event, on_run, on_check, on_start, say
        self.line = Line((settings.crawl.at_once, FEW, ALONE), CHECKS)
        self._visits: dict[str, tuple[Visit, datetime]] = {}
        self._children: dict[Child, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._checks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._failures = 0
        self._not_before = 0.0
        self._stopping = False

    def add(self, visit: Visit, *, first: bool = False) -> None:
        """Carry out a visit as soon as there is room."""
        self.line.add(visit, first=first)
        self._changed.set()

    def renew(self, settings: Settings, crawler: Crawler) -> None:
        """Go on with changed settings: what is under way ends as it began, what comes after is crawled by new processes."""
        self._settings, self._crawler = settings, crawler
        self.line.widen(settings.crawl.at_once)
        for child in self._children:
            child.retired = True
        self._changed.set()

    async def run(self) -> None:
        """Carry out visits until cancelled."""
        watching = asyncio.create_task(self._watch())
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self._begin()
        finally:
            watching.cancel()

    async def stop(self) -> None:
        """End all processes, in good order as far as they do so within seconds; what was under way is due again at once."""
        self._stopping = True
        for check in self._checks:
            check.cancel()
        await asyncio.gather(*self._checks, *(child.end() for child in self._children), return_exceptions=True)
        await asyncio.gather(*self._children.values(), return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _begin(self) -> None:
        """Begin what there is room for."""
        while not self._stopping and clock.monotonic() >= self._not_before and (visit := self.line.begin()) is not None:
            if visit.crew == CHECK:
                self._start(self._check(visit), self._checks)
                continue
            try:
                child = await self._child(visit.crew)
            except OSError as error:  # no memory, no processes left
                self.line.end(visit)
                self.line.add(visit, first=True)
                self._start_failed(str(error))
                return
            self._visits[visit.source.id] = visit, clock.now()
            child.hand(visit.source.id)

    async def _child(self, crew: int) -> Child:
        """The process of a crew that takes sources; a new one where there is none."""
        for child in self._children:
            if child.crew == crew and not child.retired:
                child.retired = child.handed + 1 >= RENEWED_AFTER
                return child
        child = await Child.start(self._crawler, crew, self._heard)
        self._children[child] = asyncio.create_task(self._follow(child))
        return child

    def _heard(self, child: Child, event: Event) -> None:
        if event["event"] == "ended":
            self._start(self._ended(child, event))
        elif event["event"] == "ready":
            self._failures = 0
            self._on_start(None)
        elif "fetched" in event:
            self._on_event(event)

    async def _ended(self, child: Child, event: Event) -> None:
        """A source was crawled to its end, whatever that was."""
        source_id = event["source"]
        if source_id not in child.under_way:
            return
        child.done(source_id)
        number, problem = event["run"], event["error"] or "the crawl left no run"
        try:
            run = None if number is None else await asyncio.to_thread(self._store.runs.one, number)
        except StoreError as error:  # whatever is told of it, the source is free again
            run, problem = None, str(error)
        await self._tell(source_id, run, problem)

    async def _follow(self, child: Child) -> None:
        """Wait until a process has ended, and see to what it left."""
        why = await child.run()
        del self._children[child]
        left = list(child.under_way)
        child.under_way.clear()
        if self._stopping:
            for source_id in left:
                self._start(self._tell(source_id, None, INTERRUPTED))
        elif not child.ready:
            self._again(left, child.crew)
            self._start_failed(why)
        elif len(left) == 1 or child.crew == len((FEW, ALONE)):
            for source_id in left:
                self._start(self._tell(source_id, None, f"the crawl was ended: {why}"))
        elif left:
            self._say(f"  {why}; {len(left)} sources are crawled again, fewer at a time")
            self._again(left, child.crew + 1)
        self._changed.set()

    def _again(self, source_ids: Sequence[str], crew: int) -> None:
        """Let sources whose process has ended wait again, before all others."""
        for source_id in reversed(source_ids):
            visit, _ = self._visits.pop(source_id)
            self.line.end(visit)
            self.line.add(Visit(source=visit.source, crew=crew, wish=visit.wish), first=True)

    async def _tell(self, source_id: str, run: Run | None, problem: str) -> None:
        """Tell of a run; one that was not written is written now, with what went wrong.

        One may have been written of which its process could not tell any more.
        """
        visit, started = self._visits.pop(source_id)
        try:
            if run is None:
                run = await asyncio.to_thread(run_since, self._store, source_id, started)
            if run is None:
                run = await asyncio.to_thread(failed_run, self._store, source_id, started, problem)
            await self._on_run(visit, run)
        finally:
            self.line.end(visit)
            self._changed.set()

    async def _check(self, visit: Visit) -> None:
        try:
            verdict = await self._crawler.check(visit.source.id)
        except OSError as error:  # who wants it checked still does, and is asked again
            self._start_failed(str(error))
        else:
            await self._on_check(visit, verdict)
        finally:
            self.line.end(visit)
            self._changed.set()

    async def _watch(self) -> None:
        """End processes that hang, take too long over a source, or too much memory; and those that are not needed any more."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for child in list(self._children):
                self._look(child)
            if clock.monotonic() >= self._not_before and self.line.waiting:
                self._changed.set()

    def _look(self, child: Child) -> None:
        crawl = self._settings.crawl
        if child.tick():
            child.kill("its process hung")
            return
        if late := child.overdue(crawl.run_minutes * 60 + GRACE_SECONDS):
            # The others go on, and end within their own time.
            child.retired = True
            if len(late) == len(child.under_way):
                for source_id in late:
                    child.done(source_id)
                    self._start(self._tell(source_id, None, f"the crawl did not end after {crawl.run_minutes:g} minutes"))
                child.kill("its process did not end")
                return
        if child.under_way:
            megabytes = child.megabytes()
            if megabytes > crawl.memory_megabytes:
                child.kill(f"its process took {megabytes:.0f} MB of memory, over the {crawl.memory_megabytes} of the setting")
            elif megabytes > crawl.memory_megabytes * RENEWED_AT:
                child.retired = True
        elif child.retired or child.idle(IDLE_SECONDS):
            child.retired = True
            self._start(child.end())

    def _start_failed(self, why: str) -> None:
        """Wait longer and longer for a process that would not come up."""
        wait = min(2.0 ** min(self._failures, _MOST_DOUBLINGS), LONGEST_WAIT)
        self._failures += 1
        self._not_before = clock.monotonic() + wait
        self._say(f"  no crawl can be started, it is tried again in {wait:.0f} s: {why}")
        if self._failures > _ACCIDENTS:
            self._on_start(why)

    def _start(self, work: Awaitable[None], among: set[asyncio.Task[None]] | None = None) -> None:
        """Do something beside everything else; that it fails is told and ends nothing."""
        tasks = self._tasks if among is None else among
        task = asyncio.create_task(self._guarded(work))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except NewsError as error:
            self._say(f"  {error}")


def crew_of(last: Run | None) -> int:
    """Return which crew is to crawl a source: who ended its process the last time is crawled alone."""
    return len((FEW, ALONE)) if last is not None and last.failed.get(CRASH) else 0
