"""Building: the feed of a selection of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feeds.content import HEAVIEST, weight
from feeds.entry import Entry, entry_from, tag_uri
from feeds.feed import NEVER, Feed
from feeds.related import copies_of, related_to
from feeds.selection import FeedSpec, Selection
from news.errors import PublishError
from news.source import Source

MAX_FEED_WEIGHT = 1_900_000
"""Bytes of entries in one document: many readers refuse a feed of more than about 2 MB."""
_REST = 4000
"""Bytes that what else an entry has weighs, roughly."""


def build_feed(
    spec: FeedSpec,
    selection: Selection,
    sources: Mapping[str, Source],
    *,
    authority: str,
    base: str,
    related: int,
    most: int | None = MAX_FEED_WEIGHT,
) -> tuple[Feed, tuple[str, ...]]:
    """The feed of a selection, and one line for each article that could not become an entry.

    Entries beyond `most` bytes in all (None: none) are left out from the old end.
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
                note=selection.notes.get(stored.id, ""),
            )
        except PublishError as error:
            skipped.append(str(error))
        except (ValueError, OverflowError, KeyError) as error:  # whatever is wrong with one article, the feed goes out
            skipped.append(f"{stored.id}: {type(error).__name__}: {error}")
        else:
            entries.append(entry)
    entries.sort(key=lambda entry: (entry.published, entry.article_id), reverse=True)
    if most is not None:
        entries = fitting(entries, most)
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
    if sum(_at_most(entry) for entry in entries) <= limit:
        return list(entries)
    kept: list[Entry] = []
    for entry in entries:
        limit -= weight(entry.content) + weight(entry.summary) + weight(entry.title) + _REST
        if limit < 0 and kept:
            break
        kept.append(entry)
    return kept


def _at_most(entry: Entry) -> int:
    """What an entry cannot weigh more than, which is quick to say."""
    return HEAVIEST * (len(entry.content) + len(entry.summary) + len(entry.title)) + _REST
