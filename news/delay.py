"""Delays: how long articles took from their publication to the feeds, counted in classes so that a year of them stays small."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

BOUNDS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 1440, 4320))
"""The upper ends of the classes, each end within its class; one class without an end follows."""
_CLASSES = len(BOUNDS) + 1


@dataclass(frozen=True, kw_only=True)
class Delays:
    """The delays of some articles."""

    counts: tuple[int, ...] = (0,) * _CLASSES
    """Articles in each class."""
    seconds: float = 0.0
    """All delays together."""

    def __post_init__(self) -> None:
        """Raise ValueError unless there is one count for each class."""
        if len(self.counts) != _CLASSES:
            msg = f"{_CLASSES} classes are needed, not {len(self.counts)}"
            raise ValueError(msg)

    @property
    def articles(self) -> int:
        """How many articles were counted."""
        return sum(self.counts)

    def plus(self, other: Delays) -> Delays:
        """Return both together."""
        counts = tuple(mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True))
        return Delays(counts=counts, seconds=self.seconds + other.seconds)

    def quantile(self, share: float) -> timedelta | None:
        """Return the delay that this share of the articles (from 0 to 1) did not exceed; None: there are none.

        Within a class the articles are taken to lie evenly; of the last one only its beginning is known.
        """
        if not self.articles:
            return None
        wanted = share * self.articles
        reached = list(accumulate(self.counts))
        at = bisect_left(reached, wanted)
        while not self.counts[at]:
            at += 1
        low = BOUNDS[at - 1] if at else timedelta()
        high = BOUNDS[at] if at < len(BOUNDS) else low
        return low + (high - low) * ((wanted - (reached[at] - self.counts[at])) / self.counts[at])


def delays_of(found: Iterable[timedelta]) -> Delays:
    """Count delays; one below zero (the clock of a site is ahead) counts as none."""
    counts, seconds = [0] * _CLASSES, 0.0
    for each in found:
        delay = max(each, timedelta())
        counts[bisect_left(BOUNDS, delay)] += 1
        seconds += delay.total_seconds()
    return Delays(counts=tuple(counts), seconds=seconds)
