"""What `loa status` tells of each source: the same facts as the operator's pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from news.delay import Delays
from news.health import Health, State
from news.run import Run
from news.settings import Settings
from news.store import Store
from scheduler.operator.facts import Facts, SourceFacts, Totals, facts, totals
from scheduler.spans import size, span

WELL, PARTLY, FAILED, NEVER = "ok", "with pages that failed", "failed", "never crawled"
LONGEST = 200
"""Characters of an error that are shown in a line; `--json` has all."""
MOST_UNREAD = 100
"""Offers of a source that are told one by one."""


def status_rows(store: Store, *, now: datetime, only: Collection[str] = (), problems: bool = False) -> Iterator[dict[str, Any]]:
    """Return one row a source, by id, for a program; moments in UTC. `only` and `problems` as for `status_lines`.

    In it are its last run or None, its health or None where it was never judged, since when it is paused or None, how long its
    articles took from their publication to the feeds in 30 days, and what its crawls cost in 7.
    """
    for known in _by_id(_found(store, now)[0]):
        if (only and known.source.id not in only) or (problems and _is_well(known)):
            continue
        yield {
            "source": known.source.id,
            "title": known.source.title,
            "articles": known.articles,
            "paused": known.paused.isoformat() if known.paused else None,
            "run": _run_row(known.run),
            "unread": _unread_rows(store, known.source.id),
            "health": _health_row(known.health),
            "delay": _delay_row(known.delays),
            "spent": asdict(known.spent),
        }


def status_lines(
    store: Store, settings: Settings, *, now: datetime, only: Collection[str] = (), problems: bool = False
) -> Iterator[str]:
    """Return the same for a person, times in each source's own zone, and last how all are together.

    `only`: of these sources alone. `problems`: only of those that are not well; all are counted.
    """
    known, counted = _found(store, now)
    articles = sum(counted.articles.values())
    yield f"{articles} articles ({counted.withdrawn} withdrawn) in {settings.data_dir}, feeds in {settings.public_dir}"
    width = max((len(name) for name in only or [each.source.id for each in known.sources]), default=0) + 2
    told = [each for each in _by_id(known) if not only or each.source.id in only]
    found: Counter[str] = Counter()
    for each in told:
        word, line = _told(each, now)
        found[word] += 1
        if not problems or not _is_well(each):
            yield f"  {each.source.id:<{width}}{each.articles:>6} articles   {line}"
            yield from _health_lines(each, width)
    if found.total() > 1:
        words = ", ".join(f"{found[word]} {word}" for word in (WELL, PARTLY, FAILED, NEVER) if found[word])
        yield f"{found.total()} sources: {words}"
        yield from _sum_lines(told)


def _found(store: Store, now: datetime) -> tuple[Facts, Totals]:
    counted = totals(store, now=now)
    return facts(store, counted, now=now), counted


def _by_id(known: Facts) -> list[SourceFacts]:
    return sorted(known.sources, key=lambda each: each.source.id)


def _is_well(known: SourceFacts) -> bool:
    """Whether there is nothing to see to: a source that fell silent has good runs too."""
    run, health = known.run, known.health
    return run is not None and run.ok and (health is None or health.state is State.FRESH)


def _run_row(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    counts = ("listed", "fetched", "new", "edited", "unchanged", "withdrawn", "unread", "bytes", "error")
    return {
        "started": run.started.isoformat(),
        "seconds": round(run.seconds, 3),
        **{name: getattr(run, name) for name in counts},
        "failed": dict(run.failed),
        "missing": dict(run.missing),
        "warnings": dict(run.warnings),
        "ok": run.ok,
    }


def _unread_rows(store: Store, source_id: str) -> list[dict[str, Any]]:
    return [
        {
            "url": each.offer.url,
            "first_offered": each.first_offered.isoformat(),
            "attempts": each.attempts,
            "given_up": each.given_up,
            "error": each.error,
        }
        for each in store.offers.unread(source_id)[:MOST_UNREAD]
    ]


def _health_row(health: Health | None) -> Mapping[str, str | None] | None:
    if health is None:
        return None
    moments = {"since": health.since, "last_news": health.last_news, "last_good": health.last_good, "overdue": health.overdue}
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"state": health.state.value, "cause": health.cause, "detail": health.detail, "advice": health.advice, **told}


def _delay_row(delays: Delays) -> dict[str, Any]:
    """How many articles were measured, and the seconds that half and nine tenths of them did not exceed; None: none were."""
    quantiles = {"median_seconds": delays.quantile(0.5), "p90_seconds": delays.quantile(0.9)}
    seconds = {name: None if each is None else round(each.total_seconds()) for name, each in quantiles.items()}
    return {"articles": delays.articles, **seconds}


def _told(known: SourceFacts, now: datetime) -> tuple[str, str]:
    """How a source's last run went, in a word and in a line."""
    run = known.run
    if run is None:
        return NEVER, "never crawled"
    word = WELL if run.ok else FAILED if run.error is not None else PARTLY
    problem = run.error or ""
    if len(problem) > LONGEST:
        problem = f"{problem[:LONGEST]}…"
    state = {WELL: "ok", FAILED: f"FAILED: {problem}", PARTLY: f"{sum(run.failed.values())} pages failed"}[word]
    if run.unread:
        state += f"; {run.unread} offered and not read yet"
    when = f"last crawl {run.started.astimezone(known.source.zone):%Y-%m-%d %H:%M} ({span(now - run.started)} ago)"
    median = known.delays.quantile(0.5)
    delay = f", delay {span(median)}" if median is not None else ""
    return word, f"{when}: {run.new} new, {known.spent.fetched} pages in 7 days{delay}, {state}"


def _health_lines(known: SourceFacts, width: int) -> Iterator[str]:
    """Since when a source is paused; state, since, cause and advice of one that is not fresh."""
    zone, health = known.source.zone, known.health
    if known.paused is not None:
        yield f"  {'':<{width}}paused since {known.paused.astimezone(zone):%Y-%m-%d %H:%M}"
    if health is not None and health.state is not State.FRESH:
        why = health.cause or health.detail
        yield f"  {'':<{width}}{health.state} since {health.since.astimezone(zone):%Y-%m-%d %H:%M}: {why}"
        yield f"  {'':<{width}}{health.advice}"


def _sum_lines(told: Collection[SourceFacts]) -> Iterator[str]:
    """How long articles took to the feeds and what crawls cost, of all together."""
    delays = Delays()
    for each in told:
        delays = delays.plus(each.delays)
    half, most = delays.quantile(0.5), delays.quantile(0.9)
    if half is not None and most is not None:
        took = f"{span(half)} for half, {span(most)} for nine of ten, of {delays.articles} articles in 30 days"
        yield f"from publication to feed: {took}"
    runs, pages = sum(each.spent.runs for each in told), sum(each.spent.fetched for each in told)
    if runs:
        received = sum(each.spent.bytes for each in told)
        yield f"requests spent: {pages} pages in {runs} crawls in 7 days, {size(received)}"
