"""Replay: a history visited by a fixed interval and by cadence, learning only what the crawler had seen until then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bench.cadence.histories import ZONE, History
from news.rhythm import Appearance, Rhythm, learn
from scheduler.cadence import Bounds, next_due


def middle(delays: Sequence[timedelta]) -> timedelta:
    """Return the median; zero of nothing."""
    return timedelta(seconds=median(each.total_seconds() for each in delays)) if delays else timedelta()


@dataclass(frozen=True, kw_only=True)
class Played:
    """What became of a history after its time of training."""

    visits: int
    delays: tuple[timedelta, ...]
    """From publication to the visit that saw it."""

    @property
    def median(self) -> timedelta:
        """The middle delay; zero where nothing was published."""
        return middle(self.delays)


def fixed(history: History, interval: timedelta, *, tested_from: datetime, until: datetime) -> Played:
    """Visit every `interval`, beginning at an odd moment so that nothing falls in step with full hours."""
    return _play(history, tested_from, until, lambda last, _: last + interval)


def adaptive(history: History, bounds: Bounds, *, tested_from: datetime, until: datetime, exact: bool = True) -> Played:
    """Visit as cadence says; the rhythm is learned anew once a day. `exact`: pages tell hour and minute, not the day alone."""
    first = history[0].replace(hour=0, minute=7)
    state: dict[str, Rhythm] = {}
    learned_at: list[datetime] = []

    def plan(last: datetime, visits: Sequence[datetime]) -> datetime:
        if not learned_at or last - learned_at[-1] >= timedelta(days=1):
            state["rhythm"] = learn(_seen(history, visits, exact=exact), since=first, now=last, zone=ZONE)
            learned_at.append(last)
        return next_due(state["rhythm"], bounds, last)

    return _play(history, tested_from, until, plan)


def _seen(history: History, visits: Sequence[datetime], *, exact: bool) -> list[Appearance]:
    """What the crawler knew at its last visit of what had been published until then."""
    known = history[: bisect_right(history, visits[-1])]
    if exact:
        return [Appearance(earliest=each, latest=each) for each in known]
    found = []
    for each in known:
        at = min(bisect_right(visits, each), len(visits) - 1)
        found.append(Appearance(earliest=visits[at - 1] if at else visits[0], latest=visits[at]))
    return found


def _play(
    history: History, tested_from: datetime, until: datetime, plan: Callable[[datetime, Sequence[datetime]], datetime]
) -> Played:
    at = history[0].replace(hour=0, minute=7)
    visits = [at]
    while at < until:
        at = plan(at, visits)
        visits.append(at)
    delays = tuple(visits[bisect_right(visits, each)] - each for each in history if tested_from <= each < visits[-1])
    return Played(visits=sum(tested_from <= each < until for each in visits), delays=delays)
