"""Feed: entries with what a reader shows above them, ready to be written in any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.content import weight
from feeds.entry import Entry, entry_from, tag_uri
from feeds.related import copies_of, related_to
from feeds.selection import FeedSpec, Selection
from news.errors import PublishError
from news.source import Source

MAX_FEED_WEIGHT = 1_900_000
"""Bytes of entries in one document: many readers refuse a feed of more than about 2 MB."""
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


def build_feed(
    spec: FeedSpec, selection: Selection, sources: dict[str, Source], *, authority: str, base: str, related: int
) -> tuple[Feed, tuple[str, ...]]:
    """The feed of a selection, and one line for each article that could not become an entry.

    Entries beyond about 2 MB in all are left out from the old end.
    """
    entries: list[Entry] = []
    skipped: list[str] = []
    for stored in selection.articles:
        relations = selection.relations.get(stored.id, ())
        try:
            entry = entry_from(
                stored,
                sources[stored.article.source],
                authority=authority,
                updated=selection.updated[stored.id],
                related=related_to(stored, relations, selection.others, sources, limit=related),
                copies=copies_of(stored, relations, selection.others, sources),
            )
        except PublishError as error:
            skipped.append(str(error))
        except (ValueError, OverflowError, KeyError) as error:  # whatever is wrong with one article, the feed goes out
            skipped.append(f"{stored.id}: {type(error).__name__}: {error}")
        else:
            entries.append(entry)
    entries.sort(key=lambda entry: (entry.published, entry.article_id), reverse=True)
    entries = fitting(entries)
    feed = Feed(
        spec=spec,
        id=tag_uri(authority, f"feed:{spec.stem}"),
        entries=tuple(entries),
        updated=max((entry.updated for entry in entries), default=NEVER),
        base=base,
    )
    return feed, tuple(skipped)


def fitting(entries: Sequence[Entry], limit: int = MAX_FEED_WEIGHT) -> list[Entry]:
    """The first entries that weigh at most `limit` bytes together in XML; at least one."""
    kept: list[Entry] = []
    for entry in entries:
        limit -= weight(entry.content) + weight(entry.summary) + weight(entry.title) + 4000
        if limit < 0 and kept:
            break
        kept.append(entry)
    return kept
