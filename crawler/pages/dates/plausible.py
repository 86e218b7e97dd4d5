"""Plausible: which dates an article can have been published at."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.pages.dates.written import Written
from news.article import Provenance, Published

EARLIEST_YEAR = 1990
"""No local government published on the web before; older dates are history told in the text or a broken clock."""

AHEAD = timedelta(hours=24)
"""How far after `now` a date may lie. Sites print local time without a zone, some from a server set to another zone or with a
clock that runs ahead, and a bare date of "today" can be tomorrow's where we are; beyond a day it is a slip or a lure."""


def settle(
    date: Written | None,
    zone: ZoneInfo,
    *,
    now: datetime,
    provenance: Provenance,
    refused: list[str] | None = None,
) -> Published | None:
    """Return the written date as a moment in UTC, or None when there is none or when it cannot be true.

    `zone` is the source's; `now` is aware. A date before 1990 or more than `AHEAD` after `now` is refused: a few words on it
    ("date in the future: 2099-01-01") are appended to `refused` where the caller gave a list, for `Article.warnings`.
    """
    if date is None:
        return None
    moment = date.moment(zone)
    if date.year < EARLIEST_YEAR:
        problem = "date too old"
    elif moment > now + AHEAD:
        problem = "date in the future"
    else:
        return Published(moment=moment, precision=date.precision, provenance=provenance)
    if refused is not None:
        refused.append(f"{problem}: {date.year:04}-{date.month:02}-{date.day:02}")
    return None
