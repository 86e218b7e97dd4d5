"""Ledger: one budget a host for all crawls of a machine, remembered over restarts; `news.politeness` decides, this waits."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from scrapy.crawler import Crawler

from crawler.guards.hostfiles import HostFiles
from crawler.guards.refusals import HostRestingError
from crawler.guards.rules import Rules
from crawler.memory import store_of
from news import clock
from news.errors import StoreError
from news.host import host_of
from news.politeness import PATIENCE, Answer, HostDay, HostState, after, pause, wait
from news.settings import Settings
from news.store import Store
from news.store.hosts import RobotsFile

logger = logging.getLogger(__name__)

WRITE_EVERY = 5.0
"""Seconds between two writes of what may be lost in a crash: counters and ordinary pauses. A rest is written at once."""
_STEP = 0.25
"""Seconds after which a request that waits looks whether the crawl is being stopped."""
_ROUNDS = 4
"""Pauses of a host for which a request lets other processes go first, besides PATIENCE."""
_BUSY_STEP = 0.05
"""Seconds after which it looks again whether another process has the host's answer."""


class Ledger:
    """What this process knows of hosts. One request a host is under way at a time, whichever crawl it is for."""

    def __init__(self, store: Store | None, files: HostFiles, *, delay: timedelta, records: bool) -> None:
        """Start from what the store knows (None: nothing); with `records` keep there what is learnt.

        By its `files` a host is shared with other processes.
        """
        self._store = store
        self._files = files
        self._records = records and store is not None
        self._delay = delay
        self._states: dict[str, HostState] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._changed: set[str] = set()
        self._spent: list[HostDay] = []
        self._written = clock.monotonic()
        self.rules: dict[str, Rules] = {}
        """By origin, what was read in this process and is fresh as long as it lasts."""
        self._robots: dict[str, RobotsFile] = {}

    def state(self, host: str) -> HostState:
        """Return what is known of a host. Raise StoreError when the store cannot be read."""
        if host not in self._states:
            known = self._store.hosts.state(host) if self._store else None
            self._states[host] = known or HostState(host=host)
        return self._states[host]

    @asynccontextmanager
    async def turn(self, url: str, *, stopping: Callable[[], bool]) -> AsyncIterator[str]:
        """Wait until the host of an address may be asked, and hold it; gives its name.

        Raise HostRestingError when it may not be asked for longer than a run waits, or when the crawl is stopping meanwhile.
        """
        host = host_of(url)
        async with self._locks[host]:
            await self._pause(url, host, stopping)
            patient = clock.monotonic() + clock.seconds(PATIENCE + _ROUNDS * pause(self.state(host), delay=self._delay))
            while True:
                with self._files.hold(host) as file:
                    if file is not None and not self._learns(host, file.next_allowed):
                        try:
                            yield host
                        finally:
                            file.leave(self.state(host).next_allowed)
                        return
                if clock.monotonic() > patient:
                    raise HostRestingError(url, "other processes of this machine ask it all the time")
                await asyncio.sleep(0 if file is not None else _BUSY_STEP)
                await self._pause(url, host, stopping)

    async def _pause(self, url: str, host: str, stopping: Callable[[], bool]) -> None:
        """Wait as long as nothing may be asked of a host. Raise HostRestingError as `turn`."""
        while remaining := wait(self.state(host), clock.now()):
            if remaining > max(PATIENCE, self._delay):
                raise HostRestingError(url, self._why(host, clock.now() + remaining))
            if stopping():
                raise HostRestingError(url, "the crawl was stopped before the host's turn")
            await asyncio.sleep(min(clock.seconds(remaining), _STEP))

    def _learns(self, host: str, next_allowed: datetime | None) -> bool:
        """Take over when another process, which asked last, lets a host be asked again; return whether that is yet to come."""
        state = self.state(host)
        if next_allowed is None or (state.next_allowed is not None and next_allowed <= state.next_allowed):
            return False
        self._states[host] = replace(state, next_allowed=next_allowed)
        return bool(wait(self._states[host], clock.now()))

    def note(self, host: str, answer: Answer, *, size: int = 0) -> bool:
        """Note what a host answered and how many bytes came; return whether it is to rest, so that asking again is no use."""
        now = clock.now()
        self._states[host] = after(self.state(host), answer, now, delay=self._delay)
        kind = answer.kind or f"http {answer.status}"
        day = HostDay(
            host=host,
            day=now.date(),
            requests=1,
            bytes=size,
            unchanged=int(answer.status == 304),
            failed={kind: 1} if answer.failed else {},
        )
        self._spent.append(day)
        return self._noted(host, now)

    def slow_down(self, host: str, crawl_delay: float | None) -> None:
        """Note the seconds that a host's robots.txt asks for between two requests; they hold from its last one on."""
        state = self.state(host)
        if state.crawl_delay == crawl_delay:
            return
        known = replace(state, crawl_delay=crawl_delay)
        if known.last_asked and not known.failures:
            known = replace(known, next_allowed=known.last_asked + pause(known, delay=self._delay))
        self._states[host] = known
        self._changed.add(host)

    def robots(self, origin: str) -> RobotsFile | None:
        """Return the robots.txt of an origin as it was last asked for; None: it never was."""
        if origin not in self._robots:
            known = self._store.hosts.robots(origin) if self._store else None
            if known is None:
                return None
            self._robots[origin] = known
        return self._robots[origin]

    def keep_robots(self, file: RobotsFile) -> None:
        """Keep a robots.txt in place of what was known of its origin."""
        self._robots[file.origin] = file
        self.rules.pop(file.origin, None)
        self._write(lambda store: store.hosts.keep_robots(file))

    def flush(self) -> None:
        """Write what was not written yet. A store that cannot be written is told in the log: the crawl itself will fail of it."""
        if self._changed or self._spent:
            states, spent = [self._states[host] for host in sorted(self._changed)], tuple(self._spent)
            self._changed.clear()
            self._spent.clear()
            self._write(lambda store: store.hosts.keep(states, spent))
        self._written = clock.monotonic()

    def _noted(self, host: str, now: datetime) -> bool:
        """Write what was noted, at once where it matters; return whether the host is to rest."""
        self._changed.add(host)
        state = self._states[host]
        if state.failures or clock.monotonic() - self._written >= WRITE_EVERY:
            self.flush()
        return wait(state, now) > max(PATIENCE, self._delay)

    def _write(self, action: Callable[[Store], object]) -> None:
        if not self._records or self._store is None:
            return
        try:
            action(self._store)
        except StoreError as error:
            logger.warning("hosts could not be kept: %s", error)

    def _why(self, host: str, until: datetime) -> str:
        state = self.state(host)
        reason = f"{state.failures} failures in a row, the last {state.last_status}" if state.failures else "it asked for that"
        return f"the host rests until {until:%Y-%m-%d %H:%M} UTC ({reason})"


def ledger_of(crawler: Crawler) -> Ledger:
    """Return the ledger of the process; one that is only looked at a site for (`loa probe`, `read`) records nothing.

    A spider records when it has a source, or says so by `records`.
    """
    loa: Settings = crawler.settings["LOA"]
    if getattr(crawler.spidercls, "source", None) is not None or getattr(crawler.spidercls, "records", False):
        return _recording(store_of(crawler.settings), loa.hosts_dir, loa.crawl.delay_seconds)
    # Where nothing is kept nobody crawls, and nothing is left behind.
    return _looking(loa.store_url, loa.hosts_dir if loa.data_dir.is_dir() else None, loa.crawl.delay_seconds)


@cache
def _recording(store: Store, folder: Path, delay: float) -> Ledger:
    return Ledger(store, HostFiles(folder), delay=timedelta(seconds=delay), records=True)


@cache
def _looking(url: str, folder: Path | None, delay: float) -> Ledger:
    try:
        store = Store.open(url, create=False)
    except StoreError:
        store = None
    return Ledger(store, HostFiles(folder), delay=timedelta(seconds=delay), records=False)
