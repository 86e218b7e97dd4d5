"""RSS 2.0 and Atom 1.0, by feedgen with our extensions: pure functions of a feed, the same bytes for the same feed."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from feedgen.feed import FeedGenerator

from feeds.extension import FeedExtension, feed_link
from feeds.feed import Feed
from feeds.item import atom_entry, rss_item

_EXTENSION = "loa"


def render_rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0 in UTF-8. Safe to call from several threads."""
    generator = _generator(feed, "rss")
    generator.ttl(feed.ttl_minutes)
    with _LOCALE:
        frame = bytes(generator.rss_str(pretty=True))
    return _filled(frame, b"  </channel>", (rss_item(entry, feed) for entry in feed.entries))


def render_atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287) in UTF-8, with tombstones (RFC 6721) for what was withdrawn. Safe like `render_rss`."""
    generator = _generator(feed, "atom")
    generator.icon(feed.icon)
    frame = bytes(generator.atom_str(pretty=True))
    return _filled(frame, b"</feed>", (atom_entry(entry, feed) for entry in feed.shown))


def _filled(frame: bytes, end: bytes, entries: Iterable[bytes]) -> bytes:
    """The document around the feed with its entries, which come last in both formats."""
    at = frame.rindex(end)
    return b"".join((frame[:at], *entries, frame[at:]))


def _generator(feed: Feed, kind: str) -> FeedGenerator:
    """A feedgen feed with everything above the entries."""
    generator = FeedGenerator()
    generator.register_extension(_EXTENSION, FeedExtension, atom=True, rss=True)
    generator.loa.show(feed, kind)
    generator.id(feed.id)
    generator.title(feed.spec.title)
    generator.subtitle(feed.spec.subtitle)
    generator.description(feed.spec.subtitle)
    if feed.spec.language:
        generator.language(feed.spec.language)
    generator.updated(feed.updated)
    generator.generator("Loa")
    generator.author({"name": feed.spec.title})
    generator.link(href=feed.address(kind), rel="self", type=f"application/{kind}+xml")
    for link in feed.links:
        if link.rel != "self":
            generator.link(feed_link(link))
    # The last link given becomes the RSS channel's, whatever its rel: so the site comes last.
    generator.link(href=feed.site, rel="alternate", type="text/html")
    return generator


# feedgen switches the whole process's locale while it writes the date of an RSS feed: one thread at a time.
_LOCALE = threading.Lock()
