"""What `loa status` tells of each source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from news.settings import Settings
from news.store import Store

MOST_UNREAD = 100
"""Offers of a source that are told one by one."""


def status_rows(store: Store) -> Iterator[dict[str, Any]]:
    """Return one row a source: id, articles, and its last run or None."""
    counts = store.counts().by_source
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
        yield {"source": source.id, "title": source.title, "articles": counts.get(source.id, 0), "run": run, "unread": unread}


def status_lines(store: Store, settings: Settings, *, now: datetime) -> Iterator[str]:
    """Return the same for a person, times in each source's own zone."""
    counts = store.counts()
    yield f"{counts.articles} articles ({counts.withdrawn} withdrawn) in {settings.data_dir}, feeds in {settings.public_dir}"
    zones = {source.id: ZoneInfo(source.timezone) for source in store.sources()}
    for row in status_rows(store):
        run = row["run"]
        if run is None:
            yield f"  {row['source']:<24}{row['articles']:>6} articles   never crawled"
            continue
        started = datetime.fromisoformat(run["started"])
        ago = int((now - started).total_seconds() // 60)
        failed = sum(run["failed"].values())
        state = "ok" if run["ok"] else f"FAILED: {run['error']}" if run["error"] else f"{failed} pages failed"
        local = started.astimezone(zones[row["source"]])
        if run["unread"]:
            state += f"; {run['unread']} offered and not read yet"
        when = f"last crawl {local:%Y-%m-%d %H:%M} ({ago} min ago)"
        yield f"  {row['source']:<24}{row['articles']:>6} articles   {when}: {run['new']} new, {state}"
