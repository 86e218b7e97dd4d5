"""Report: what came of a soak, and whether it holds what is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, linear_regression, median, quantiles

from bench.soak.country import Plan
from bench.soak.faults import RIGHT
from bench.soak.service import Lateness, Sample
from bench.soak.verdicts import Finding, Verdicts
from bench.soak.visits import News, Visits


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of it."""

    plan: Plan
    samples: tuple[Sample, ...]
    visits: Visits
    verdicts: Verdicts
    news: News
    """Of towns that never had a fault."""
    doubled: tuple[str, ...]
    arrived: Mapping[str, float]
    """Minutes from publication to feed, by town and number, of all towns."""
    statuses: Counter[str]
    """What the servers answered."""
    megabytes: Mapping[str, float]
    """On disk."""
    articles: int
    lateness: Lateness
    idle_share: float | None
    """Of a core; None: it was not looked at."""

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """Faults that were not named rightly in time."""
        return tuple(each for each in self.verdicts.findings if each.told and not each.right)

    @property
    def holds(self) -> bool:
        """Whether all that is counted is as asked: nothing missed, at once, lost, doubled, unnamed or named wrongly."""
        bad = (self.visits.never, self.visits.missed, self.visits.overlaps, self.news.lost, self.doubled, self.wrong)
        return not any((*bad, self.verdicts.false_alarms, self.verdicts.not_quiet))


def told(report: Report, *, beside: Mapping[str, float] | None = None) -> str:
    """Return a report for a person; `beside` are the delays of a soak without faults."""
    return "\n".join([*_plan(report.plan), *_visits(report), *_machine(report), *_news(report, beside), *_verdicts(report)])


def _plan(plan: Plan) -> Iterator[str]:
    yield (
        f"{plan.sources} sources, {plan.minutes:g} min at {plan.speed:g} times speed ({plan.span}), seed {plan.seed}, "
        f"{plan.faults:.0%} faulty at any time"
    )
    yield (
        f"crawled every {plan.interval} min of the calendar on average ({plan.interval // 3} to {2 * plan.interval}); "
        f"time-outs of {plan.timeout:g} s and the limits of a run are real"
    )


def _visits(report: Report) -> Iterator[str]:
    visits = report.visits
    yield f"crawls: {visits.runs}, first round ended {visits.first_round:%H:%M} UTC; never crawled {len(visits.never)}"
    for name, found in (("missed", visits.missed), ("overlaps", visits.overlaps)):
        yield f"{name}: {len(found)} {', '.join(found[:5])}".rstrip()
    total = report.statuses.total()
    shares = ", ".join(f"{count} x {status}" for status, count in report.statuses.most_common(4))
    yield f"requests: {total} ({total / max(visits.runs, 1):.1f} a crawl): {shares}"


def _machine(report: Report) -> Iterator[str]:
    samples = report.samples
    later = samples[len(samples) // 3 :]
    for name, values in (("service", [each.service_mb for each in later]), ("crawls", [each.crawls_mb for each in later])):
        yield f"memory of {name}: {_row(values)} MB; slope {_slope(later, values):+.1f} MB an hour"
    if samples:
        minutes = max((samples[-1].minutes - samples[0].minutes) * 60, 1)
        own, crawls = (
            (samples[-1].service_cpu - samples[0].service_cpu) / minutes,
            (samples[-1].crawls_cpu - samples[0].crawls_cpu) / minutes,
        )
        load = fmean(each.load for each in samples)
        yield f"processor: service {own:.2f} of a core, crawls {crawls:.2f}; load of the machine {load:.1f}"
    late = report.lateness
    yield (
        f"schedule: {late.begun} begun, late by {late.seconds / max(late.begun, 1) * 1000:.0f} ms on average, "
        f"99 of 100 by at most {late.at_most(0.99):g} s, all by at most {late.at_most(1):g} s"
    )
    if report.idle_share is not None:
        yield f"idle: {report.idle_share:.2%} of a core"
    parts = ", ".join(f"{name} {size:.0f} MB" for name, size in report.megabytes.items())
    each = sum(report.megabytes.values()) * 1024 / max(report.articles, 1)
    yield f"disk: {parts}; {report.articles} articles, {each:.1f} KB each"


def _news(report: Report, beside: Mapping[str, float] | None) -> Iterator[str]:
    news = report.news
    yield (
        f"news of sources without a fault after the first round: {news.published} published, {news.arrived} in feeds, "
        f"{len(news.lost)} lost {', '.join(news.lost[:3])}, {len(report.doubled)} doubled"
    )
    yield f"from publication to feed: {_delays(news.delays)}"
    if beside is not None:
        faulty = {str(each.outage.town) for each in report.verdicts.findings}
        both = [key for key in report.arrived if key in beside and key.partition("/")[0] not in faulty]
        ours, theirs = ([source[key] for key in both] for source in (report.arrived, beside))
        yield f"  {len(both)} of these in both soaks, beside faults: {_delays(sorted(ours))}"
        yield f"  the same without any fault in the country: {_delays(sorted(theirs))}"


def _verdicts(report: Report) -> Iterator[str]:
    verdicts = report.verdicts
    kinds: defaultdict[str, list[Finding]] = defaultdict(list)
    for each in verdicts.findings:
        kinds[each.outage.kind].append(each)
    yield f"{'fault':<22}{'times':>6}{'right':>7}{'short':>7}  after own crawls; named"
    for kind in RIGHT:
        found = [each for each in kinds[kind] if each.told]
        after = Counter(each.after for each in found)
        crawls = ", ".join(f"{count} x {'never' if step is None else step}" for step, count in sorted(after.items(), key=str))
        names = Counter(name for each in found for name in each.names)
        named = ", ".join(f"{name} ({count})" for name, count in names.most_common())
        short = len(kinds[kind]) - len(found)
        yield f"{kind:<22}{len(found):>6}{sum(each.right for each in found):>7}{short:>7}  {crawls}; {named}"
    for each in report.wrong[:20]:
        yield (
            f"  WRONG {each.source} {each.outage.kind} from {each.outage.start:%m-%d %H:%M} UTC: {each.crawls} crawls, "
            f"named after {each.after}: {', '.join(each.names)}"
        )
    yield f"false alarms: {len(verdicts.false_alarms)}"
    yield from (f"  {each}" for each in verdicts.false_alarms[:20])
    yield (
        f"called quiet: {len(set(verdicts.quiet))} that fell silent, {len(set(verdicts.not_quiet))} that had not "
        f"{', '.join(sorted(set(verdicts.not_quiet))[:5])}"
    )


def _row(values: Sequence[float]) -> str:
    """First, middle and last tenth on average, and the most."""
    tenth = max(1, len(values) // 10)
    middle = values[len(values) // 2 :][:tenth]
    return (
        f"{fmean(values[:tenth]):.0f}, {fmean(middle):.0f}, {fmean(values[-tenth:]):.0f}, at most {max(values):.0f}"
        if values
        else "-"
    )


def _slope(samples: Sequence[Sample], values: Sequence[float]) -> float:
    if len(samples) < 2:
        return 0.0
    return linear_regression([each.minutes / 60 for each in samples], values).slope


def _delays(delays: Sequence[float]) -> str:
    if len(delays) < 2:
        return "-"
    cuts = quantiles(delays, n=100)
    return f"median {median(delays):.0f}, p90 {cuts[89]:.0f}, p99 {cuts[98]:.0f} min of the calendar"
