"""Carving the chosen text out of a page as a tree of its own; the page's tree stays as it was."""

from __future__ import annotations

from copy import deepcopy

from lxml import html
from lxml.html import HtmlElement

from crawler.pages.generic.outline import Outline, is_hidden
from news.text import legal


def carve(outline: Outline, roots: list[int], dropped: bytearray) -> HtmlElement:
    """Return a new `div` with copies of `roots` in order, everything marked in `dropped` left out."""
    frame = html.Element("div")
    for root in roots:
        if dropped[root]:
            continue
        clone = deepcopy(outline.elements[root])
        clone.tail = None
        gone = []
        place = root
        skip = -1
        for element in clone.iter():
            if not isinstance(element.tag, str):
                continue
            if place >= len(dropped):
                gone.append(element)  # behind what was measured
            elif place >= skip and dropped[place]:
                gone.append(element)
                skip = outline.ends[place]
            elif is_hidden(element.attrib):
                # Kept although hidden: its page shows a text only once scripts ran.
                element.attrib.pop("style", None)
                element.attrib.pop("hidden", None)
            place += 1
        for element in gone:
            _remove(element)
        for picture in clone.iter("amp-img"):
            picture.tag = "img"
        frame.append(clone)
    return frame


def _remove(element: HtmlElement) -> None:
    """Take the element out and leave its tail; lxml's own `drop_tree` fails on control characters, which a page may hold."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail, element.getprevious()
    if tail and before is not None:
        before.tail = legal((before.tail or "") + tail)
    elif tail:
        parent.text = legal((parent.text or "") + tail)
    parent.remove(element)
