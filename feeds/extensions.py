"""What feedgen leaves out or gets wrong, written by extensions of our own.

feedgen 1.0.0 loses rel, type, title and length of an Atom entry's links, writes an Atom source without id and updated, RSS
authors only with an e-mail address, an RSS build date of "now" where there is none, and wraps pictures in a group of one. It
calls `extend_atom` and `extend_rss` with the finished element of each entry and feed.
"""

from __future__ import annotations

import copy
from functools import lru_cache

from lxml import etree

from feeds.entry import Entry
from feeds.feed import Feed, FeedLink

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
GEORSS = "http://www.georss.org/georss"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_CREATOR = f"{{{DC}}}creator"
_ATOM_LINK = f"{{{ATOM}}}link"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Element = etree._Element  # noqa: SLF001 lxml has no public name for the type of its elements


class FeedExtension:
    """Writes a feed's tombstones (Atom), its links (RSS) and whether it is an archive; takes back a build date of "now" (RSS).

    Atom itself is never declared with a prefix in an Atom feed: validators warn of it.
    """

    feed: Feed
    kind: str

    def show(self, feed: Feed, kind: str) -> None:
        """Say which feed is written, and as what: "atom" or "rss"; before everything else."""
        self.feed, self.kind = feed, kind

    def extend_ns(self) -> dict[str, str]:
        """Namespaces by prefix, those alone that the feed uses; feedgen adds atom and content to RSS."""
        feed = self.feed
        atom = self.kind == "atom"
        entries = feed.shown if atom else feed.entries
        used = {
            "dc": (DC, not atom),
            "media": (MEDIA, any(entry.image for entry in entries)),
            "georss": (GEORSS, any(entry.place and entry.place.point for entry in entries)),
            "fh": (HISTORY, feed.archive),
            "at": (TOMBSTONES, atom and bool(feed.graves)),
        }
        return {prefix: name for prefix, (name, needed) in used.items() if needed}

    def extend_atom(self, root: Element) -> Element:
        """Add what feedgen leaves out; feedgen adds the entries after it, as the schema of RFC 4287 wants."""
        feed = self.feed
        if feed.archive:
            etree.SubElement(root, f"{{{HISTORY}}}archive")
        for grave in feed.graves:
            when = {"ref": grave.ref, "when": grave.when.isoformat()}
            deleted = etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", when)
            if grave.by:
                by = etree.SubElement(deleted, f"{{{TOMBSTONES}}}by")
                etree.SubElement(by, "name").text = grave.by
        return root

    def extend_rss(self, root: Element) -> Element:
        """Add what feedgen leaves out, and remove the build date of a feed without entries."""
        feed, channel = self.feed, root[0]
        built = channel.find("lastBuildDate")
        if built is not None and not feed.entries:
            channel.remove(built)
        for link in feed.links:
            if link.rel != "self":
                etree.SubElement(channel, _ATOM_LINK, feed_link(link))
        if feed.archive:
            etree.SubElement(channel, f"{{{HISTORY}}}archive")
        return root


class EntryExtension:
    """Writes what feedgen loses of an entry: links, source, picture, place and language; in RSS creators and rights too."""

    entry: Entry
    feed: Feed
    links: list[dict[str, str]]

    def show(self, entry: Entry, feed: Feed) -> None:
        """Say which entry of which feed is written; before everything else."""
        self.entry, self.feed, self.links = entry, feed, atom_links(entry)

    def extend_atom(self, element: Element) -> Element:
        """Replace feedgen's links and add the rest; like feedgen's Atom elements without a namespace, which the root declares."""
        entry, feed = self.entry, self.feed
        if entry.language != feed.spec.language:
            element.set(_LANG, entry.language)
        for link in element.findall("link"):
            element.remove(link)
        for attributes in self.links:
            etree.SubElement(element, "link", attributes)
        if feed.spec.several:
            _atom_source(element, entry, feed)
        _picture_and_place(element, entry)
        return element

    def extend_rss(self, element: Element) -> Element:
        """Add what feedgen leaves out; after an edit, when that was."""
        entry, feed = self.entry, self.feed
        for name in entry.authors:
            etree.SubElement(element, _CREATOR).text = name
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
        for attributes in self.links:
            if attributes["rel"] == "related":
                etree.SubElement(element, _ATOM_LINK, attributes)
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
    address = f"{feed.base}{entry.source.id}/feed.atom"
    identifier = f"{feed.authority}:feed:{entry.source.id}"
    source = copy.deepcopy(_source(identifier, entry.source_title, entry.homepage, address, named=not entry.authors))
    source[2].text = entry.updated.isoformat()
    element.append(source)


@lru_cache(maxsize=1024)
def _source(identifier: str, title: str, homepage: str | None, address: str, *, named: bool) -> Element:
    """To be copied: the source of an entry, its third element the date that is still to be set."""
    source = etree.Element("source")
    etree.SubElement(source, "id").text = identifier
    etree.SubElement(source, "title").text = title
    etree.SubElement(source, "updated")
    if named:
        etree.SubElement(etree.SubElement(source, "author"), "name").text = title
    if homepage:
        etree.SubElement(source, "link", {"rel": "alternate", "type": "text/html", "href": homepage})
    etree.SubElement(source, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    return source


def feed_link(link: FeedLink) -> dict[str, str]:
    """The attributes of a feed's link, for Atom and RSS alike."""
    known = {"rel": link.rel, "type": link.media_type, "title": link.title, "href": link.href}
    return {name: value for name, value in known.items() if value is not None}


def _picture_and_place(element: Element, entry: Entry) -> None:
    """One picture, and not as an enclosure: readers that list both would show it twice beside the one in the content."""
    if entry.image:
        etree.SubElement(element, f"{{{MEDIA}}}thumbnail", {"url": entry.image})
    if entry.place and entry.place.point:
        etree.SubElement(element, f"{{{GEORSS}}}point").text = entry.place.point
        etree.SubElement(element, f"{{{GEORSS}}}featurename").text = entry.place.name
