"""What `loa status` tells of each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from news.health import Health, State
from news.settings import Settings
from news.store import Store
from news.store.health import Healths
from scheduler.spans import span

WELL, PARTLY, FAILED, NEVER = "ok", "with pages that failed", "failed", "never crawled"
LONGEST = 200
"""Characters of an error that are shown in a line; `--json` has all."""
MOST_UNREAD = 100
"""Offers of a source that are told one by one."""


def status_rows(store: Store) -> Iterator[dict[str, Any]]:
    """Return one row a source: id, articles, its last run or None, and its health or None where it was never judged."""
    counts = store.counts().by_source
    healths = Healths(store).of()
    for source in store.sources():
        last = next(iter(store.runs(source.id, limit=1)), None)
        run = None
        if last:
            run = {
                "started": last.started.isoformat(),
                "seconds": round(last.seconds, 3),
                **{
                    name: getattr(last, name)
                    for name in ("listed", "fetched", "new", "edited", "unchanged", "withdrawn", "unread", "bytes", "error")
                },
                "failed": dict(last.failed),
                "missing": dict(last.missing),
                "warnings": dict(last.warnings),
                "ok": last.ok,
            }
        unread = [
            {
                "url": each.offer.url,
                "first_offered": each.first_offered.isoformat(),
                "attempts": each.attempts,
                "given_up": each.given_up,
                "error": each.error,
            }
            for each in store.offers.unread(source.id)[:MOST_UNREAD]
        ]
        yield {
            "source": source.id,
            "title": source.title,
            "articles": counts.get(source.id, 0),
            "run": run,
            "unread": unread,
            "health": _health_row(healths.get(source.id)),
        }


def status_lines(
    store: Store, settings: Settings, *, now: datetime, only: Collection[str] = (), problems: bool = False
) -> Iterator[str]:
    """Return the same for a person, times in each source's own zone, and last how many sources are well.

    `only`: of these sources alone. `problems`: only of those that are not well; all are counted.
    """
    counts = store.counts()
    yield f"{counts.articles} articles ({counts.withdrawn} withdrawn) in {settings.data_dir}, feeds in {settings.public_dir}"
    zones = {source.id: ZoneInfo(source.timezone) for source in store.sources()}
    width = max((len(name) for name in only or zones), default=0) + 2
    found: Counter[str] = Counter()
    for row in status_rows(store):
        if only and row["source"] not in only:
            continue
        word, line = _told(row, zones[row["source"]], now)
        found[word] += 1
        if not problems or word != WELL or (row["health"] and row["health"]["state"] != State.FRESH):
            yield f"  {row['source']:<{width}}{row['articles']:>6} articles   {line}"
            yield from _health_lines(row["health"], zones[row["source"]], width)
    if found.total() > 1:
        told = ", ".join(f"{found[word]} {word}" for word in (WELL, PARTLY, FAILED, NEVER) if found[word])
        yield f"{found.total()} sources: {told}"


def _told(row: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """How a source's last run went, in a word and in a line."""
    run = row["run"]
    if run is None:
        return NEVER, "never crawled"
    word = WELL if run["ok"] else FAILED if run["error"] else PARTLY
    problem = run["error"] or ""
    if len(problem) > LONGEST:
        problem = f"{problem[:LONGEST]}…"
    state = {WELL: "ok", FAILED: f"FAILED: {problem}", PARTLY: f"{sum(run['failed'].values())} pages failed"}[word]
    if run["unread"]:
        state += f"; {run['unread']} offered and not read yet"
    started = datetime.fromisoformat(run["started"])
    when = f"last crawl {started.astimezone(zone):%Y-%m-%d %H:%M} ({span(now - started)} ago)"
    return word, f"{when}: {run['new']} new, {state}"


def _health_row(health: Health | None) -> dict[str, str | None] | None:
    """The health of a source for a program; moments in UTC."""
    if health is None:
        return None
    moments = {"since": health.since, "last_news": health.last_news, "last_good": health.last_good, "overdue": health.overdue}
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"state": health.state.value, "cause": health.cause, "detail": health.detail, "advice": health.advice, **told}


def _health_lines(health: Mapping[str, str] | None, zone: ZoneInfo, width: int) -> Iterator[str]:
    """State, since, cause and advice of a source that is not fresh."""
    if health is None or health["state"] == State.FRESH:
        return
    since = datetime.fromisoformat(health["since"]).astimezone(zone)
    why = health["cause"] or health["detail"]
    yield f"  {'':<{width}}{health['state']} since {since:%Y-%m-%d %H:%M}: {why}"
    yield f"  {'':<{width}}{health['advice']}"
