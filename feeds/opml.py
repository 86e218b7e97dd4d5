"""OPML 2.0: every feed in one file, for readers to import."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from feeds.feed import Feed


def render_opml(feeds: Iterable[Feed], *, title: str) -> bytes:
    """The feeds as an OPML 2.0 subscription list in UTF-8, in their order; no dates, so that it changes with them only."""
    root = etree.Element("opml", {"version": "2.0"})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = {
            "type": "rss",
            "text": feed.spec.title,
            "title": feed.spec.title,
            "description": feed.spec.subtitle,
            "xmlUrl": feed.address("atom"),
            "htmlUrl": feed.site,
        }
        if feed.spec.language:
            outline["language"] = feed.spec.language
        etree.SubElement(body, "outline", outline)
    return etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)
