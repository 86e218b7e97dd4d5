"""Freshness: for how long an answer says that it holds (RFC 9111 section 4.2). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""What says more is taken for a mistake, or means files that never change: a listing does."""
_DIRECTIVE = re.compile(r'([a-z-]+)(?:\s*=\s*"?(\d+)"?)?', re.IGNORECASE)


def lifetime(header: Callable[[str], str | None]) -> timedelta:
    """Return for how long an answer may be taken as it is, by its headers, `LONGEST` at most; none where it does not say.

    `header` gives the value of a header by its name, or None. What is malformed says nothing.
    """
    directives = {name.lower(): value for name, value in _DIRECTIVE.findall(header("Cache-Control") or "")}
    if directives.keys() & {"no-store", "no-cache"}:
        return timedelta()
    if "max-age" in directives:
        seconds = _number(directives["max-age"])
    else:
        expires, sent = _moment(header("Expires")), _moment(header("Date"))
        seconds = (expires - sent).total_seconds() if expires and sent else 0.0
    left = seconds - _number(header("Age") or "")
    return timedelta(seconds=min(max(left, 0.0), LONGEST.total_seconds()))


def _number(text: str) -> float:
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0.0


def _moment(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.utcoffset() is not None else None
