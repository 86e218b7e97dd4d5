"""Alerting: the service tells operators, beside everything else."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from news import clock
from news.alerts.deciding import BUNDLE
from news.alerts.subject import Standing
from news.errors import NewsError
from news.health import State
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.alerts import own
from scheduler.alerts.channel import Channel, unforeseen
from scheduler.alerts.direct import Direct
from scheduler.alerts.looking import look
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
        self._reported: dict[str, Standing] = {}
        self._looked: datetime | None = None
        self._failing: set[str] = set()
        """Channels that do not take what is sent."""
        self._direct = Direct(say)

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
            self._reported[subject] = own.fault(subject, problem, since=since)
        if (before.state if before else State.FRESH) is not self._reported[subject].state:
            self._changed.set()

    def renew(self, settings: Settings, channels: tuple[Channel, ...]) -> None:
        """Go on with changed settings and their `channels`, once the round that may be under way has ended."""
        self._next = settings, channels
        self._changed.set()

    async def run(self) -> None:
        """Tell until cancelled; without a receiver do nothing. Whatever fails is said once, and tried again in the next round."""
        stopped = threading.Event()
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
                sending = (beside(partial(self._send, channel, stopped.is_set)) for channel in self._channels)
                moments = [due, *await asyncio.gather(*sending)]
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_seconds_until(moments)):
                        await self._changed.wait()
        finally:
            stopped.set()
            self._stop_channels()

    def _stop_channels(self) -> None:
        for channel in self._channels:
            channel.stop()  # a thread that waits for a receiver ends at once

    def tell_now(self) -> None:
        """Tell of all at once, for a command that ends then; what does not arrive is sent by the next one or by the service."""
        if self._channels:
            self._look(bundle=timedelta())
            for channel in self._channels:
                self._send(channel, lambda: False)

    def _look(self, bundle: timedelta = BUNDLE) -> datetime | None:
        now = clock.now()
        try:
            if self._direct.subjects or self._looked is None or abs(now - self._looked) >= LOOK_EVERY:
                self._store.keep_meta(_LOOKED, now.isoformat())
                self._looked = now
            due = self._look_by_store(now, bundle)
            if not self._direct.subjects:
                return due
            known = self._store.alerts.told()
            self._reported |= {subject: own.well(subject, since=now) for subject in self._direct.subjects}
            self._store.alerts.note(self._direct.over(known), None, (), now=now)
            return self._look_by_store(now, bundle)
        except NewsError as error:
            fault = own.fault(own.STORE, str(error), since=now)
        except Exception as error:  # noqa: BLE001 a door: one round never ends the next
            fault = own.fault(own.ALERTS, unforeseen(error), since=now)
        self._direct.tell(fault, self._channels, self._settings, now=now)
        return None

    def _look_by_store(self, now: datetime, bundle: timedelta) -> datetime | None:
        names, reported = [channel.name for channel in self._channels], tuple(self._reported.values())
        return look(self._store, self._settings, self._sources(), names, reported, now=now, bundle=bundle)

    def _send(self, channel: Channel, stopped: Callable[[], bool]) -> datetime | None:
        """Send what is due by a channel; return when it has something to do again."""
        try:
            sent = send_due(self._store, channel, now=clock.now, stopped=stopped)
            for line in lines(sent, failing=channel.name in self._failing):
                self._say(f"alerts: {line}")
            (self._failing.add if sent.failed else self._failing.discard)(channel.name)
            return self._store.alerts.next_due([channel.name])
        except NewsError:
            return None  # that was told when it was looked
        except Exception as error:  # noqa: BLE001 a door: one receiver never holds up the others
            if channel.name not in self._failing:
                self._say(f"alerts: sending by {channel.name} failed: {unforeseen(error)}")
            self._failing.add(channel.name)
            return None


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
