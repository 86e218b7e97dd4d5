"""Finishing: what was crawled is related and published, beside the crawls that go on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from news import clock

LATER_SECONDS = 60.0
"""For how long a change that no reader waits for may stay unpublished."""
SHORTEST_PAUSE = 1.0
"""Seconds between two rounds; a round that took longer is followed by as long a pause, so that publishing never takes a core."""


class Finishing:
    """Does its work once after any number of calls of `wake`, for as long as it runs."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        """`work` relates and publishes whatever there is; it never raises."""
        self._work = work
        self._some = asyncio.Event()
        self._soon = asyncio.Event()

    def wake(self, *, soon: bool) -> None:
        """There is something to do: at once, or within LATER_SECONDS."""
        self._some.set()
        if soon:
            self._soon.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._some.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LATER_SECONDS):
                    await self._soon.wait()
            self._some.clear()
            self._soon.clear()
            started = clock.monotonic()
            await self._work()
            await asyncio.sleep(max(SHORTEST_PAUSE, clock.monotonic() - started))
