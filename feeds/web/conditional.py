"""Conditional requests and content coding (RFC 9110 sections 8.8, 12.5.3 and 13), as pure functions of header values."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = "|".join(_MONTHS)
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_IMF = rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>\d\d) (?P<month>{_MONTH}) (?P<year>\d{{4}}) {_TIME} GMT"
_RFC850 = rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?P<day>\d\d)-(?P<month>{_MONTH})-(?P<year>\d\d) {_TIME} GMT"
_ASCTIME = rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>{_MONTH}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})"
_DATES = tuple(re.compile(pattern, re.ASCII) for pattern in (_IMF, _RFC850, _ASCTIME))
# Anything may stand between the quotes but quotes, white space and controls; a list may have empty members.
_MEMBER = re.compile(r'[ \t]*(?:(?:W/)?("[\x21\x23-\x7e\x80-\xff]*"))?[ \t]*(?:,|$)')
_WEIGHT = r"(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)"
_CODING = re.compile(rf"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:;[ \t]*q[ \t]*=[ \t]*{_WEIGHT})?", re.IGNORECASE)


def is_current(etag: str, modified: datetime, *, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether the client has the representation already, so that 304 is the answer.

    `etag` is the strong tag of the selected representation, quotes included; `modified` is aware, in whole seconds. None stands
    for a header that was not sent. If-None-Match alone decides where it was sent, comparing weakly; a value that cannot be read
    never makes anything current.
    """
    if if_none_match is not None:
        return matches(if_none_match, etag)
    since = parse_date(if_modified_since) if if_modified_since is not None else None
    return since is not None and modified <= since


def matches(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match value names the tag or is `*`; False for a malformed one."""
    value = if_none_match.strip(" \t")
    if value == "*":
        return True
    named, at = False, 0
    while at < len(value):
        member = _MEMBER.match(value, at)
        if member is None:
            return False
        named, at = named or member[1] == etag, member.end()
    return named


def parse_date(value: str) -> datetime | None:
    """A moment from any of HTTP's three date forms, aware, UTC; None for anything else.

    A year of two digits is one of 1970 to 2069.
    """
    for pattern in _DATES:
        found = pattern.fullmatch(value.strip(" \t"))
        if found:
            year = int(found["year"])
            if len(found["year"]) == 2:
                year += 1900 if year >= 70 else 2000
            day, hour, minute, second = (int(found[name]) for name in ("day", "hour", "minute", "second"))
            try:
                return datetime(year, _MONTHS.index(found["month"]) + 1, day, hour, minute, second, tzinfo=UTC)
            except ValueError:
                return None
    return None


def http_date(moment: datetime) -> str:
    """An aware moment as IMF-fixdate."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def accepted_codings(accept_encoding: str | None) -> tuple[str, ...]:
    """The codings of "br" and "gzip" that an Accept-Encoding value welcomes, the one to prefer first; none without a value.

    The client's weights decide, then ours: brotli is the smaller. What it would rather have unpacked (a greater weight of
    identity) is left out, and for a malformed value everything.
    """
    if accept_encoding is None:
        return ()
    weights: dict[str, float] = {}
    for member in accept_encoding.split(","):
        if not member.strip(" \t"):
            continue
        found = _CODING.fullmatch(member.strip(" \t"))
        if not found:
            return ()
        weights[found[1].lower()] = float(found[2] or 1)
    rest = weights.get("*", 0.0)
    welcome = {"br": weights.get("br", rest), "gzip": weights.get("gzip", weights.get("x-gzip", rest))}
    least = weights.get("identity", 0.0)
    return tuple(
        sorted((name for name, weight in welcome.items() if weight > 0 and weight >= least), key=lambda name: -welcome[name])
    )
