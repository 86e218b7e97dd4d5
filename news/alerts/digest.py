"""Digest: when the daily summary is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_digest(last: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return when the first digest after `last` (aware) is due: each day at a time by the clocks of a zone.

    A time that the clocks skip in spring is taken as an hour later, one that comes twice in autumn as its first.
    """
    local = last.astimezone(zone)
    for days in range(3):
        due = datetime.combine(local.date() + timedelta(days=days), at, zone)
        if due.timestamp() > last.timestamp():
            return due
    raise AssertionError("unreachable: the day after tomorrow is later")  # pragma: no cover
