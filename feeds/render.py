"""RSS 2.0 and Atom 1.0, by feedgen with our extensions: pure functions of a feed, the same bytes for the same feed."""

from __future__ import annotations

import threading

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feeds.entry import Entry
from feeds.extensions import EntryExtension, FeedExtension, feed_link
from feeds.feed import Feed
from feeds.marks import escape
from feeds.variant import Variant

_EXTENSION = "loa"


def render_rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0 in UTF-8. Safe to call from several threads: they wait for each other."""
    with _LOCALE:
        generator = _generator(feed, "rss")
        generator.ttl(feed.ttl_minutes)
        for item in _ITEMS.of(feed):
            generator.add_entry(item, order="append")
        return bytes(generator.rss_str(pretty=True))


def render_atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287) in UTF-8, with tombstones (RFC 6721) for what was withdrawn. Safe like `render_rss`."""
    with _LOCALE:
        generator = _generator(feed, "atom")
        generator.icon(feed.icon)
        for entry, item in zip(feed.entries, _ITEMS.of(feed), strict=True):
            if not entry.withdrawn:
                generator.add_entry(item, order="append")
        return bytes(generator.atom_str(pretty=True))


def _generator(feed: Feed, kind: str) -> FeedGenerator:
    """A feedgen feed with everything above the entries."""
    generator = FeedGenerator()
    generator.register_extension(_EXTENSION, FeedExtension, EntryExtension, atom=True, rss=True)
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


class _Items:
    """The entries of the feed that was rendered last, as feedgen knows them: mostly its other format is asked for next."""

    def __init__(self) -> None:
        self._feed: Feed | None = None
        self._items: tuple[FeedEntry, ...] = ()

    def of(self, feed: Feed) -> tuple[FeedEntry, ...]:
        """One item an entry. A feed never changes, so that the same one has the same items."""
        if self._feed is not feed:
            self._items = tuple(_item(entry, feed) for entry in feed.entries)
            self._feed = feed
        return self._items


def _item(entry: Entry, feed: Feed) -> FeedEntry:
    item = FeedEntry()
    item.register_extension(_EXTENSION, EntryExtension, atom=True, rss=True)
    item.loa.show(entry, feed)
    item.id(entry.id)
    item.title(entry.heading)
    item.link(href=entry.link)
    item.published(entry.published)
    item.updated(entry.updated)
    item.author([{"name": name} for name in entry.authors])
    item.contributor([{"name": name} for name in entry.contributors])
    item.category([{"term": category, "label": category} for category in entry.categories])
    if feed.variant is Variant.SUMMARY:
        item.summary(entry.html, type="html")
    else:
        # RSS readers take a description for HTML: plain text has to be escaped once more, and Atom told so.
        item.summary(escape(entry.summary), type="html")
        item.content(entry.html, type="html")
    item.rights(entry.rights)
    return item


# feedgen switches the whole process's locale while it writes a date: one thread at a time.
_LOCALE = threading.Lock()
_ITEMS = _Items()
