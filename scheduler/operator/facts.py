"""Facts: what is known of every source at this moment; the status page, `loa status` and the metrics all tell these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from news.checkups import Checkup, Checkups
from news.delay import Delays
from news.health import Health, State
from news.run import INTERRUPTED, Run
from news.source import Source
from news.store import Store
from news.store.acts import Act
from news.store.health import Healths
from news.store.overview import Spent

WEEK = timedelta(days=7)
"""For which it is told what a source cost."""
MONTH = timedelta(days=30)
"""For which publishing delays are told."""


class Condition(StrEnum):
    """How a source is, for whoever has to do something about it; in the order in which that is urgent."""

    BROKEN = "broken"
    """Fetching or reading fails."""
    FAILED = "failed once"
    """Its last run failed; the next one tells whether that lasts."""
    QUIET = "quiet"
    """Less news than its rhythm explains."""
    UNPROVEN = "waits for its check"
    """Enabled, and never seen to work."""
    PAUSED = "paused"
    """By the operator."""
    NEW = "not crawled yet"
    FRESH = "fresh"
    ENDED = "no longer crawled"
    """Known from before; not among the sources that are crawled now."""


HELD_BACK = frozenset({Condition.PAUSED, Condition.UNPROVEN, Condition.ENDED})
"""Conditions in which a source is not crawled on schedule, though it may fall due."""
UNWELL = frozenset({Condition.BROKEN, Condition.FAILED, Condition.QUIET, Condition.UNPROVEN})
"""Conditions in which somebody should have a look."""
_ORDER = {condition: number for number, condition in enumerate(Condition)}


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """What is known of one source."""

    source: Source
    condition: Condition
    articles: int
    """Kept of it."""
    health: Health | None
    """As judged after its last run; None: never judged."""
    run: Run | None
    """Its last; None: it was never crawled."""
    checkup: Checkup | None = None
    due: datetime | None = None
    """When it falls due; None: nobody here knows, or never."""
    paused: datetime | None = None
    """Since when; None: it is not."""
    asked: tuple[Act, ...] = ()
    """What was asked for and is not done yet."""
    delays: Delays = field(default_factory=Delays)
    """From publication to the feeds, of a MONTH."""
    spent: Spent = field(default_factory=Spent)
    """What its runs cost in a WEEK."""

    @property
    def since(self) -> datetime | None:
        """When its condition began; None: nobody knows."""
        if self.condition is Condition.PAUSED:
            return self.paused
        if self.condition in {Condition.BROKEN, Condition.QUIET, Condition.FRESH}:
            return self.health.since if self.health else None
        return self.run.started if self.condition is Condition.FAILED and self.run else None

    @property
    def next(self) -> datetime | None:
        """When it is crawled next on schedule; None: nobody here knows, or never as it is now."""
        return None if self.condition in HELD_BACK else self.due

    @property
    def reason(self) -> str:
        """Why it is not well, in one line; empty where it is."""
        if self.condition is Condition.FAILED and self.run:
            return self.run.error or ""
        if self.condition is Condition.UNPROVEN:
            return self.checkup.reason if self.checkup else "nobody has seen it work yet"
        if self.condition in {Condition.BROKEN, Condition.QUIET} and self.health:
            return ": ".join(each for each in (self.health.cause, self.health.detail) if each)
        return ""

    @property
    def advice(self) -> str:
        """What the operator can do; empty where there is nothing to do."""
        if self.condition is Condition.UNPROVEN:
            return f"Check it: `loa check {self.source.id}`, or the button Check here; it is crawled once that has passed."
        if self.condition is Condition.FAILED:
            return "Nothing yet: one failure is an accident, the next crawl tells."
        return self.health.advice if self.health and self.condition in {Condition.BROKEN, Condition.QUIET} else ""

    @property
    def last_news(self) -> datetime | None:
        """When its newest article appeared; None: nobody knows."""
        return self.health.last_news if self.health else None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of all sources."""

    at: datetime
    sources: tuple[SourceFacts, ...]
    """The least well first, then by id."""

    @property
    def conditions(self) -> Mapping[Condition, int]:
        """How many sources are in each condition, in order of urgency; all conditions are there."""
        found = Counter(each.condition for each in self.sources)
        return {condition: found[condition] for condition in Condition}

    @property
    def unwell(self) -> tuple[SourceFacts, ...]:
        """Those somebody should look at."""
        return tuple(each for each in self.sources if each.condition in UNWELL)

    @property
    def delays(self) -> Delays:
        """Of all sources together."""
        total = Delays()
        for each in self.sources:
            total = total.plus(each.delays)
        return total


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What takes longer to count, so that it is counted seldom."""

    articles: Mapping[str, int]
    """By source."""
    withdrawn: int
    pruned: int
    delays: Mapping[str, Delays]
    """Of a MONTH, by source."""
    spent: Mapping[str, Spent]
    """Of a WEEK, by source."""


def totals(store: Store, *, now: datetime) -> Totals:
    """Count the store; a look at every article's place in an index. Raise StoreError when the database refuses."""
    counts = store.counts()
    return Totals(
        articles=counts.by_source,
        withdrawn=counts.withdrawn,
        pruned=counts.pruned,
        delays=store.delays.since((now - MONTH).date()),
        spent=store.overview.spent(since=now - WEEK, until=now),
    )


def facts(
    store: Store,
    counted: Totals,
    *,
    now: datetime,
    crawled: Collection[Source] | None = None,
    unproven: Collection[str] = (),
    due: Mapping[str, datetime] | None = None,
) -> Facts:
    """Return what is known of every source that is crawled or was. Raise StoreError when the database refuses.

    `crawled` are the sources that are crawled now; None: nobody here knows, so that all of the store are taken to be. `unproven`
    are the ids of those that wait for a first check.
    """
    kept = {source.id: source for source in store.sources()}
    current = kept if crawled is None else {source.id: source for source in crawled}
    healths, runs = Healths(store).of(), store.overview.last_runs(until=now)
    paused, checkups = store.acts.paused(), Checkups(store).every()
    wishes: dict[str, list[Act]] = {}
    for wish in store.acts.wishes():
        wishes.setdefault(wish.source, []).append(wish.act)
    found = [
        SourceFacts(
            source=source,
            condition=_condition(
                healths.get(name),
                runs.get(name),
                crawled=name in current,
                paused=name in paused,
                unproven=name in unproven,
            ),
            articles=counted.articles.get(name, 0),
            health=healths.get(name),
            run=runs.get(name),
            checkup=checkups.get(name),
            due=(due or {}).get(name),
            paused=paused.get(name),
            asked=tuple(wishes.get(name, ())),
            delays=counted.delays.get(name, Delays()),
            spent=counted.spent.get(name, Spent()),
        )
        for name, source in (kept | current).items()
    ]
    return Facts(at=now, sources=tuple(sorted(found, key=lambda each: (_ORDER[each.condition], each.source.id))))


def _condition(health: Health | None, run: Run | None, *, crawled: bool, paused: bool, unproven: bool) -> Condition:
    if not crawled:
        return Condition.ENDED
    if paused:
        return Condition.PAUSED
    if unproven:
        return Condition.UNPROVEN
    if health is not None and health.state is not State.FRESH:
        return Condition.BROKEN if health.state is State.BROKEN else Condition.QUIET
    if run is None:
        return Condition.NEW
    return Condition.FAILED if run.error not in {None, INTERRUPTED} else Condition.FRESH
