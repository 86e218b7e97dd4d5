"""Reasons: why a source is crawled next when it is, in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from news.rhythm import ENOUGH, Rhythm
from news.run import Run
from news.settings import Settings
from news.source import Source
from scheduler.operator.facts import Condition, SourceFacts
from scheduler.planning import bounds_of, failures_in_a_row
from scheduler.spans import span


def why_next(
    known: SourceFacts,
    settings: Settings,
    *,
    runs: Sequence[Run],
    rhythm: Rhythm | None,
    resting: Sequence[str],
    now: datetime,
) -> str:
    """Return why a source is crawled next when it is, or why it is not.

    `runs` are its last, the newest first; `resting` are those of its hosts that asked for rest.
    """
    source = known.source
    return (
        _held_back(known, now)
        or ("Somebody asked for it: it is next as soon as a crawl has room." if known.asked else "")
        or _held_apart(source, settings, resting)
        or _after_failures(source, settings, runs)
        or _by_rhythm(source, settings, rhythm, now)
    )


def _held_back(known: SourceFacts, now: datetime) -> str:
    match known.condition:
        case Condition.ENDED:
            return "It is not among the sources that are crawled."
        case Condition.PAUSED:
            return "It is paused: it is crawled on schedule again once it is resumed."
        case Condition.UNPROVEN:
            return "It waits for its first passed check."
        case _ if not known.source.covers(now):
            return "Its site is not its body's today (valid_from, valid_to)."
        case _:
            return ""


def _held_apart(source: Source, settings: Settings, resting: Sequence[str]) -> str:
    bounds = bounds_of(source, settings)
    if bounds.shortest == bounds.longest:
        return f"It states its own interval: every {span(bounds.mean)}."
    if resting and source.allowed_hosts.issubset(resting):
        return f"{resting[0]} asked to be left alone, or failed too often in a row."
    return ""


def _after_failures(source: Source, settings: Settings, runs: Sequence[Run]) -> str:
    failures, bounds = failures_in_a_row(runs), bounds_of(source, settings)
    if not failures:
        return ""
    times = "Its last crawl" if failures == 1 else f"Its last {failures} crawls"
    return f"{times} failed: {span(bounds.mean)} at least, doubled by each further failure, at most {span(bounds.longest)}."


def _by_rhythm(source: Source, settings: Settings, rhythm: Rhythm | None, now: datetime) -> str:
    bounds = bounds_of(source, settings)
    if rhythm is None or rhythm.articles < ENOUGH:
        return f"Its rhythm is not known before {ENOUGH} articles: every {span(bounds.mean)} until then."
    expected = rhythm.expected(now, now + timedelta(hours=1))
    return (
        f"By its rhythm: {expected:.1f} articles are expected in the next hour; "
        f"{span(bounds.shortest)} to {span(bounds.longest)} apart, {span(bounds.mean)} on average."
    )
