"""Verdicts: whether every fault was found, when and under which name, and what was called broken that was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.soak.country import FIRST, Country
from bench.soak.faults import RIGHT, Outage
from news.health import HealthChange, State
from news.run import Run

WITHIN = 2
"""Own crawls after which a fault is to be named."""
_CACHED = timedelta(hours=24)
"""For which a robots.txt is believed, a ban that has ended too."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What became of one fault."""

    source: str
    outage: Outage
    crawls: int
    """Own crawls that began and ended while it went on: one that ends later may have asked when it was over."""
    after: int | None
    """How many of these it took until it was named; None: it never was."""
    names: tuple[str, ...]
    """Causes under which the source was called broken meanwhile, the first first."""

    @property
    def told(self) -> bool:
        """Whether it lasted for enough crawls to be found."""
        return self.crawls >= WITHIN or self.after is not None

    @property
    def right(self) -> bool:
        """Whether it was named in time, and never wrongly."""
        return self.after is not None and self.after <= WITHIN and RIGHT[self.outage.kind].issuperset(self.names)


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """All of them."""

    findings: tuple[Finding, ...]
    false_alarms: tuple[str, ...]
    """Sources called broken without a fault, each with its cause, in a line."""
    quiet: tuple[str, ...]
    """Sources called quiet that fell silent."""
    not_quiet: tuple[str, ...]
    """Sources called quiet that had not."""


def judge(country: Country, runs: Sequence[Run], changes: Sequence[HealthChange], met: Mapping[str, str]) -> Verdicts:
    """Return the verdicts on `changes` of health; `met` tells when the servers first answered with each fault."""
    by_source: defaultdict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda each: each.started):
        by_source[run.source].append(run)
    told: defaultdict[str, list[HealthChange]] = defaultdict(list)
    for change in sorted(changes, key=lambda each: each.at):
        told[change.health.source].append(change)
    findings: list[Finding] = []
    alarms: list[str] = []
    quiet: list[str] = []
    not_quiet: list[str] = []
    for town in country.towns:
        own, outages = by_source[town.id], country.outages.get(town.number, ())
        for outage in outages:
            begins = met.get(f"{town.number} {outage.kind}")
            seen_from = outage.start if outage.kind in {"down", "tls"} else datetime.fromisoformat(begins) if begins else None
            if seen_from is not None:
                findings.append(_finding(town.id, outage, seen_from, own, told[town.id]))
        for change in told[town.id]:
            since = next((run.started for run in own if run.finished == change.at), change.at)
            if change.health.state is State.BROKEN and not any(_explains(each, since, change.at) for each in outages):
                alarms.append(f"{town.id} {change.at:%m-%d %H:%M} {change.health.cause}: {change.health.detail}"[:200])
            if change.health.state is State.QUIET:
                silent = town.history[-1] < FIRST - timedelta(days=1)
                (quiet if silent else not_quiet).append(f"{town.id} ({town.rhythm})")
    return Verdicts(findings=tuple(findings), false_alarms=tuple(alarms), quiet=tuple(quiet), not_quiet=tuple(not_quiet))


def _finding(source: str, outage: Outage, seen_from: datetime, runs: Sequence[Run], changes: Sequence[HealthChange]) -> Finding:
    met = [run for run in runs if run.finished >= seen_from and run.started < outage.end]
    own = [run for run in met if run.started >= outage.start]
    until = met[-1].finished if met else outage.end
    named = [each for each in changes if seen_from <= each.at <= until and each.health.state is State.BROKEN]
    after = sum(run.finished <= named[0].at for run in own) if named else None
    return Finding(
        source=source,
        outage=outage,
        crawls=sum(run.finished <= outage.end for run in own),
        after=after,
        names=tuple(dict.fromkeys(each.health.cause for each in named)),
    )


def _explains(outage: Outage, start: datetime, end: datetime) -> bool:
    """Whether a run from `start` to `end` may have met an outage."""
    return outage.start <= end and start < outage.end + (_CACHED if outage.kind == "robots" else timedelta())
