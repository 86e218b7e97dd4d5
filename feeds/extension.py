"""What feedgen leaves out of a feed above its entries, or gets wrong, written by an extension of our own.

feedgen 1.0.0 writes only the self link into RSS, and there a build date of "now" where there is none. It calls `extend_atom` and
`extend_rss` with the finished element; what it makes of entries, see `feeds.item`.
"""

from __future__ import annotations

from lxml import etree

from feeds.feed import Feed, FeedLink

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
GEORSS = "http://www.georss.org/georss"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_ATOM_LINK = f"{{{ATOM}}}link"

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
        """Add what feedgen leaves out; entries come after it, as the schema of RFC 4287 wants."""
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


def feed_link(link: FeedLink) -> dict[str, str]:
    """The attributes of a feed's link, for Atom and RSS alike."""
    known = {"rel": link.rel, "type": link.media_type, "title": link.title, "href": link.href}
    return {name: value for name, value in known.items() if value is not None}
