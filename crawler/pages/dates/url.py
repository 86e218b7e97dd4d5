"""Dates in addresses, for families whose addresses carry the date of publication; a family asks for its own shape."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.pages.dates.plausible import settle
from crawler.pages.dates.written import Written, written
from news.article import Provenance, Published

_LONGEST = 2000
_FOLDER = re.compile(r"/((?:19|20)[0-9]{2})([-_/])([0-9]{1,2})\2([0-9]{1,2})(?=/)")
_DIGITS = re.compile(r"[0-9]*?([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}\.html?", re.IGNORECASE)


def read_url_folder(url: str, zone: ZoneInfo, *, now: datetime, refused: list[str] | None = None) -> Published | None:
    """Return the day in a folder of the path ("/2024-5-17/", "/2023-01-30/", "/2024/03/05/"), precision day, or None.

    The folder must not be the last part of the path: "/2024/03/05/" with nothing behind it is an archive of that day. A date in
    a slug is never read: it is what the article is about. `now` and `refused` as in `plausible.settle`.
    """
    path = _path(url)
    match = _FOLDER.search(path)
    if match is None or path[match.end() :].strip("/") == "":
        return None
    date = written(int(match[1]), int(match[3]), int(match[4]))
    return settle(date, zone, now=now, provenance=Provenance.URL, refused=refused)


def read_url_digits(url: str, zone: ZoneInfo, *, now: datetime, refused: list[str] | None = None) -> Published | None:
    """Return the moment in the last 15 digits before ".htm", YYMMDDHHMMSSmmm in the zone, precision minute, or None.

    So VCCorp's CMS names its pages ("…-4250410182811455.htm"). Only for families known for it: elsewhere a run of digits is
    an id. `now` and `refused` as in `plausible.settle`.
    """
    name = _path(url).rpartition("/")[2]
    start = len(name.rstrip("HTMLhtml").rstrip(".").rstrip("0123456789"))
    match = _DIGITS.fullmatch(name, start)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups())
    date: Written | None = written(2000 + year, month, day)
    if date is None or hour > 23 or minute > 59 or second > 59:
        return None
    return settle(date.at(hour, minute), zone, now=now, provenance=Provenance.URL, refused=refused)


def read_url(url: str, zone: ZoneInfo, *, now: datetime, refused: list[str] | None = None) -> Published | None:
    """Return what `read_url_folder` finds, else what `read_url_digits` finds, for a family that knows both shapes."""
    return read_url_folder(url, zone, now=now, refused=refused) or read_url_digits(url, zone, now=now, refused=refused)


def _path(url: str) -> str:
    try:
        return urlsplit(url[:_LONGEST]).path
    except ValueError:
        return ""
