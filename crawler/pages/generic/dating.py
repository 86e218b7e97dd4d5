"""The dates of an article, weighed: what readers see, what machines are told, the address, the opening words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.pages.dates import gather_years, read_metadata, read_prose, read_url_folder, read_visible, says_edited
from crawler.pages.generic.metadata import Metadata
from crawler.pages.generic.phrases import is_dateline
from crawler.pages.generic.surroundings import Line
from news.article import Precision, Published
from news.text import fold

_SURE = frozenset(
    ("json-ld", "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date")
)
"""Metadata names that mean publication and nothing else; the others may be the day a file or template was made."""
_MARKED = 1.9
"""The merit from which a line is a date line by its markup, not only by its looks."""

# "Thời gian: 08 giờ 00, ngày 12/12/2026", as invitations have it; portals print "Thời gian: 11/05/2022 12:15".
_EVENT = re.compile(
    r"[^\w]*(?:thoi gian(?: \w+){0,2}|khai mac|bat dau|when|date and time|wann|beginn|quand|cuando)"
    r"[^\w]*(?:(?:tu|vao|luc|from|um|ab|a) )*[0-9]{1,2} ?(?:[:.][0-9]{2} ?)?(?:gio|h|g|uhr|am|pm|o'clock)(?![a-z])"
)


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The dates chosen and why."""

    published: Published | None
    updated: Published | None
    trust: str | None
    """Where the date of publication was found: a metadata name, "visible", "url", "listing", "prose"; None without a date."""
    warnings: tuple[str, ...]


def read_dates(
    lines: list[Line],
    metadata: Metadata,
    *,
    url: str,
    opening: str,
    text: str,
    images: Sequence[str] = (),
    zone: ZoneInfo,
    language: str,
    now: datetime,
    listing: Published | None,
) -> Dates:
    """Choose among the dates of the page.

    `lines` come from `surroundings.dated_lines`; `opening` is the lead or first paragraph and `text` the whole body, the only
    places where prose is read; addresses of its `images` often carry the month of the upload. Where the visible and the
    machine's date differ by more than a day the earlier is the publication, because CMSs print and write the day of an edit in
    either place, and the later becomes the update.
    """
    refused: list[str] = []
    shown = _visible(lines, zone, language=language, now=now, refused=refused)
    told = _machine(metadata, lines, zone, language=language, now=now, refused=refused)
    updated = shown.edited or _first(metadata.updated, zone, language=language, now=now)
    published, trust = _weighed(shown, told, zone)
    if published is not None and published is told.sure and shown.date is not None and updated is None:
        updated = shown.date  # dropped below unless it is later
    if published is None:
        published, trust = _elsewhere(shown, told, url=url, zone=zone, now=now, listing=listing)
    if published is None and opening:
        years = gather_years(text, zone, now=now, urls=images)
        published = read_prose(opening, zone, years=years, now=now, language=language)
        trust = "prose" if published is not None else None
    if published is None and shown.edited is not None:
        published, trust, updated = shown.edited, "visible", None
    if updated is not None and published is not None and updated.moment <= published.moment:
        updated = None
    return Dates(published=published, updated=updated, trust=trust, warnings=tuple(dict.fromkeys(refused)))


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What readers see."""

    date: Published | None = None
    marked: bool = False
    """True when the markup calls it a date, too."""
    edited: Published | None = None


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What machines are told."""

    sure: Published | None = None
    """Under a name that means publication and nothing else."""
    weak: Published | None = None
    name: str | None = None


def _weighed(shown: _Shown, told: _Told, zone: ZoneInfo) -> tuple[Published | None, str | None]:
    """The date that the page itself settles; (None, None) where it shows none that its markup or metadata stand for."""
    if shown.date is not None and told.sure is not None:
        return _agree(shown.date, told.sure, told.name, zone, marked=shown.marked)
    if told.sure is not None:
        return told.sure, told.name
    if shown.date is None or not (shown.marked or told.weak is None):
        return None, None
    if told.weak is not None and shown.date.precision is Precision.DAY and told.weak.precision is not Precision.DAY:
        same_day = _day(told.weak, zone) == _day(shown.date, zone)
        return (told.weak, told.name) if same_day else (shown.date, "visible")
    return shown.date, "visible"


def _elsewhere(
    shown: _Shown, told: _Told, *, url: str, zone: ZoneInfo, now: datetime, listing: Published | None
) -> tuple[Published | None, str | None]:
    """The next best: the listing, the address, then what the page only seems to say."""
    if listing is not None:
        return listing, "listing"
    if (found := read_url_folder(url, zone, now=now)) is not None:
        return found, "url"
    if shown.date is not None:
        return shown.date, "visible"
    return (told.weak, told.name) if told.weak is not None else (None, None)


def _first(values: tuple[tuple[str, str], ...], zone: ZoneInfo, *, language: str, now: datetime) -> Published | None:
    return next(
        (date for _, value in values if (date := read_metadata(value, zone, now=now, language=language)) is not None), None
    )


def _day(published: Published, zone: ZoneInfo) -> datetime:
    return published.moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _agree(
    visible: Published, sure: Published, told: str | None, zone: ZoneInfo, *, marked: bool
) -> tuple[Published, str | None]:
    apart = _day(sure, zone) - _day(visible, zone)
    if not apart:
        finer = visible.precision is Precision.DAY and sure.precision is not Precision.DAY
        return (sure, told) if finer else (visible, "visible")
    if abs(apart) <= timedelta(days=1):
        return (visible, "visible") if marked else (sure, told)  # the same moment told in two zones: readers see the local one
    if apart > timedelta(0) and marked:
        return visible, "visible"
    return sure, told


def _visible(lines: list[Line], zone: ZoneInfo, *, language: str, now: datetime, refused: list[str]) -> _Shown:
    edited: Published | None = None
    below = False
    headed = any(_heads(line, zone, language=language, now=now) for line in lines)
    for line in lines:
        found = read_visible(line.text, zone, now=now, language=language, refused=refused) if line.text else None
        if found is None:
            continue
        if line.merit < _MARKED and _EVENT.match(fold(line.text)):
            continue
        if line.updated or says_edited(line.text, language=language):
            edited = edited or found
            below = below or not line.above
            continue
        # The day of the visit, as headers of sites show it; an article of today that is dated there is dated by our first sight.
        if line.above and (below or headed or _is_today(found, zone, now)):
            continue
        return _Shown(date=found, marked=line.merit >= _MARKED, edited=edited)
    return _Shown(edited=edited)


def _is_today(published: Published, zone: ZoneInfo, now: datetime) -> bool:
    return published.moment.astimezone(zone).date() == now.astimezone(zone).date()


def _heads(line: Line, zone: ZoneInfo, *, language: str, now: datetime) -> bool:
    """True for a line between title and text that says nothing but a day, and not that of an edit."""
    if line.above or line.updated or line.merit < 1.0 or not is_dateline(line.text) or says_edited(line.text, language=language):
        return False
    return read_visible(line.text, zone, now=now, language=language) is not None


def _machine(metadata: Metadata, lines: list[Line], zone: ZoneInfo, *, language: str, now: datetime, refused: list[str]) -> _Told:
    weak = _Told()
    for name, value in metadata.published:
        found = read_metadata(value, zone, now=now, language=language, refused=refused)
        if found is None:
            continue
        if name in _SURE:
            return _Told(sure=found, name=name)
        if weak.weak is None:
            weak = _Told(weak=found, name=name)
    for line in lines:
        if line.machine and line.merit >= 1.0 and not line.updated:
            found = read_metadata(line.machine, zone, now=now, language=language, refused=refused)
            if found is not None:
                return _Told(sure=found, name="time")
    return weak
