"""`loa status --hosts`: what was asked of each host, how it is treated now, and what its robots.txt allows us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from news.politeness import HostDay, Standing, pause, standing
from news.store import Store
from news.store.hosts import RobotsFile

WEEK = timedelta(days=7)


def host_rows(store: Store, *, delay: timedelta, now: datetime) -> Iterator[dict[str, Any]]:
    """Return one row a host, by name; `delay` is the pause of the settings, days are days in UTC, and a week is 7 with today."""
    today = now.date()
    days = store.hosts.days(since=today - WEEK + timedelta(days=1))
    robots: dict[str, list[RobotsFile]] = {}
    for file in store.hosts.robots_files():
        robots.setdefault(_host_of(file.origin), []).append(file)
    for state in store.hosts.states():
        week = days.get(state.host, ())
        yield {
            "host": state.host,
            "standing": standing(state, now, delay=delay).value,
            "resting_until": _iso(state.next_allowed) if standing(state, now, delay=delay) is Standing.RESTING else None,
            "failures_in_a_row": state.failures,
            "last_asked": _iso(state.last_asked),
            "last_status": state.last_status,
            "seconds_to_answer": None if state.latency is None else round(state.latency, 3),
            "delay_seconds": round(pause(state, delay=delay).total_seconds(), 3),
            "crawl_delay_seconds": state.crawl_delay,
            "today": _account([day for day in week if day.day == today]),
            "week": _account(week),
            "robots": [_robots(file) for file in robots.get(state.host, ())],
        }


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


def _account(days: Sequence[HostDay]) -> dict[str, Any]:
    failed: Counter[str] = Counter()
    for day in days:
        failed.update(day.failed)
    requests = sum(day.requests for day in days)
    unchanged = sum(day.unchanged for day in days)
    return {
        "requests": requests,
        "bytes": sum(day.bytes for day in days),
        "unchanged": unchanged,
        "unchanged_share": round(unchanged / requests, 3) if requests else 0.0,
        "failed": dict(sorted(failed.items())),
    }


def _robots(file: RobotsFile) -> dict[str, Any]:
    return {
        "origin": file.origin,
        "status": file.status,
        "fetched": _iso(file.fetched),
        "failing_since": _iso(file.failing_since),
    }


def _host_of(origin: str) -> str:
    """The host of an origin as `hosts` names it: without the scheme's own port."""
    parts = urlsplit(origin)
    own = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return parts.netloc.removesuffix(own) if own else parts.netloc


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
