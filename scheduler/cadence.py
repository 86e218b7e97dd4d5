"""Cadence: when each source is next due, decided from its rhythm, its bounds and its failures.

With so many visits to spend, the wait for news is shortest when the visits of an hour grow with the square root of the news that
is expected in it (the sum of rate / visits is least where rate / visits squared is the same everywhere). Everything here is pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from news.rhythm import ENOUGH, HOURS, Rhythm, hours_between

_POWER = 0.5
_FIXED_SHARE = 0.02
"""Part of the mean rate that is taken to be expected at any hour: news may always come when it never did."""
_MOST_DOUBLINGS = 6


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How often a source may be visited."""

    mean: timedelta
    """The budget: visits are spent so that in a usual week they are this far apart on average."""
    shortest: timedelta
    longest: timedelta
    """The shortest and the longest time between two visits; both hold before the mean does."""

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 < shortest <= mean <= longest."""
        if not timedelta() < self.shortest <= self.mean <= self.longest:
            msg = "the mean interval must lie between the shortest and the longest, above zero"
            raise ValueError(msg)


def next_due(rhythm: Rhythm | None, bounds: Bounds, last: datetime, *, failures: int = 0) -> datetime:
    """Return when a source last visited at `last` (aware) is to be visited again.

    Without a rhythm, or with one learned from fewer than ENOUGH articles, that is the mean interval later. After `failures` runs
    in a row that failed as a whole it is no sooner than the mean interval, doubled with each failure but the first, up to the
    longest.
    """
    due = last + bounds.mean if rhythm is None or rhythm.articles < ENOUGH else _reached(rhythm, bounds, last)
    if failures:
        doubled = bounds.mean * (1 << min(failures - 1, _MOST_DOUBLINGS))
        due = max(due, last + min(doubled, bounds.longest))
    return due


def respect(due: datetime, rests: Mapping[str, datetime | None], hosts: Sequence[str]) -> datetime:
    """Return `due`, or later the moment from which some of a source's hosts may be asked again (Retry-After, backoff).

    `rests` is by host; a host that it does not name, or names with None, may be asked at any time.
    """
    until = [moment for host in hosts if (moment := rests.get(host)) is not None]
    return max(due, min(until)) if until and len(until) == len(set(hosts)) else due


def wait_for_news(due: datetime, holding: Mapping[str, datetime], listings: Sequence[str], *, latest: datetime) -> datetime:
    """Return `due`, or later the moment until which all listings of a source say that they hold (their cache headers).

    `holding` is by address; a listing that it does not name says nothing. `latest` is the longest that anybody may say.
    """
    until = [holding[each] for each in listings if each in holding]
    return max(due, min(*until, latest)) if until and len(until) == len(listings) else due


@lru_cache(maxsize=2048)
def intensities(rates: tuple[float, ...], bounds: Bounds) -> tuple[float, ...]:
    """Return the visits an hour for each hour of the week: as many in all as a fixed interval of the mean would spend."""
    lowest, highest = _per_hour(bounds.longest), _per_hour(bounds.shortest)
    mean = sum(rates) / len(rates)
    wanted = [(rate + _FIXED_SHARE * mean) ** _POWER for rate in rates]
    budget = HOURS * _per_hour(bounds.mean)
    low, high = 0.0, highest / min(wanted)
    for _ in range(60):
        factor = (low + high) / 2
        if sum(min(max(factor * each, lowest), highest) for each in wanted) < budget:
            low = factor
        else:
            high = factor
    return tuple(min(max(high * each, lowest), highest) for each in wanted)


def _reached(rhythm: Rhythm, bounds: Bounds, last: datetime) -> datetime:
    """The moment at which the visits an hour, added up since the last visit, come to one."""
    visits = intensities(rhythm.rates, bounds)
    lowest = _per_hour(bounds.longest)
    sum_ = 0.0
    for at, upto in hours_between(last, last + bounds.longest):
        local = at.astimezone(rhythm.zone)
        cell = local.weekday() * 24 + local.hour
        usual = rhythm.rates[cell]
        share = min(1.0, rhythm.rate(at) / usual)
        density = max(visits[cell] * math.sqrt(share), lowest)
        hours = (upto - at) / timedelta(hours=1)
        if sum_ + density * hours >= 1.0:
            return max(at + timedelta(hours=(1.0 - sum_) / density), last + bounds.shortest)
        sum_ += density * hours
    return last + bounds.longest


def _per_hour(interval: timedelta) -> float:
    return timedelta(hours=1) / interval
