"""Telling: a WebSub hub hears of changed feeds, beside everything else and again until it listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from feeds.websub import Hub, Round, changes, published, tell
from news import clock
from news.errors import NewsError
from news.settings import Settings
from news.store import Store

LONGEST_SLEEP = 3600.0
"""Seconds after which it is looked again, whatever the clock of the machine did meanwhile."""
AT_ONCE_SECONDS = 20.0
"""For telling by a command that ends then; the rest is told by the next one, or by the service."""
AFTER_TROUBLE = timedelta(minutes=1)
"""Before the store is used again that could not be."""
Say = Callable[[str], None]


class Telling:
    """Tells the hub of what is due, for as long as the service runs. A hub that is down holds up nothing."""

    def __init__(self, store: Store, settings: Settings, say: Say) -> None:
        """Take what it works with; without `feeds.hub` it does nothing."""
        self._store = store
        self._settings = settings
        self._say = say
        self._changed = asyncio.Event()
        self._failing = False

    def wake(self) -> None:
        """Something was published."""
        self._changed.set()

    def renew(self, settings: Settings) -> None:
        """Go on with changed settings, once the round that may be under way has ended."""
        self._settings = settings
        self._changed.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            address = self._settings.feeds.hub
            if address is None:
                self._changed.clear()
                await self._changed.wait()
            else:
                await self._tell(address)

    async def _tell(self, address: str) -> None:
        """Tell a hub until the settings name another one, or none."""
        hub = Hub(address)
        try:
            await asyncio.to_thread(self._catch_up)
            while self._settings.feeds.hub == address:
                self._changed.clear()
                due = await self._once(hub)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_seconds_until(due)):
                        await self._changed.wait()
        finally:
            hub.stop()  # a thread that waits for the hub ends at once

    def _catch_up(self) -> None:
        """Note what changed and was not noted, because the last run was killed between the two."""
        folder = self._settings.public_dir
        found = changes(folder, published(folder), base=self._settings.base_url)
        self._store.pings.want(found, now=clock.now(), known_only=True)

    async def _once(self, hub: Hub) -> datetime | None:
        """Tell what is due; return when to look again (None: when something changed)."""
        try:
            outcome = await asyncio.to_thread(tell, self._store, hub, now=clock.now)
        except NewsError as error:
            self._say(f"  hub not told: {error}")
            return clock.now() + AFTER_TROUBLE
        for line in lines(outcome, failing=self._failing):
            self._say(line)
        self._failing = outcome.error is not None
        return outcome.next_due


def tell_now(store: Store, settings: Settings, say: Say) -> None:
    """Tell the hub of everything that is due, once and not for long. Raise StoreError when the store cannot be used."""
    if settings.feeds.hub is None:
        return
    hub = Hub(settings.feeds.hub)
    until = clock.monotonic() + AT_ONCE_SECONDS
    try:
        while clock.monotonic() < until:
            outcome = tell(store, hub, now=clock.now)
            for line in lines(outcome, failing=False):
                say(line)
            if outcome.error or not outcome.told:
                return
    finally:
        hub.close()


def lines(outcome: Round, *, failing: bool) -> list[str]:
    """Return what an operator is to know of a round: a failure when it begins, and what is given up."""
    told = []
    if outcome.error is not None and outcome.failed and not failing:
        told.append(f"  hub not told of {outcome.failed} changed feeds, it is tried again: {outcome.error}")
    if outcome.given_up:
        others = f" and {len(outcome.given_up) - 1} others" if len(outcome.given_up) > 1 else ""
        told.append(f"  hub not told of {outcome.given_up[0]}{others} for a day, given up until they change: {outcome.error}")
    return told


def _seconds_until(due: datetime | None) -> float:
    if due is None:
        return LONGEST_SLEEP
    return min(max(clock.seconds(due - clock.now()), 0.05), LONGEST_SLEEP)
