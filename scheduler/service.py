"""The service: schedule, crawls and web server in one process, with a clean start and a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from math import inf
from typing import Any

import uvicorn

from feeds.web.app import Application
from feeds.web.protocol import replace_application, server_config
from news import clock
from news.errors import NewsError, SettingsError, StoreError
from news.run import Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler import supervisor
from scheduler.agenda import Agenda
from scheduler.alerts.alerting import Alerting
from scheduler.alerts.own import CRAWL, PUBLISH
from scheduler.alerts.receivers import channels_of
from scheduler.chores import chores
from scheduler.configured import configured_anew, in_force, news_of
from scheduler.finishing import Finishing
from scheduler.housekeeping import Housekeeping, Job
from scheduler.jobs import Crawler, feed_options, publish_all, relate_all
from scheduler.lane import Lane
from scheduler.line import Visit
from scheduler.logged import set_up
from scheduler.memory import give_back
from scheduler.operator.mounts import access_of
from scheduler.operator.vitals import Vitals
from scheduler.progress import Progress
from scheduler.reloading import Answer, Reloading
from scheduler.serving import application_of
from scheduler.telling import Telling
from scheduler.visits import Visits

KEEP_SECONDS = 5.0
"""How often it is looked whether the writer's lock is still ours."""
LISTEN_SECONDS = 1.0
"""How often it is looked whether an operator asks for something."""
RELATING_SECONDS = 5.0
"""For which news waits for links to be found before it is published without them."""


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
    """Runs until it is told to stop: sources are visited as they fall due, and what they publish is related and published."""

    def __init__(self, settings: Settings, store: Store, crawler: Crawler, progress: Progress) -> None:
        """Take what it works with; nothing is started yet."""
        self._settings = settings
        self._store = store
        self._crawler = crawler
        self._progress = progress
        self._telling = Telling(store, settings, progress.warn)
        self.vitals = Vitals()
        """What the service tells of itself."""
        self._agenda = Agenda(progress.warn, on_begun=self.vitals.meters.late)
        self.lane = Lane(
            settings,
            store,
            crawler,
            on_event=progress.event,
            on_run=self._ran,
            on_check=self._checked,
            on_start=lambda problem: self._alerting.report(CRAWL, problem),
            say=progress.warn,
        )
        self.visits = Visits(settings, store, self._agenda, self.lane, progress.say)
        self._alerting = Alerting(store, settings, progress.warn, lambda: tuple(self.visits.sources))
        self._finishing = Finishing(self._finish)
        self._housekeeping = Housekeeping(store, self._agenda, progress.say, on_done=self._done)
        self._reloading = Reloading(store, self.reload, self._reloaded)
        self._server: _Server | None = None
        self._application: Application | None = None
        self._relating = threading.Lock()
        self._unrelated = False
        """Whether articles were left when there was no more time to relate them."""
        self._stop = asyncio.Event()
        self._lost: str | None = None
        """Who has the writer's lock in our place."""
        self.vitals.scheduled = True
        self.vitals.sources = lambda: tuple(self.visits.sources)
        self.vitals.waiting = lambda: len(self.lane.line.waiting)
        self.vitals.due = self.visits.planned

    async def run(
        self,
        sources: Iterable[Source],
        listener: socket.socket,
        *,
        ready: Callable[[], None],
        keep: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Serve and crawl until SIGINT or SIGTERM, then stop within seconds. A failing job is told and the rest goes on.

        `sources` are all there are, enabled or not. `ready` is called once the web server answers, before the first crawl; `keep`
        is that of the writer's lock. Raise StoreError, after a stop like any other, when another has taken that.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        # At a terminal it says that the terminal is gone, and with it whoever would stop this.
        loop.add_signal_handler(signal.SIGHUP, self._stop.set if sys.stdout.isatty() else self._reloading.signal)
        await self._publish()
        self.visits.take(sources, self._settings)
        self._housekeeping.take(self._chores())
        self._application = application_of(self._settings, self._store, self.vitals)
        server = self._server = _Server(server_config(self._application))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not (server.started or serving.done() or self._stop.is_set()):  # noqa: ASYNC110 uvicorn offers no event
            await asyncio.sleep(0.01)
        ready()
        supervisor.tell("READY=1")
        beside = [asyncio.create_task(self._last(each)) for each in (*self._beside(), self._keep(keep))]
        self._agenda.start()
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([serving, *beside, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stop.set()
            supervisor.tell("STOPPING=1")
            self._agenda.stop()
            server.should_exit = True
            await self.lane.stop()
            for task in beside:
                task.cancel()
            for task in (serving, *beside):
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._lost is not None:
            raise StoreError(
                f"the database forgot whose the store is, and another Loa took it ({self._lost}); this one has stopped"
            )

    def _beside(self) -> Iterable[Coroutine[Any, Any, None]]:
        """What goes on beside the web server, each until it is cancelled."""
        yield self.lane.run()
        yield self._finishing.run()
        yield self._listen()
        yield self._agenda.watch()
        yield self._telling.run()
        yield self._alerting.run()
        yield self.vitals.beat()
        yield supervisor.show_life()

    async def _keep(self, keep: Callable[[], str | None]) -> None:
        """Look whether the writer's lock is still ours, and stop when it is another's."""
        while self._lost is None:
            with contextlib.suppress(StoreError):  # a server that cannot be asked writes nothing for us either
                self._lost = await asyncio.to_thread(keep)
            await asyncio.sleep(KEEP_SECONDS if self._lost is None else 0)
        self._stop.set()

    async def _last(self, work: Awaitable[None]) -> None:
        """Do something and wait for the end of the service: only what fails by a mistake of ours ends it before."""
        await work
        await self._stop.wait()

    async def _listen(self) -> None:
        """Take up what is asked for."""
        while True:
            await self._job("reading what is asked for", self.visits.listen())
            await self._job("reading which jobs are wanted", self._housekeeping.listen())
            await self._job("reading the configuration again", self._reloading.listen())
            await asyncio.sleep(LISTEN_SECONDS)

    async def reload(self) -> list[str]:
        """Go on by the configuration as it is now and return what is new, in sentences.

        Raise SettingsError for one that cannot be used, StoreError: then nothing has changed.
        """
        before, sources = self._settings, tuple(self.visits.sources)
        found = await configured_anew(self._crawler, self._store)
        settings = found.settings
        channels = channels_of(settings)
        access_of(settings)  # may fail, and is not to do so any later
        await asyncio.to_thread(feed_options, self._store, settings)
        self.visits.take(found.sources, settings)
        found = in_force(found)
        self._settings, self._crawler = settings, found.crawler
        self.lane.renew(settings, found.crawler)
        self._alerting.renew(settings, channels)
        self._telling.renew(settings)
        self._housekeeping.take(self._chores())
        self._serve()
        set_up(settings)
        self._finishing.wake(soon=True)
        return list(news_of(found, before, sources))

    def _reloaded(self, answer: Answer) -> None:
        """Say what became of a wish for a reload."""
        tell = self._progress.say if answer.taken else self._progress.warn
        for line in answer.lines:
            tell(f"  {line}" if answer.taken else f"  the configuration stays as it was: {line}")

    def _serve(self) -> None:
        """Let the web server answer by the settings as they are now."""
        assert self._server is not None
        assert self._application is not None
        application = application_of(self._settings, self._store, self.vitals)
        application.answered.update(self._application.answered)
        self._application = application
        replace_application(self._server, application)

    async def _job(self, name: str, work: Awaitable[object]) -> None:
        began, failed = clock.monotonic(), True
        try:
            await work
            failed = False
        except Exception as error:  # noqa: BLE001 one of the two doors: one job never ends the others
            self._progress.warn(f"  {name} failed: {type(error).__name__}: {error}")
        finally:
            self.vitals.meters.job(name, clock.monotonic() - began, failed=failed)

    def _done(self, name: str, seconds: float, failed: bool) -> None:
        self.vitals.meters.job(name, seconds, failed=failed)

    async def _ran(self, visit: Visit, run: Run) -> None:
        """See to what a run of a source means for it and for its readers."""
        self._progress.run(run, asked=visit.wish is not None)
        self.vitals.meters.run(run)
        self._finishing.wake(soon=await self.visits.ended(visit, run))
        self._alerting.wake()

    async def _checked(self, visit: Visit, verdict: str) -> None:
        await self.visits.checked(visit, verdict)

    async def _finish(self) -> None:
        """Relate and publish what came in; where there is more to relate than a reader wants to wait for, that comes after."""
        await self._job("relating", asyncio.to_thread(self._relate, RELATING_SECONDS))
        await self._job("publishing", self._publish())
        if self._unrelated:
            self._finishing.wake(soon=True)
        await asyncio.to_thread(give_back)

    def _relate(self, seconds: float = inf) -> str:
        if not self._relating.acquire(timeout=-1 if seconds == inf else seconds):
            self._unrelated = True
            return "others relate"
        try:
            count, done = relate_all(self._store, seconds=seconds)
        finally:
            self._relating.release()
        self._unrelated = not done
        return f"{count} articles related"

    def _chores(self) -> tuple[Job, ...]:
        return chores(
            self._settings,
            self._store,
            sources=lambda: tuple(self.visits.sources),
            say=self._progress.say,
            stopping=self._stop,
            relate=self._relate,
        )

    async def _publish(self) -> None:
        """Publish; one thread at a time, since feedgen changes the process's locale while it writes dates."""
        try:
            counted = self.vitals.meters.delivered
            report = await asyncio.to_thread(publish_all, self._store, self._settings, on_delivered=counted)
        except SettingsError:
            raise
        except NewsError as error:
            self._progress.warn(f"  publishing failed: {error}")
            self._alerting.report(PUBLISH, str(error))
            return
        self.vitals.published = clock.now()
        self._alerting.report(PUBLISH, None)
        for problem in report.skipped:
            self._progress.warn(f"  not published: {problem}")
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
