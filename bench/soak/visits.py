"""Visits: whether every source was crawled as often as its bounds ask, never twice at once, and what became of its news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bench.soak.country import Country, Plan
from bench.soak.town import Town
from news.run import Run

_JITTER = 1.1
"""By which a planned pause is lengthened at most (`scheduler.planning.JITTER_SHARE`)."""
_SLACK = timedelta(minutes=1)
"""Of the machine, for a crawl that begins late, or lasts."""
_FEED = timedelta(minutes=3)
"""Of the machine, from the end of a crawl until what it read must stand in a feed."""


@dataclass(frozen=True, kw_only=True)
class Visits:
    """What the runs say."""

    runs: int
    never: tuple[str, ...]
    """Sources that were never crawled."""
    missed: tuple[str, ...]
    """Sources that were not crawled for longer than the longest pause, with its length."""
    overlaps: tuple[str, ...]
    """Sources of which two runs went on at once."""
    first_round: datetime
    """When every source had been crawled once."""


@dataclass(frozen=True, kw_only=True)
class News:
    """What became of the articles that towns without a fault published after the first round."""

    published: int
    arrived: int
    lost: tuple[str, ...]
    """Addresses that a good run should have found and that came to no feed."""
    delays: tuple[float, ...]
    """Minutes of the calendar from publication to feed, in order."""


def look_at(plan: Plan, country: Country, runs: Sequence[Run], end: datetime) -> Visits:
    """Return what the runs of a soak say that ended at `end`."""
    longest = timedelta(minutes=2 * plan.interval) * _JITTER + _SLACK * plan.speed
    by_source = _by_source(runs)
    never = tuple(town.id for town in country.towns if town.id not in by_source)
    missed, overlaps = [], []
    for source, own in sorted(by_source.items()):
        starts = [*(run.started for run in own), end]
        gap = max(later - earlier for earlier, later in pairwise(starts))
        if gap > longest:
            missed.append(f"{source} ({gap / timedelta(hours=1):.1f} h)")
        if any(later.started < earlier.finished for earlier, later in pairwise(own)):
            overlaps.append(source)
    first = max((own[0].finished for own in by_source.values()), default=end)
    return Visits(runs=len(runs), never=never, missed=tuple(missed), overlaps=tuple(overlaps), first_round=first)


def follow(
    plan: Plan, towns: Iterable[Town], runs: Sequence[Run], arrived: Mapping[str, datetime], *, start: datetime, end: datetime
) -> News:
    """Return what became of the news of `towns` published from `start` on, until `end`."""
    by_source = _by_source(runs)
    published, lost, delays = 0, [], []
    for town in towns:
        good = [run for run in by_source.get(town.id, ()) if run.error is None and run.finished < end - _FEED * plan.speed]
        for number in town.published(start, end):
            address, at = f"{town.origin}{town.path(number)}", town.history[number]
            published += 1
            if address in arrived:
                delays.append((arrived[address] - at) / timedelta(minutes=1))
            elif any(run.started > at for run in good):
                lost.append(address)
    return News(published=published, arrived=len(delays), lost=tuple(lost), delays=tuple(sorted(delays)))


def _by_source(runs: Sequence[Run]) -> Mapping[str, list[Run]]:
    found: defaultdict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda each: each.started):
        found[run.source].append(run)
    return found
