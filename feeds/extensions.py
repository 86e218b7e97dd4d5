"""What feedgen leaves out or gets wrong, written by extensions of our own.

feedgen 1.0.0 loses rel, type, title and length of an Atom entry's links, writes an Atom source without id and updated, RSS
authors only with an e-mail address, an RSS build date of "now" where there is none, and wraps pictures in a group of one. It
calls `extend_atom` and `extend_rss` with the finished element of each entry and feed.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from feeds.entry import Entry
from feeds.feed import Feed, FeedLink

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
GEORSS = "http://www.georss.org/georss"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Element = etree._Element  # noqa: SLF001 lxml has no public name for the type of its elements


class AtomFeedExtension:
    """Writes an Atom feed's tombstones and whether it is an archive.

    Atom itself is never declared with a prefix: validators warn of it.
    """

    def __init__(self) -> None:
        self.feed: Feed | None = None

    def extend_ns(self) -> dict[str, str]:
        """Namespaces by prefix, those alone that the feed uses."""
        if self.feed is None:
            return {}
        tombstones = {"at": TOMBSTONES} if self.feed.graves else {}
        return {**_namespaces(self.feed, self.feed.shown), **tombstones}

    def extend_atom(self, root: Element) -> Element:
        """Add what feedgen leaves out; feedgen adds the entries after it, as the schema of RFC 4287 wants."""
        if self.feed is None:
            return root
        if self.feed.archive:
            etree.SubElement(root, f"{{{HISTORY}}}archive")
        for grave in self.feed.graves:
            when = {"ref": grave.ref, "when": grave.when.isoformat()}
            deleted = etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", when)
            if grave.by:
                by = etree.SubElement(deleted, f"{{{TOMBSTONES}}}by")
                etree.SubElement(by, "name").text = grave.by
        return root


class RssFeedExtension:
    """Writes an RSS channel's links and whether it is an archive, and takes back a build date of "now"."""

    def __init__(self) -> None:
        self.feed: Feed | None = None

    def extend_ns(self) -> dict[str, str]:
        """Namespaces by prefix, those alone that the feed uses; feedgen adds atom and content."""
        return {"dc": DC, **_namespaces(self.feed, self.feed.entries)} if self.feed else {}

    def extend_rss(self, root: Element) -> Element:
        """Add what feedgen leaves out, and remove the build date of a feed without entries."""
        feed, channel = self.feed, root[0]
        if feed is None:
            return root
        built = channel.find("lastBuildDate")
        if built is not None and not feed.entries:
            channel.remove(built)
        for link in feed.links:
            if link.rel != "self":
                etree.SubElement(channel, f"{{{ATOM}}}link", feed_link(link))
        if feed.archive:
            etree.SubElement(channel, f"{{{HISTORY}}}archive")
        return root


class AtomEntryExtension:
    """Writes an Atom entry's links, source, picture and language."""

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.feed: Feed | None = None

    def extend_atom(self, element: Element) -> Element:
        """Replace feedgen's links and add the rest; like feedgen's Atom elements without a namespace, which the root declares."""
        entry, feed = self.entry, self.feed
        if entry is None or feed is None:
            return element
        if entry.language != feed.spec.language:
            element.set(_LANG, entry.language)
        present = element.findall("link")
        at = element.index(present[0]) if present else len(element)
        for link in present:
            element.remove(link)
        for offset, attributes in enumerate(atom_links(entry)):
            element.insert(at + offset, etree.Element("link", attributes))
        if feed.spec.several:
            _atom_source(element, entry, feed)
        _picture_and_place(element, entry)
        return element


class RssEntryExtension:
    """Writes an RSS item's creators, source, enclosure, picture, related links and, after an edit, when that was."""

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.feed: Feed | None = None

    def extend_rss(self, element: Element) -> Element:
        """Add what feedgen leaves out."""
        entry, feed = self.entry, self.feed
        if entry is None or feed is None:
            return element
        for name in entry.authors:
            etree.SubElement(element, f"{{{DC}}}creator").text = name
        for name in entry.contributors:
            etree.SubElement(element, f"{{{DC}}}contributor").text = name
        enclosure = next((each for each in entry.enclosures if each.bytes is not None), None)
        if enclosure is not None:  # more than one of an item is lost on most readers
            described = {"url": enclosure.url, "length": str(enclosure.bytes), "type": enclosure.media_type}
            etree.SubElement(element, "enclosure", described)
        if feed.spec.several:
            source = etree.SubElement(element, "source", {"url": f"{feed.base}{entry.source.id}/feed.rss"})
            source.text = entry.source_title
        if entry.language != feed.spec.language:
            etree.SubElement(element, f"{{{DC}}}language").text = entry.language
        etree.SubElement(element, f"{{{DC}}}rights").text = entry.rights
        _picture_and_place(element, entry)
        for attributes in atom_links(entry):
            if attributes["rel"] == "related":
                etree.SubElement(element, f"{{{ATOM}}}link", attributes)
        if entry.edited:
            etree.SubElement(element, f"{{{ATOM}}}updated").text = entry.updated.isoformat()
        return element


def atom_links(entry: Entry) -> list[dict[str, str]]:
    """The attributes of an entry's links: the article itself first (some readers take the first), document, related."""
    links = [{"rel": "alternate", "type": "text/html", "hreflang": entry.language, "href": entry.link}]
    for each in entry.enclosures:
        enclosure = {"rel": "enclosure", "type": each.media_type, "href": each.url}
        if each.bytes is not None:
            enclosure["length"] = str(each.bytes)
        links.append({**enclosure, "title": each.title})
    links.extend(
        {"rel": "related", "type": "text/html", "href": link.url, "title": link.title} for link in (*entry.related, *entry.copies)
    )
    return links


def _atom_source(element: Element, entry: Entry, feed: Feed) -> None:
    """Say from which feed the entry is. Its `updated` is the entry's: another would rewrite every entry with each new one."""
    source = etree.SubElement(element, "source")
    etree.SubElement(source, "id").text = f"{feed.authority}:feed:{entry.source.id}"
    etree.SubElement(source, "title").text = entry.source_title
    etree.SubElement(source, "updated").text = entry.updated.isoformat()
    if not entry.authors:
        etree.SubElement(etree.SubElement(source, "author"), "name").text = entry.source_title
    if entry.homepage:
        etree.SubElement(source, "link", {"rel": "alternate", "type": "text/html", "href": entry.homepage})
    self_link = {"rel": "self", "type": "application/atom+xml", "href": f"{feed.base}{entry.source.id}/feed.atom"}
    etree.SubElement(source, "link", self_link)


def feed_link(link: FeedLink) -> dict[str, str]:
    """The attributes of a feed's link, for Atom and RSS alike."""
    known = {"rel": link.rel, "type": link.media_type, "title": link.title, "href": link.href}
    return {name: value for name, value in known.items() if value is not None}


def _namespaces(feed: Feed, entries: Sequence[Entry]) -> dict[str, str]:
    located = any(entry.place and entry.place.point for entry in entries)
    return {
        **({"media": MEDIA} if any(entry.image for entry in entries) else {}),
        **({"georss": GEORSS} if located else {}),
        **({"fh": HISTORY} if feed.archive else {}),
    }


def _picture_and_place(element: Element, entry: Entry) -> None:
    """One picture, and not as an enclosure: readers that list both would show it twice beside the one in the content."""
    if entry.image:
        etree.SubElement(element, f"{{{MEDIA}}}thumbnail", {"url": entry.image})
    if entry.place and entry.place.point:
        etree.SubElement(element, f"{{{GEORSS}}}point").text = entry.place.point
        etree.SubElement(element, f"{{{GEORSS}}}featurename").text = entry.place.name
