"""Family: what the portals of one content management system have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.pages.layout import Layout
from crawler.pages.page import Page
from news.article import Published


def no_url_date(url: str, zone: ZoneInfo, now: datetime) -> None:
    """Say that addresses carry no date, whatever digits stand in them."""
    del url, zone, now


def right_date(published: Published, text: str, zone: ZoneInfo) -> Published:
    """Trust the visible date as it was read."""
    del text, zone
    return published


@dataclass(frozen=True, kw_only=True)
class Family:
    """A content management system, told from its addresses and its markup. Every function is pure and never raises."""

    name: str
    """Short lower-case word, the key in `crawler.families.FAMILIES` and the value of `Source.family`."""
    title: str
    """What people call it."""
    key: Callable[[str], str | None]
    """The canonical key of an article's address: the same for every address under which the system serves the article (by
    category, for printers, by AMP), host and the system's own number; None for an address of no such shape."""
    is_article: Callable[[str], bool]
    """Whether an address has the shape of an article's."""
    evidence: Callable[[Page], tuple[str, ...]]
    """Why a page is of this family, a few words each ("generator NukeViet"); () when nothing speaks for it."""
    layouts: tuple[Layout, ...] = ()
    """The newest theme first; () where the markup is not known: the generic reader reads, with what `Source.selectors` adds."""
    url_date: Callable[[str, ZoneInfo, datetime], Published | None] = no_url_date
    """The date of publication in an article's address, for families that put it there; takes address, zone and now."""
    correct_date: Callable[[Published, str, ZoneInfo], Published] = right_date
    """The visible date freed of the family's own defects; takes what was read, the text it was read from and the zone."""
    trusts_metadata: bool = False
    """Whether `article:published_time` and its like name the publication; several systems write the last edit there."""
    updated_properties: tuple[str, ...] = ()
    """Names (itemprop or property) under which pages carry the moment of the last edit."""
