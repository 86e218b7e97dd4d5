"""Vitals: what the service tells of itself while it runs, for whoever asks whether it is alive and what it is doing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from news import clock
from news.source import Source
from scheduler.operator.meters import Meters

BEAT_SECONDS = 1.0
"""How often the loop is asked whether it comes to its turn in time."""
STILL_SECONDS = 30.0
"""A loop that did not come to its turn for so long does not run."""


class Vitals:
    """Filled by the service, read by its web server, both in one loop."""

    def __init__(self) -> None:
        """Begin with nothing done yet."""
        self.started = clock.now()
        self.meters = Meters()
        self.published: datetime | None = None
        """When everything was last published; None: not since the start."""
        self.scheduled = False
        """Whether this process crawls on schedule: `loa serve` does not."""
        self.due: Callable[[], Mapping[str, datetime]] = dict
        """Asks when each source is visited next, by id."""
        self.sources: Callable[[], Collection[Source] | None] = _nobody_knows
        """Asks which sources are crawled, those that wait for a check among them; None: nobody here knows."""
        self.waiting: Callable[[], int] = int
        """Asks how many sources are due and not being crawled yet."""
        self.last_lag = 0.0
        """Seconds, at the last beat."""
        self._beat: float | None = None

    @property
    def beating(self) -> bool:
        """Whether the loop in which the schedule runs comes to its turn."""
        return self._beat is not None and clock.monotonic() - self._beat < STILL_SECONDS

    async def beat(self) -> None:
        """Measure the loop's lag until cancelled."""
        while True:
            planned = self._beat = clock.monotonic()
            await asyncio.sleep(BEAT_SECONDS)
            self.last_lag = max(0.0, clock.monotonic() - planned - BEAT_SECONDS)
            self.meters.lag(self.last_lag)


def _nobody_knows() -> None:
    return None
