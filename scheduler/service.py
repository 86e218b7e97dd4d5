"""The service: schedule, crawls and web server in one process, with a clean start and a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from feeds.web.protocol import server_config
from news import clock
from news.errors import NewsError, SettingsError
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.alerts.alerting import Alerting
from scheduler.alerts.own import PUBLISH
from scheduler.indexing import finish_index
from scheduler.jobs import Crawler, publish_all, relate_all
from scheduler.operator.vitals import Vitals
from scheduler.planning import due_after, judged
from scheduler.progress import Progress
from scheduler.proving import unproven
from scheduler.serving import application_of
from scheduler.telling import Telling

BATCH = 20
"""Sources crawled by one child process: enough to share its start, few enough that one batch never holds up the rest for long."""


def open_port(settings: Settings) -> socket.socket:
    """Return the web server's listening socket. Raise SettingsError naming the setting when the port cannot be had."""
    host, port = settings.serve.host, settings.serve.port
    # The protocol has to be named: for any other asyncio leaves Nagle's algorithm on, and an answer in two parts waits 40 ms.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        raise SettingsError(f"{host}:{port} {why}; choose another with serve.port in loa.toml or LOA_SERVE_PORT") from error
    return listener


class Service:
    """Runs until it is told to stop. At any moment at most one batch is crawled, related or published: one process writes."""

    def __init__(self, settings: Settings, store: Store, crawler: Crawler, progress: Progress) -> None:
        """Take what it works with; nothing is started yet."""
        self._settings = settings
        self._store = store
        self._crawler = crawler
        self._progress = progress
        self._telling = Telling(store, settings, progress.say)
        self._alerting = Alerting(store, settings, progress.say, lambda: tuple(self._sources.values()))
        self._due: dict[str, None] = {}
        self._sources: dict[str, Source] = {}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._work = asyncio.Event()
        self._stop = asyncio.Event()
        self.vitals = Vitals()
        """What the service tells of itself."""
        self.vitals.scheduled = True
        self.vitals.sources = lambda: tuple(self._sources.values())
        self.vitals.waiting = lambda: len(self._due)
        self.vitals.due = self._planned

    async def run(self, sources: Iterable[Source], listener: socket.socket, *, ready: Callable[[], None]) -> None:
        """Serve and crawl until SIGINT or SIGTERM, then stop within seconds. A failing job is told and the rest goes on.

        `ready` is called once the web server answers, before the first crawl.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        await self._publish()
        server = _Server(server_config(application_of(self._settings, self._store, self.vitals)))
        scheduler = self._schedule(tuple(source for source in sources if source.enabled))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not (server.started or serving.done() or self._stop.is_set()):  # noqa: ASYNC110 uvicorn offers no event
            await asyncio.sleep(0.01)
        ready()
        scheduler.start()
        tasks = [serving, asyncio.create_task(self._lane())]
        beside = [asyncio.create_task(work) for work in (self._telling.run(), self.vitals.beat(), self._alerting.run())]
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stop.set()
            scheduler.shutdown(wait=False)
            server.should_exit = True
            tasks[1].cancel()
            for task in beside:
                task.cancel()
            for task in (*tasks, *beside):
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    def _schedule(self, sources: tuple[Source, ...]) -> AsyncIOScheduler:
        """Return the schedule with one visit a source, continuing from each source's last run; each run plans the next."""
        now = clock.now()
        self._sources = {source.id: source for source in sources}
        for source in sources:
            self._plan(source, self._next_run(source.id, self._interval(source), now))
        return self._scheduler

    def _interval(self, source: Source) -> timedelta:
        return timedelta(minutes=source.interval_minutes or self._settings.crawl.interval_minutes)

    def _plan(self, source: Source, due: datetime) -> None:
        """Plan the next visit to a source, in place of the one that was planned."""
        self._scheduler.add_job(
            self._mark_due,
            DateTrigger(clock.machine(due)),
            args=[source],
            id=source.id,
            replace_existing=True,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # APScheduler's own second would skip late jobs in silence
        )

    def _planned(self) -> Mapping[str, datetime]:
        """When each source is visited next."""
        planned = {job.id: getattr(job, "next_run_time", None) for job in self._scheduler.get_jobs()}
        return {name: moment for name, moment in planned.items() if moment is not None}

    def _next_run(self, source_id: str, interval: timedelta, now: datetime) -> datetime:
        last = next(iter(self._store.runs(source_id, limit=1)), None)
        return now if last is None or last.error is not None else max(now, last.started + interval)

    async def _mark_due(self, source: Source) -> None:
        """Put a source in the line, once: a source that waits or is being crawled cannot overlap with itself.

        Outside the days on which the site is its body's, and before its first check has passed, it is passed over, and asked
        about again when next due. A next visit is planned at once, should the run that plans a better one never come to its end.
        """
        self._plan(source, clock.now() + self._interval(source))
        if source.id in self._store.acts.paused():
            return
        if source.covers(clock.now()) and not unproven([source], self._settings, self._store):
            self._due[source.id] = None
            self._work.set()

    async def _lane(self) -> None:
        """Do the work one batch at a time, for as long as the service runs."""
        await self._job("indexing", finish_index(self._store, self._progress.say, self._stop))
        while True:
            await self._work.wait()
            await asyncio.sleep(0.1)  # sources that fall due together share a process
            batch = list(self._due)[:BATCH]
            for source_id in batch:
                del self._due[source_id]
            if not self._due:
                self._work.clear()
            await self._job("crawl", self._crawl(batch))

    async def _job(self, name: str, work: Awaitable[None]) -> None:
        began, failed = clock.monotonic(), True
        try:
            await work
            failed = False
        except Exception as error:  # noqa: BLE001 one of the two doors: one job never ends the others
            self._progress.say(f"  {name} failed: {type(error).__name__}: {error}")
        finally:
            self.vitals.meters.job(name, clock.monotonic() - began, failed=failed)

    async def _crawl(self, batch: list[str]) -> None:
        for run in await self._crawler.crawl(batch, self._store, on_event=self._progress.event):
            self._progress.run(run)
            self.vitals.meters.run(run)
        await self._judge([self._sources[each] for each in batch if each in self._sources])
        await asyncio.to_thread(relate_all, self._store)
        await self._publish()

    async def _judge(self, sources: Sequence[Source]) -> None:
        """Judge sources after their runs, and plan the next."""
        await asyncio.to_thread(judged, self._store, sources, now=clock.now())
        self._alerting.wake()
        for source in sources:
            self._plan(source, await asyncio.to_thread(due_after, self._store, source, self._settings, now=clock.now()))

    async def _publish(self) -> None:
        """Publish; one thread at a time, since feedgen changes the process's locale while it writes dates."""
        try:
            counted = self.vitals.meters.delivered
            report = await asyncio.to_thread(publish_all, self._store, self._settings, on_delivered=counted)
        except SettingsError:
            raise
        except NewsError as error:
            self._progress.say(f"  publishing failed: {error}")
            self._alerting.report(PUBLISH, str(error))
            return
        self.vitals.published = clock.now()
        self._alerting.report(PUBLISH, None)
        for problem in report.skipped:
            self._progress.say(f"  not published: {problem}")
        self._telling.wake()
        articles = self._store.counts().articles
        if articles and (report.written or report.removed):
            self._progress.say(f"  published: {len(report.written)} files changed, {articles} articles kept")


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: the service decides when to stop."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Leave signals alone."""
        yield
