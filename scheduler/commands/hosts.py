"""`loa status --hosts`: what was asked of each host, how it is treated now, and what its robots.txt allows us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from news.politeness import Standing
from news.store import Store
from scheduler.operator.ledger import host_rows


def host_lines(store: Store, *, delay: timedelta, now: datetime) -> Iterator[str]:
    """Return the same for a person."""
    rows = list(host_rows(store, delay=delay, now=now))
    if not rows:
        yield "no host was asked for anything yet"
    for row in rows:
        today, week = row["today"], row["week"]
        failed = sum(week["failed"].values())
        yield (
            f"  {row['host']:<32}{_words(row):<34}{today['requests']:>6} today {week['requests']:>7} in 7 days "
            f"{week['bytes'] / 1e6:>9.1f} MB {week['unchanged_share']:>5.0%} unchanged {failed:>5} failed"
        )
        for file in row["robots"]:
            if file["failing_since"]:
                yield f"    robots.txt cannot be had since {file['failing_since'][:10]} ({file['status']}): nothing else is asked"


def _words(row: dict[str, Any]) -> str:
    """How a host is treated, in a few words."""
    if row["standing"] == Standing.RESTING:
        return f"resting until {row['resting_until'][:16]}Z"
    pace = f"every {row['delay_seconds']:g} s"
    return f"slowed, {pace}" if row["standing"] == Standing.SLOWED else f"ok, {pace}"
