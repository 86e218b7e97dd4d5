"""Planning: after each run its source is judged, and it is decided when it is visited next."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from news.health import Health
from news.politeness import wait
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from scheduler.cadence import Bounds, next_due, respect, wait_for_news

JITTER_SHARE = 0.1
"""Part of a wait by which it is lengthened at random at most, so that sources do not fall due in the same minute."""
_LOOKED_AT = 10


def is_wanted(source: Source, settings: Settings) -> bool:
    """Tell whether a source is to be crawled unasked: enabled, and, while the sample town is played, not a real site."""
    return source.enabled and (settings.sample_town is None or source.id in {declared.id for declared in settings.source})


def bounds_of(source: Source, settings: Settings) -> Bounds:
    """Return how often a source may be visited: always at its own interval where it states one."""
    if source.interval_minutes is not None:
        own = timedelta(minutes=source.interval_minutes)
        return Bounds(mean=own, shortest=own, longest=own)
    crawl = settings.crawl
    return Bounds(
        mean=timedelta(minutes=crawl.interval_minutes),
        shortest=timedelta(minutes=min(crawl.min_interval_minutes, crawl.interval_minutes)),
        longest=timedelta(minutes=max(crawl.max_interval_minutes, crawl.interval_minutes)),
    )


def failures_in_a_row(runs: Sequence[Run]) -> int:
    """Return how many of the newest runs, given newest first, failed as a whole; those that were interrupted do not count."""
    told = (run for run in runs if run.error != INTERRUPTED)
    return sum(1 for _ in takewhile(lambda run: run.error is not None, told))


def due_after(store: Store, source: Source, settings: Settings, *, now: datetime) -> datetime:
    """Return when a source is to be visited again after its last run: `now` (aware) where that was interrupted."""
    runs = store.runs.latest(source.id, limit=_LOOKED_AT, until=now)
    if not runs or runs[0].error == INTERRUPTED:
        return now
    last = runs[0].started
    bounds = bounds_of(source, settings)
    learned = bounds.shortest < bounds.longest
    rhythm = Healths(store).rhythm(source, now=now) if learned else None
    due = next_due(rhythm, bounds, last, failures=failures_in_a_row(runs) if learned else 0)
    rests = {state.host: now + wait(state, now) for state in store.hosts.states()} if learned else {}
    due = respect(due, rests, sorted(source.allowed_hosts))
    if learned:
        due = wait_for_news(due, store.validators.holding(source.listings), source.listings, latest=last + bounds.longest)
    due = max(due, now)
    return due + (due - now) * random.SystemRandom().uniform(0, JITTER_SHARE)


def judged(store: Store, sources: Sequence[Source], *, now: datetime) -> tuple[Health, ...]:
    """Judge sources after their runs, keep that, and return what they were found to be; who has no runs is left out."""
    healths = Healths(store)
    return tuple(health for source in sources if (health := healths.judge(source, now=now)) is not None)
