"""Metadata: dates written for machines, in JSON-LD, microdata, OpenGraph, `<time>` and feeds, with the slips they come with."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.pages.dates.forms import dates
from crawler.pages.dates.plain import plain
from crawler.pages.dates.plausible import settle
from crawler.pages.dates.written import Written, written
from news.article import Provenance, Published

_LONGEST = 100
_ISO = re.compile(
    r"(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})"
    r"(?:[Tt ]{1,2}(?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r" ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
# NukeViet formats its time with "Y-m-dTH:i:s", and PHP writes the zone for T: "2024-03-27+0708:42:50".
_ZONE_IN_THE_MIDDLE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?P<offset>[+-][0-9]{2})"
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
)
_EPOCH = re.compile(r"(?:/Date\()?(?P<seconds>[0-9]{9,10})(?P<thousandths>[0-9]{3})?(?:[+-][0-9]{4})?(?:\)/)?")
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})[0-9]{2}"
)
# What `date` and Java print: "Wed Mar 27 08:42:50 ICT 2024".
_YEAR_AT_THE_END = re.compile(r"([a-z]{3} [a-z]{3} [0-9]{1,2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})( [a-z]{1,5})? ([0-9]{4})")
_WIDEST = timedelta(hours=14)


def read_metadata(
    value: str,
    zone: ZoneInfo,
    *,
    now: datetime,
    language: str = "vi",
    provenance: Provenance = Provenance.METADATA,
    refused: list[str] | None = None,
) -> Published | None:
    """Return the moment in one metadata value, or None for what cannot be read.

    Read are ISO 8601 with and without offset, time or punctuation; RFC 822 and what `date`, Java and JavaScript print; seconds
    or milliseconds since 1970, also as "/Date(…)/"; NukeViet's "2024-03-27+0708:42:50"; and the forms `read_visible` knows,
    in the source's `language` (a BCP 47 tag) or English. Without an offset the source's `zone` holds. Exactly midnight
    in that zone is what a CMS writes that knows only the day: precision day. Implausible dates go to `refused` as
    `plausible.settle` says. `now` is aware. Never raises on any value; one longer than 100 characters is nobody's date.
    """
    value = value.strip()
    if not value or len(value) > _LONGEST:
        return None
    date = _machine(value, zone) or _words(value, language)
    return settle(_without_midnight(date, value, zone), zone, now=now, provenance=provenance, refused=refused)


def _machine(value: str, zone: ZoneInfo) -> Written | None:
    for form in (_ZONE_IN_THE_MIDDLE, _ISO, _COMPACT):
        match = form.fullmatch(value)
        if match is not None:
            return _assembled(match.groupdict())
    match = _EPOCH.fullmatch(value)
    if match is None:
        return None
    local = datetime.fromtimestamp(int(match["seconds"]), UTC).astimezone(zone)
    date = written(local.year, local.month, local.day)
    return date and date.at(local.hour, local.minute, local.utcoffset())


def _assembled(parts: dict[str, str | None]) -> Written | None:
    year, month, day, hour, minute = (_number(parts.get(name)) for name in ("year", "month", "day", "hour", "minute"))
    date = written(year or 0, month or 0, day or 0)
    if date is None or hour is None:
        return date
    # ISO 8601 lets a day end at 24:00; no CMS means more by it than the day.
    if hour > 23 or (minute or 0) > 59:
        return date if hour == 24 else None
    return date.at(hour, minute, _offset(parts.get("offset")))


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _offset(text: str | None) -> timedelta | None:
    """The offset from UTC in "Z", "+07", "+0700" or "+07:00"; None for none, or for one no place on earth has."""
    if text is None:
        return None
    if text in {"Z", "z"}:
        return timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > _WIDEST or int(digits[2:]) > 59:
        return None
    return -offset if text[0] == "-" else offset


def _words(value: str, language: str) -> Written | None:
    smooth = plain(value)
    match = _YEAR_AT_THE_END.fullmatch(smooth)
    if match is not None:
        smooth = f"{match[1]} {match[4]} {match[2]}{match[3] or ''}"
    for tongue in dict.fromkeys((language, "en")):
        found = dates(smooth, tongue)
        if found:
            return found[0].date
    return None


def _without_midnight(date: Written | None, value: str, zone: ZoneInfo) -> Written | None:
    if date is None or (date.hour, date.minute) != (0, 0):
        return date
    seconds = re.search(r"00:?00:?([0-9]{2})", value)
    local = date.moment(zone).astimezone(zone)
    if (local.hour, local.minute) != (0, 0) or (seconds is not None and seconds[1] != "00"):
        return date
    return date.at(None, None)
