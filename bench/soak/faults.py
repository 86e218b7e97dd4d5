"""Faults: what goes wrong with towns, when, and under which names that may rightly be found."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.soak.town import Town

RIGHT: Mapping[str, frozenset[str]] = {
    "down": frozenset({"connection"}),
    "refusing": frozenset({"http 403"}),
    "failing": frozenset({"http 503"}),
    "hanging": frozenset({"timeout"}),
    "moved": frozenset({"http 404"}),
    "challenge": frozenset({"challenge"}),
    "robots": frozenset({"robots"}),
    "tls": frozenset({"tls"}),
    "redesigned": frozenset({"layout"}),
    "articles redesigned": frozenset({"layout"}),
    "emptied": frozenset({"empty"}),
    "redirected": frozenset({"host"}),
    "parked": frozenset({"parked"}),
    "charset": frozenset({"charset"}),
    "dates frozen": frozenset({"dates"}),
}
"""What can go wrong, with the causes that name it rightly."""
_EVER = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Outage:
    """One fault of one town."""

    town: int
    """Its number."""
    kind: str
    """A key of RIGHT."""
    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether it goes on at a moment."""
        return self.start <= moment < self.end


def plan_outages(
    towns: Sequence[Town], *, seed: int, start: datetime, end: datetime, share: float, lasts: timedelta
) -> tuple[Outage, ...]:
    """Return outages such that from `start` to `end` about `share` of the towns has one at any time, each kind as often.

    Each lasts `lasts` or up to half as long again, and strikes a town that has had none. A ban by robots.txt holds from the
    beginning: the file is believed for a day. TLS fails where there is any; a town that fell silent has no fault of its articles.
    """
    pick = random.Random(seed + 1)  # noqa: S311
    free = list(towns)
    pick.shuffle(free)
    kinds: list[str] = []
    found: list[Outage] = []
    for _ in range(round(share * len(towns))):
        at = start + lasts * pick.uniform(0, 0.5)
        while at + lasts <= end:
            if not kinds:
                kinds = list(RIGHT)
                pick.shuffle(kinds)
            kind = kinds.pop()
            town = next((each for each in free if _may(each, kind, at)), None)
            if town is None:
                break
            free.remove(town)
            until = at + lasts * pick.uniform(1, 1.5)
            begins = at - _EVER if kind == "robots" else at
            found.append(Outage(town=town.number, kind=kind, start=begins, end=until))
            at = until
    return tuple(found)


def _may(town: Town, kind: str, at: datetime) -> bool:
    if kind == "tls":
        return town.secure
    recent = any(at - timedelta(days=2) < each <= at for each in town.history)
    return recent or kind not in {"articles redesigned", "charset", "dates frozen"}
