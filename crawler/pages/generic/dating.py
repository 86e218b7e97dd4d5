"""The dates of an article, weighed: what readers see, what machines are told, the address, the opening words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.pages.dates import gather_years, read_metadata, read_prose, read_url_folder, read_visible, says_edited
from crawler.pages.generic.metadata import Metadata
from crawler.pages.generic.surroundings import Line
from news.article import Precision, Published

_SURE = frozenset(
    ("json-ld", "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date")
)
"""Metadata names that mean publication and nothing else; the others may be the day a file or template was made."""
_MARKED = 1.9
"""The merit from which a line is a date line by its markup, not only by its looks."""


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
    zone: ZoneInfo,
    language: str,
    now: datetime,
    listing: Published | None,
) -> Dates:
    """Choose among the dates of the page.

    `lines` come from `surroundings.dated_lines`; `opening` is the lead or first paragraph and `text` the whole body, the only
    places where prose is read. Where the visible and the machine's date differ by more than a day the earlier is the
    publication, because CMSs print and write the day of an edit in either place, and the later becomes the update.
    """
    refused: list[str] = []
    visible, marked, edited = _visible(lines, zone, language=language, now=now, refused=refused)
    sure, weak, told = _machine(metadata, lines, zone, language=language, now=now, refused=refused)
    updated = edited or next(
        (date for _, value in metadata.updated if (date := read_metadata(value, zone, now=now, language=language)) is not None),
        None,
    )
    published, trust = None, None
    if visible is not None and sure is not None:
        published, trust = _agree(visible, sure, told, zone, marked=marked)
        if published is sure and _day(visible, zone) > _day(sure, zone) and updated is None:
            updated = visible
    elif visible is not None and (marked or weak is None):
        published, trust = visible, "visible"
        if (
            weak is not None
            and weak.precision is not Precision.DAY
            and _day(weak, zone) == _day(visible, zone)
            and visible.precision is Precision.DAY
        ):
            published, trust = weak, told
    elif sure is not None:
        published, trust = sure, told
    if published is None and listing is not None:
        published, trust = listing, "listing"
    if published is None and (found := read_url_folder(url, zone, now=now)) is not None:
        published, trust = found, "url"
    if published is None and visible is not None:
        published, trust = visible, "visible"
    if published is None and weak is not None:
        published, trust = weak, told
    if published is None and opening:
        published = read_prose(opening, zone, years=gather_years(text, zone, now=now), now=now)
        trust = "prose" if published is not None else None
    if published is None and edited is not None:
        published, trust, updated = edited, "visible", None
    if updated is not None and published is not None and updated.moment <= published.moment:
        updated = None
    return Dates(published=published, updated=updated, trust=trust, warnings=tuple(dict.fromkeys(refused)))


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


def _visible(
    lines: list[Line], zone: ZoneInfo, *, language: str, now: datetime, refused: list[str]
) -> tuple[Published | None, bool, Published | None]:
    """The date shown (and whether its markup calls it one), and the date of change shown."""
    edited: Published | None = None
    for line in lines:
        found = read_visible(line.text, zone, now=now, language=language, refused=refused) if line.text else None
        if found is None:
            continue
        if line.updated or says_edited(line.text, language=language):
            edited = edited or found
            continue
        return found, line.merit >= _MARKED, edited
    return None, False, edited


def _machine(
    metadata: Metadata, lines: list[Line], zone: ZoneInfo, *, language: str, now: datetime, refused: list[str]
) -> tuple[Published | None, Published | None, str | None]:
    """The date metadata surely means as publication, a date it may mean, and the name it was found under."""
    weak: tuple[Published, str] | None = None
    for name, value in metadata.published:
        found = read_metadata(value, zone, now=now, language=language, refused=refused)
        if found is None:
            continue
        if name in _SURE:
            return found, None, name
        weak = weak or (found, name)
    for line in lines:
        if line.machine and line.merit >= 1.0 and not line.updated:
            found = read_metadata(line.machine, zone, now=now, language=language, refused=refused)
            if found is not None:
                return found, None, "time"
    return (None, weak[0], weak[1]) if weak else (None, None, None)
