"""Network: whether it is this machine's own way out that fails, decided from the runs of all sources together.

One outage of ours makes every source fail, each at its own next visits. Told one by one that would be a message a source; seen
together it is one. A source counts by its host: thirty towns on one failing server are the server's fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.alerts.subject import NETWORK, Standing, unreached
from news.health import State
from news.run import INTERRUPTED, Run

FEWEST_HOSTS, MOST_HOSTS = 3, 25
"""Hosts that must fail in a row: half of all, within these bounds. Of fewer hosts nobody can tell whose fault it is."""
RUNS = 150
"""Runs that are looked at, the newest first."""
_BACK = 2
"""Hosts that must be reached again before the outage is over: one may stand in this machine's own network."""
_SLACK = timedelta(minutes=20)
"""A run that was under way when the outage began may have started so much earlier."""
_ADVICE = "See this machine's network, name server and firewall; sources go on by themselves once hosts can be reached."


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A time in which no host could be reached."""

    since: datetime
    until: datetime | None = None
    """None: it goes on."""
    detail: str = ""
    """What was seen when it began, in one line."""


def failed_to_reach(run: Run) -> bool:
    """Whether a run failed as a whole and heard of no host."""
    if run.error is None:
        return False
    return bool(run.failed) and all(unreached(kind, run.error) for kind in run.failed)


def outage(runs: Iterable[Run], hosts: Mapping[str, str], before: Outage | None) -> Outage | None:
    """Return the outage that goes on or was the last; None: there was none.

    `runs` are the newest of all sources in any order, RUNS of them are enough; `hosts` gives the host of each source that is
    crawled, `before` what was known until now.
    """
    told = [run for run in runs if run.error != INTERRUPTED and run.source in hosts]
    told.sort(key=lambda run: run.finished, reverse=True)
    if before is not None and before.until is None:
        reached = [run for run in told if run.started >= before.since and not failed_to_reach(run)]
        if len({hosts[run.source] for run in reached}) < min(_BACK, len(set(hosts.values()))):
            return before
        return Outage(since=before.since, until=max(run.finished for run in reached), detail=before.detail)
    streak: list[Run] = []
    for run in told:
        if not failed_to_reach(run) or (before is not None and before.until is not None and run.finished <= before.until):
            break
        streak.append(run)
    failing = len({hosts[run.source] for run in streak})
    if failing < _enough(len(set(hosts.values()))):
        return before
    kinds = sorted({kind for run in streak for kind in run.failed})
    detail = f"the last {len(streak)} visits, to {failing} hosts, reached none of them ({', '.join(kinds)})"
    return Outage(since=min(run.started for run in streak), detail=detail)


def standing(found: Outage) -> Standing:
    """How this machine's way out is doing."""
    if found.until is not None:
        return Standing(subject=NETWORK, state=State.FRESH, since=found.until)
    return Standing(subject=NETWORK, state=State.BROKEN, since=found.since, cause="network", detail=found.detail, advice=_ADVICE)


def held(standings: Sequence[Standing], found: Outage | None, last: Mapping[str, Run]) -> Collection[str]:
    """Return the subjects of which nothing is to be said, since what they show may be an outage of ours.

    Those are the sources that could not be reached since it began; after it, until a visit that began later has failed too.
    `last` is the newest run of each source that is not fresh.
    """
    if found is None:
        return frozenset()
    suspects = [
        each
        for each in standings
        if each.state is State.BROKEN
        and unreached(each.cause, each.detail)
        and each.since >= found.since - _SLACK
        and (found.until is None or each.since <= found.until)
    ]
    until = found.until
    if until is None:
        return frozenset(each.subject for each in suspects)
    return frozenset(
        each.subject
        for each in suspects
        if (run := last.get(each.subject)) is None or run.started <= until or not failed_to_reach(run)
    )


def _enough(hosts: int) -> int:
    return min(max(FEWEST_HOSTS, (hosts + 1) // 2), MOST_HOSTS)
