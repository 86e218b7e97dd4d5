"""Merger: the entry by which the feed of a place says that it took the place of another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from feeds.entry import Entry
from feeds.feed import Feed
from feeds.notice import notice
from feeds.plain import title_of
from feeds.specs import place_slug
from news import places
from news.article import Precision
from news.place import Place
from news.source import Source


@dataclass(frozen=True, kw_only=True)
class _Words:
    """{0} the unit that ended, {1} what it became part of, {2} the day."""

    language: str
    title: str
    text: str
    day: str


_VIETNAMESE = _Words(
    language="vi",
    title="{0} nay thuộc {1}",
    text="Từ ngày {2}, {0} thuộc {1}. Tin của {0} có trong kênh này; địa chỉ cũ của kênh dẫn đến đây.",
    day="%d/%m/%Y",
)
_ENGLISH = _Words(
    language="en",
    title="{0} is part of {1} now",
    text="On {2} {0} became part of {1}. Its news are in this feed, to which the address of its own one leads.",
    day="%Y-%m-%d",
)


def merger_entries(feed: Feed, sources: Mapping[str, Source]) -> tuple[Entry, ...]:
    """One entry for each unit that became part of the feed's and had a feed of its own, whose address leads to this one.

    It is dated to the first day without the unit, and stays as it is.
    """
    speaker = next((sources[each] for each in feed.spec.sources if each in sources), None)
    units = [unit for each in feed.spec.merged if (unit := places.get(each))]
    return tuple(_entry(feed, unit, speaker) for unit in units) if speaker else ()


def _entry(feed: Feed, unit: Place, source: Source) -> Entry:
    words = _VIETNAMESE if (feed.spec.language or "").partition("-")[0].lower() == "vi" else _ENGLISH
    ended = unit.valid_to or date.min
    names = title_of(unit.name), feed.spec.title
    return notice(
        f"merged/{place_slug(unit)}",
        authority=feed.authority.removeprefix("tag:"),
        source=source,
        title=words.title.format(*names),
        lines=[words.text.format(*names, ended.strftime(words.day))],
        link=feed.page,
        published=datetime(ended.year, ended.month, ended.day, tzinfo=source.zone),
        precision=Precision.DAY,
        language=words.language,
    )
