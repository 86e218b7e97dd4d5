"""Feed: entries with what a reader shows above them, ready to be written in any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.entry import Entry
from feeds.selection import FeedSpec
from feeds.tombstone import Tombstone
from feeds.variant import Variant

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed that never had an entry was updated: Atom asks for a moment, and "now" would change with every look."""


@dataclass(frozen=True, kw_only=True)
class FeedLink:
    """A link of a feed besides itself and its site."""

    rel: str
    """"hub" (WebSub), "prev-archive", "next-archive", "current" (RFC 5005) or "next" (JSON Feed's `next_url`)."""
    href: str
    """Absolute http(s) address."""
    media_type: str | None = None
    title: str | None = None


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
    variant: Variant = Variant.FULL
    """Made by `feeds.variant.vary`, which fits the entries to it."""
    links: tuple[FeedLink, ...] = ()
    """Hub and archives, in their order. "self" and "alternate" follow from the rest; a document that stands elsewhere than the
    feed's own files, an archive, says where it is by a "self" here."""
    archive: bool = False
    """Whether this is an archive document that changes no more (RFC 5005 `fh:archive`)."""
    tombstones: tuple[Tombstone, ...] = ()
    """Entries that were in the feed and are gone, for Atom; withdrawn ones among `entries` get theirs without being here."""
    ttl_minutes: int = 15
    """How often readers of RSS are asked to come: about as often as the feed changes."""

    @property
    def page(self) -> str:
        """Address of our page about the feed."""
        return f"{self.base}{self.spec.stem}/"

    @property
    def site(self) -> str:
        """Address of the HTML page the feed stands for: the source's homepage, or our own page."""
        return self.spec.homepage or self.page

    @property
    def authority(self) -> str:
        """`tag:<authority>`, with which the ids of all our feeds and entries begin."""
        return self.id.partition(":feed:")[0]

    @property
    def icon(self) -> str:
        """Address of the square picture that stands for us."""
        return f"{self.base}favicon.svg"

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries an Atom feed has: those that were not withdrawn."""
        return tuple(entry for entry in self.entries if not entry.withdrawn)

    @property
    def graves(self) -> tuple[Tombstone, ...]:
        """The tombstones of an Atom feed: the newest first, each entry once, none of one that is shown."""
        own = (Tombstone(ref=entry.id, when=entry.withdrawn, by=entry.source_title) for entry in self.entries if entry.withdrawn)
        found = {grave.ref: grave for grave in (*self.tombstones, *own)}
        for entry in self.shown:
            found.pop(entry.id, None)
        return tuple(sorted(found.values(), key=lambda grave: (grave.when, grave.ref), reverse=True))

    def address(self, kind: str) -> str:
        """Address of the feed itself in a format: "rss", "atom" or "json"."""
        own = next((link.href for link in self.links if link.rel == "self"), None)
        return own or f"{self.base}{self.spec.stem}/{self.variant.value}.{kind}"
