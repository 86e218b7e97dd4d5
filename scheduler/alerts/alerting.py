"""Alerting: the service tells operators, beside everything else."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import uuid4

from news import clock
from news.alerts.deciding import BUNDLE, Item, Kind
from news.alerts.subject import Standing, Told
from news.errors import NewsError, StoreError
from news.health import State
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.alerts import own
from scheduler.alerts.channel import Channel, SendError
from scheduler.alerts.looking import look, writer_of
from scheduler.alerts.receivers import channels_of
from scheduler.alerts.sending import lines, send_due

LOOK_EVERY = timedelta(minutes=5)
"""The disk and the store are looked at so often, whatever else happens."""
_LOOKED = "alerts:looked"
"""Key of the store's `meta`: when it was last looked, which shows as well that the store can be written."""
Say = Callable[[str], None]
T = TypeVar("T")


class Alerting:
    """Tells operators for as long as the service runs. A receiver that is down holds up nothing."""

    def __init__(self, store: Store, settings: Settings, say: Say, sources: Callable[[], Collection[Source]]) -> None:
        """Take what it works with; `sources` are those that are crawled now.

        Raise SettingsError for a secret that cannot be read.
        """
        self._store = store
        self._settings = settings
        self._say = say
        self._sources = sources
        self._channels = channels_of(settings)
        self._next: tuple[Settings, tuple[Channel, ...]] | None = None
        self._changed = asyncio.Event()
        self._stopped = False
        self._reported: dict[str, Standing] = {}
        self._looked: datetime | None = None
        self._failing: set[str] = set()
        self._untold: set[str] = set()
        """Channels that were not told yet that the store cannot be used."""

    def wake(self) -> None:
        """Sources were judged."""
        self._changed.set()

    def report(self, subject: str, problem: str | None) -> None:
        """A part of the service (`own`) fails for a reason, or is well (None)."""
        now, before = clock.now(), self._reported.get(subject)
        if problem is None:
            self._reported[subject] = own.well(subject, since=now)
        else:
            since = before.since if before is not None and before.state is State.BROKEN else now
            self._reported[subject] = own.fault(subject, problem, since=since, cause="cannot be written")
        if (before.state if before else State.FRESH) is not self._reported[subject].state:
            self._changed.set()

    def renew(self, settings: Settings, channels: tuple[Channel, ...]) -> None:
        """Go on with changed settings and their `channels`, once the round that may be under way has ended."""
        self._next = settings, channels
        self._changed.set()

    async def run(self) -> None:
        """Tell until cancelled; without a receiver do nothing."""
        try:
            while True:
                self._changed.clear()
                if self._next is not None:
                    self._stop_channels()
                    (self._settings, self._channels), self._next = self._next, None
                if not self._channels:
                    await self._changed.wait()
                    continue
                due = await beside(self._look)
                sending = (beside(partial(self._send, channel)) for channel in self._channels)
                moments = [due, *await asyncio.gather(*sending)]
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_seconds_until(moments)):
                        await self._changed.wait()
        finally:
            self._stopped = True
            self._stop_channels()

    def _stop_channels(self) -> None:
        for channel in self._channels:
            channel.stop()  # a thread that waits for a receiver ends at once

    def tell_now(self) -> None:
        """Tell of all at once, for a command that ends then; what does not arrive is sent by the next one or by the service."""
        if self._channels:
            self._look(bundle=timedelta())
            for channel in self._channels:
                self._send(channel)

    def _look(self, bundle: timedelta = BUNDLE) -> datetime | None:
        now = clock.now()
        names = [channel.name for channel in self._channels]
        try:
            lost = self._reported.get(own.STORE)
            failing = lost is not None and lost.state is State.BROKEN
            if failing or self._looked is None or now - self._looked >= LOOK_EVERY:
                self._store.keep_meta(_LOOKED, now.isoformat())
                self._looked = now
            if lost is not None and failing:
                known = Told(subject=own.STORE, state=State.BROKEN, cause=lost.cause)
                self._store.alerts.note([known], None, (), now=now)
                self._reported[own.STORE] = own.well(own.STORE, since=now)
            reported = tuple(self._reported.values())
            return look(self._store, self._settings, self._sources(), names, reported, now=now, bundle=bundle)
        except NewsError as error:
            self._lost(error, now)
            return None

    def _lost(self, error: NewsError, now: datetime) -> None:
        """Tell of a store that cannot be used without its help, once to each receiver."""
        before = self._reported.get(own.STORE)
        if before is None or before.state is not State.BROKEN:
            self._untold = {channel.name for channel in self._channels}
            before = own.fault(own.STORE, str(error), since=now, cause="cannot be used")
            self._reported[own.STORE] = before
            self._say(f"alerts: {error}")
        if "service" not in self._settings.alerts.states:
            return
        item = Item(kind=Kind.CHANGE, before=State.FRESH, standing=before)
        message = writer_of(self._settings, self._sources()).changes([item], message_id=uuid4().hex, now=now)
        for channel in self._channels:
            if channel.name in self._untold:
                try:
                    channel.send(message)
                except SendError as problem:
                    self._say(f"alerts: {channel.name} was not told of that: {problem}")
                else:
                    self._untold.discard(channel.name)

    def _send(self, channel: Channel) -> datetime | None:
        """Send what is due by a channel; return when it has something to do again."""
        try:
            sent = send_due(self._store, channel, now=clock.now, stopped=lambda: self._stopped)
            for line in lines(sent, failing=channel.name in self._failing):
                self._say(f"alerts: {line}")
            (self._failing.add if sent.failed else self._failing.discard)(channel.name)
            return self._store.alerts.next_due([channel.name])
        except StoreError:
            return None  # that was told when it was looked


async def beside(work: Callable[[], T]) -> T:
    """Return what `work` does in a thread that nobody waits for when the service stops: it may be connecting to a silent host."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the service has stopped
            loop.call_soon_threadsafe(lambda: None if done.done() else act())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 it is raised again where it is awaited
            settle(partial(done.set_exception, error))
        else:
            settle(partial(done.set_result, result))

    threading.Thread(target=run, daemon=True, name="alerts").start()
    return await done


def _seconds_until(moments: Collection[datetime | None]) -> float:
    now = clock.now()
    due = min([moment for moment in moments if moment is not None], default=now + LOOK_EVERY)
    return min(max(clock.seconds(due - now), 0.2), clock.seconds(LOOK_EVERY))
