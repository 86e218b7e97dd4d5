"""Options: what the operator decides about feeds, and what publishing answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feeds.feed import FeedLink
from feeds.saved import SavedSearch


@dataclass(frozen=True, kw_only=True)
class FeedOptions:
    """What the operator decides about feeds."""

    public_dir: Path
    public_url: str
    """Absolute address under which `public_dir` is reached from outside."""
    tag_authority: str
    """First part of every entry's id (RFC 4151), for example "loa.localhost,2026"; never changed once published."""
    title: str = "Loa"
    """Of the site and of the feed of all sources."""
    entries: int = 50
    """Newest articles in each feed."""
    related: int = 5
    """Related articles named with each entry."""
    outage_notices: bool = True
    """Whether a source's feed says that no news could be read, once an outage is longer than its rhythm explains."""
    hub: str | None = None
    """Address of the WebSub hub that is told of changes, for every feed to name; None: there is none."""
    searches: tuple[SavedSearch, ...] = ()
    """Searches that have feeds of their own; no two of one name."""
    archives: bool = True
    """Whether all that the feeds of sources, of places and of all of them ever had lies there too (RFC 5005)."""
    precompressed: bool = False
    """Whether each file lies there compressed too, for web servers that would compress it with every request."""

    @property
    def links(self) -> tuple[FeedLink, ...]:
        """Links that every feed carries besides its own."""
        return (FeedLink(rel="hub", href=self.hub),) if self.hub else ()

    @property
    def base(self) -> str:
        """The public address with a slash at its end."""
        return self.public_url.rstrip("/") + "/"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What publishing did, by names relative to the public folder."""

    written: tuple[str, ...]
    unchanged: int
    """Files that stay as they were, looked into or not."""
    removed: tuple[str, ...]
    skipped: tuple[str, ...]
    """One line for each article that could not become an entry, of the feeds that were built, and for each saved search that
    could not be answered."""
    built: tuple[str, ...] = ()
    """Stems of the feeds that were built, for something they show may have changed."""
