"""Feed: entries with what a reader shows above them, ready to be written in any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.entry import Entry
from feeds.selection import FeedSpec

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed that never had an entry was updated: Atom asks for a moment, and "now" would change with every look."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What one feed says, the same in every format."""

    spec: FeedSpec
    id: str
    """`tag:<authority>:feed:<stem>`, for good."""
    entries: tuple[Entry, ...]
    """Newest first."""
    updated: datetime
    """The newest `updated` of its entries; the epoch where there is none."""
    base: str
    """Absolute address of the public folder, with a slash at the end."""

    @property
    def page(self) -> str:
        """Address of our page about the feed."""
        return f"{self.base}{self.spec.stem}/"

    @property
    def site(self) -> str:
        """Address of the HTML page the feed stands for: the source's homepage, or our own page."""
        return self.spec.homepage or self.page

    def address(self, kind: str) -> str:
        """Address of the feed itself in a format: "rss", "atom" or "json"."""
        return f"{self.base}{self.spec.stem}/feed.{kind}"
