"""Ledger: what was asked of each host, how it is treated now, and what its robots.txt allows us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from news.host import host_of
from news.politeness import HostDay, Standing, pause, standing
from news.store import Store
from news.store.hosts import RobotsFile

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All hosts together."""

    rows: tuple[Mapping[str, Any], ...]
    """As `host_rows` gives them."""

    @property
    def standings(self) -> Mapping[str, int]:
        """How many hosts are treated in each way."""
        found = Counter(row["standing"] for row in self.rows)
        return {each.value: found[each.value] for each in Standing}

    @property
    def today(self) -> Mapping[str, int]:
        """Requests since midnight UTC, by outcome: "read", "unchanged" or "failed"."""
        days = [row["today"] for row in self.rows]
        unchanged = sum(day["unchanged"] for day in days)
        failed = sum(sum(day["failed"].values()) for day in days)
        return {
            "read": max(0, sum(day["requests"] for day in days) - unchanged - failed),
            "unchanged": unchanged,
            "failed": failed,
        }


def host_rows(store: Store, *, delay: timedelta, now: datetime) -> Iterator[dict[str, Any]]:
    """Return one row a host, by name; `delay` is the pause of the settings, days are days in UTC, and a week is 7 with today."""
    today = now.date()
    days = store.hosts.days(since=today - WEEK + timedelta(days=1))
    robots: dict[str, list[RobotsFile]] = {}
    for file in store.hosts.robots_files():
        robots.setdefault(host_of(file.origin), []).append(file)
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


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
