"""RSS 2.0 and Atom 1.0, by feedgen with our extensions: pure functions of a feed, the same bytes for the same feed."""

from __future__ import annotations

import threading

from feedgen.feed import FeedGenerator

from feeds.entry import Entry
from feeds.extensions import AtomEntryExtension, AtomFeedExtension, RssEntryExtension, RssFeedExtension, feed_link
from feeds.feed import Feed
from feeds.marks import escape
from feeds.variant import Variant

# feedgen switches the whole process's locale while it writes a date: one thread at a time.
_LOCALE = threading.Lock()


def render_rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0 in UTF-8. Safe to call from several threads: they wait for each other."""
    generator = _generator(feed, "rss")
    generator.register_extension("loa", RssFeedExtension, RssEntryExtension, atom=False, rss=True)
    generator.loa.feed = feed
    generator.ttl(feed.ttl_minutes)
    for entry in feed.entries:
        _add(generator, entry, feed)
    with _LOCALE:
        return bytes(generator.rss_str(pretty=True))


def render_atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287) in UTF-8, with tombstones (RFC 6721) for what was withdrawn."""
    generator = _generator(feed, "atom")
    generator.register_extension("loa", AtomFeedExtension, AtomEntryExtension, atom=True, rss=False)
    generator.loa.feed = feed
    generator.icon(feed.icon)
    for entry in feed.shown:
        _add(generator, entry, feed)
    with _LOCALE:
        return bytes(generator.atom_str(pretty=True))


def _generator(feed: Feed, kind: str) -> FeedGenerator:
    """A feedgen feed with everything above the entries."""
    generator = FeedGenerator()
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


def _add(generator: FeedGenerator, entry: Entry, feed: Feed) -> None:
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.title(entry.heading)
    item.link(href=entry.link, rel="alternate")
    item.published(entry.published)
    item.updated(entry.updated)
    for name in entry.authors:
        item.author({"name": name})
    for name in entry.contributors:
        item.contributor({"name": name})
    for category in entry.categories:
        item.category({"term": category, "label": category})
    if feed.variant is Variant.SUMMARY:
        item.summary(entry.html, type="html")
    else:
        # RSS readers take a description for HTML: plain text has to be escaped once more, and Atom told so.
        item.summary(escape(entry.summary), type="html")
        item.content(entry.html, type="html")
    item.rights(entry.rights)
    item.loa.entry = entry
    item.loa.feed = feed
