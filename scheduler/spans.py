"""Spans of time, sizes and counts as operators read them at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta


def span(length: timedelta) -> str:
    """Return a span of time in its largest unit of which there are two: "14 min", "5 h", "3 days"; below zero is none."""
    minutes = max(0, int(length.total_seconds() // 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def ago(moment: datetime, now: datetime) -> str:
    """Return how far a moment (aware) is from now: "14 min ago", "in 5 h", "now" within a minute of it."""
    if abs(moment - now) < timedelta(minutes=1):
        return "now"
    return f"{span(now - moment)} ago" if moment < now else f"in {span(moment - now)}"


def size(count: float) -> str:
    """Return a number of bytes: "340 B", "12 KB", "1.2 GB"."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.1f} {unit}" if unit in {"MB", "GB"} and count < 10 else f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"
