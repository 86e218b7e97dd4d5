"""Page: what was asked for, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.saved import SavedSearch
from feeds.site.address import Links
from feeds.site.library import Library
from feeds.site.template import Frame
from feeds.site.words import Words

HTML = "text/html; charset=utf-8"
_FEED = re.compile(r"(?:feed|summary|steady)\.(?:rss|atom|json)")


@dataclass(frozen=True, kw_only=True)
class SiteOptions:
    """What the operator decides about the pages."""

    base: str
    """Absolute public address, with a slash at the end."""
    title: str
    contact: str = ""
    """`mailto:` or http address; empty: not shown."""
    images: str = "link"
    """"link": pictures come from their towns, without a referrer; "proxy": through us; "none": not at all."""
    searchable: bool = True
    """Whether searches are answered."""
    related: int = 8
    """Related articles under an article."""
    searches: tuple[SavedSearch, ...] = ()
    """Searches that have feeds, and a page, of their own."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request for a page, with everything that answers it."""

    library: Library
    options: SiteOptions
    path: str
    """Below the public folder, without its language, "" for the front page."""
    links: Links
    words: Words
    query: Mapping[str, str] = field(default_factory=dict)
    """The first value of each name, none empty."""
    chosen: tuple[str, ...] = ()
    """Every value of `feed` and `source`: stems of feeds."""
    static: bool = False
    """Whether the page becomes a file, so that nobody answers forms."""

    @property
    def opened(self) -> str | None:
        """The file of the feed that a browser was sent here from, such as "feed.atom"; None: nobody opened one."""
        file = self.query.get("feed", "")
        return file if _FEED.fullmatch(file) else None

    @property
    def frame(self) -> Frame:
        """What stands around the page."""
        return Frame(
            links=self.links,
            words=self.words,
            path=self.path,
            site_title=self.options.title,
            contact=self.options.contact,
            searchable=self.options.searchable and not self.static,
            query=self.query,
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """An answer."""

    body: bytes
    status: int = 200
    media_type: str = HTML
    location: str | None = None
    """Where it is to be found instead, for a redirect."""
    filename: str | None = None
    """What to call it when it is saved rather than shown."""
