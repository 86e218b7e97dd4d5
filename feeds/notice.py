"""Notice: an entry that Loa itself writes, of a source, a place or a feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from feeds.entry import Entry, tag_uri
from feeds.feed import Feed
from news.article import Precision, Provenance
from news.source import Source


def notice(
    name: str,
    *,
    authority: str,
    source: Source,
    title: str,
    lines: Sequence[str],
    link: str,
    published: datetime,
    precision: Precision = Precision.MINUTE,
    edited: datetime | None = None,
    language: str,
    categories: tuple[str, ...] = (),
) -> Entry:
    """The entry of a notice.

    `name`, which is permanent, tells it from all other entries; `title` and `lines` are plain, `link` is of `web_address`. The
    moments are in the zone they are told in; `edited` is when it was last changed, None: it never was.
    """
    return Entry(
        id=tag_uri(authority, name),
        article_id=name,
        source=source,
        title=title,
        link=link,
        published=published.replace(microsecond=0),
        updated=(edited or published).replace(microsecond=0),
        edited=edited is not None,
        precision=precision,
        provenance=Provenance.FIRST_SEEN,
        authors=(),
        contributors=(),
        categories=categories,
        summary=" ".join(lines),
        content="".join(f"<p>{escape(line)}</p>" for line in lines),
        enclosures=(),
        image=None,
        rights="",
        related=(),
        copies=(),
        language=language,
    )


def with_notices(feed: Feed, notices: Iterable[Entry], *, limit: int) -> Feed:
    """The feed with notices in their places by date; those behind its `limit` newest entries have gone, like any other."""
    newest = sorted((*notices, *feed.entries), key=lambda entry: entry.published, reverse=True)[:limit]
    told = [each for each in newest if each not in feed.entries]
    if not told:
        return feed
    entries = sorted((*told, *feed.entries), key=lambda entry: entry.published, reverse=True)
    return replace(feed, entries=tuple(entries), updated=max(feed.updated, *(each.updated for each in told)))
