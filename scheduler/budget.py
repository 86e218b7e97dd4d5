"""Budget: from when on more may be asked of sites, by what was asked since midnight UTC. Pure.

A day's budget comes in evenly, an hour of it ahead, so that it lasts until the evening, when there is news too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_AHEAD = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How many requests may be spent a day; 0: any number."""

    in_all: int = 0
    a_host: int = 0

    def allows(self, spent: Mapping[str, int], hosts: Iterable[str], now: datetime) -> datetime:
        """Return from when on `hosts` may be asked for more: `now` (aware, in UTC) where that is at once.

        `spent` has the requests since midnight UTC of every host.
        """
        moments = [_affordable(spent.get(host, 0), self.a_host, now) for host in hosts]
        return max([_affordable(sum(spent.values()), self.in_all, now), *moments])


def _affordable(spent: int, budget: int, now: datetime) -> datetime:
    if not budget:
        return now
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now, min(midnight + _DAY * (spent / budget) - _AHEAD, midnight + _DAY)) if spent < budget else midnight + _DAY
