"""Outline: what every element of a page holds, measured in one walk that never changes the tree.

An element is known by its place in document order, from 0. Text belongs to its nearest block-level element (its *owner*), so
that a paragraph with links and bold words is measured as one. Lengths are in characters, a Han, Kana or Hangul character
counting twice because it says as much as two or three letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.pages.generic.names import parts
from crawler.pages.generic.words import words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

INLINE = words(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby rt rp s samp small span strike
    strong sub sup time tt u var wbr br img amp-img picture source o:p
    """
)
"""Elements that stand inside a paragraph."""
SILENT = words(
    """
    script style noscript template svg canvas iframe object embed applet audio video map area button select textarea input
    option datalist link meta title head math nav dialog menu progress amp-ad amp-sidebar amp-social-share amp-iframe
    amp-analytics frame frameset
    """
)
"""Elements whose text is never read."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MOST_ELEMENTS = 25_000
"""A page with more elements is cut there: what follows can only be lists and comments."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE)
_RIGHT_NAMES = frozenset(("text-right", "text-end", "has-text-align-right", "align-right", "txt-right", "rteright", "ta-right"))
_WIDE = re.compile("[぀-ヿ㐀-䶿一-鿿가-힯豈-﫿ก-๛]")
_ENDS = re.compile(r"[.!?…。！？।؟:;](?:[\"'”’»)\]]|\s)*$")
_BREAK = "\ue000"  # marks a line break of the page among line feeds that only wrap its source
_BREAKS = re.compile(rf"(?: ?{_BREAK} ?)+")
_LONGEST_STYLE = 1000
_COMMAS = re.compile(r"[,，、،;；]")


@dataclass(slots=True, kw_only=True)
class Outline:
    """The measured tree: parallel lists, one value an element."""

    elements: list[HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    """Place of the parent; -1 for the root."""
    ends: list[int] = field(default_factory=list)
    """One past the last place inside the element."""
    owners: list[int] = field(default_factory=list)
    """Place of the nearest block-level element, itself included."""
    names: list[int] = field(default_factory=list)
    silent: list[bool] = field(default_factory=list)
    """True for elements whose text is never read: scripts, controls, hidden parts, and everything inside them."""
    texts: list[str] = field(default_factory=list)
    """For a block: its own text without that of blocks inside it; "" for everything else."""
    sizes: list[int] = field(default_factory=list)
    """Length of `texts`."""
    links: list[int] = field(default_factory=list)
    """For a block: how much of its own text lies in links."""
    filled: list[int] = field(default_factory=list)
    """At each place, how many places before it have text; one value more than there are elements."""
    cut: bool = False
    """True when the page was too large and its end left out."""

    def is_leaf(self, place: int) -> bool:
        """True when nothing inside the element, itself left out, has text of its own."""
        return self.filled[self.ends[place]] == self.filled[place + 1]

    def inside(self, place: int, ancestor: int) -> bool:
        """True when `place` is `ancestor` or lies in it."""
        return ancestor <= place < self.ends[ancestor]

    def children(self, place: int) -> list[int]:
        """Places of the child elements, in order."""
        found = []
        child, end = place + 1, self.ends[place]
        while child < end:
            found.append(child)
            child = self.ends[child]
        return found

    def spoken(self, place: int) -> str:
        """All text in the element, blocks separated by line feeds, silent parts left out."""
        return "\n".join(text for text in self.texts[place : self.ends[place]] if text)

    def ancestors(self, place: int) -> list[int]:
        """Places of the ancestors, nearest first."""
        found = []
        while (place := self.parents[place]) >= 0:
            found.append(place)
        return found

    def common(self, first: int, second: int) -> int:
        """The nearest element that holds both."""
        while not self.inside(second, first):
            first = self.parents[first]
        return first


def is_right_aligned(element: HtmlElement) -> bool:
    """True when the markup asks for the element's text on the right."""
    if (element.get("align") or "").lower() == "right":
        return True
    if _RIGHT.search(element.get("style") or ""):
        return True
    names = element.get("class")
    return bool(names) and not _RIGHT_NAMES.isdisjoint(names.lower().split())


def width(text: str) -> int:
    """Length of the text as this module counts it."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def ends_sentence(text: str) -> bool:
    """True when the text ends as a sentence does, in any script."""
    return bool(_ENDS.search(text[-8:]))


def commas(text: str) -> int:
    """How many commas and semicolons the text holds, in any script."""
    return len(_COMMAS.findall(text))


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """True when the markup asks for the element not to be shown."""
    style = attributes.get("style")
    if style and _HIDDEN.search(style[:_LONGEST_STYLE]):
        return True
    return attributes.get("hidden") is not None


class _Walk:
    """The walk in progress: the pieces of text met so far, by owner."""

    def __init__(self, *, show_hidden: bool) -> None:
        self.result = Outline()
        self.pieces: list[list[str]] = []
        self.linked: list[bool] = []
        self.show_hidden = show_hidden

    def enter(self, element: HtmlElement, tag: str, parent: int) -> int:
        """Take the element in and return its place."""
        result = self.result
        place = len(result.elements)
        attributes = element.attrib
        names, hidden = 0, False
        if attributes:
            known = [value for value in (attributes.get("class"), attributes.get("id"), attributes.get("itemprop")) if value]
            if known:
                names = parts(" ".join(known))
            hidden = not self.show_hidden and is_hidden(attributes)
        silent = tag in SILENT or hidden or (parent >= 0 and result.silent[parent])
        linked = tag == "a" or (parent >= 0 and self.linked[parent])
        owner = result.owners[parent] if parent >= 0 and tag in INLINE else place
        result.elements.append(element)
        result.tags.append(tag)
        result.parents.append(parent)
        result.ends.append(place + 1)
        result.owners.append(owner)
        result.names.append(names)
        result.silent.append(silent)
        result.links.append(0)
        self.pieces.append([])
        self.linked.append(linked)
        if not silent:
            if tag == "br":
                self.pieces[owner].append(_BREAK)
            elif owner == place and parent >= 0:
                self.pieces[result.owners[parent]].append(_BREAK)
            if element.text:
                self.say(element.text, place)
        return place

    def leave(self, element: HtmlElement, place: int, parent: int) -> None:
        """Close the element: it ends at the newest place, and its tail is its parent's text."""
        result = self.result
        if place >= 0:
            result.ends[place] = len(result.elements)
        tail = element.tail
        if tail and parent >= 0 and not result.silent[parent]:
            self.say(tail, parent)

    def say(self, text: str, place: int) -> None:
        """Give `text`, which stands directly in the element at `place`, to the owner."""
        owner = self.result.owners[place]
        self.pieces[owner].append(text)
        if self.linked[place]:
            self.result.links[owner] += len(text.strip())


def outline(root: HtmlElement, *, show_hidden: bool = False) -> Outline:
    """Measure the tree under `root`.

    With `show_hidden`, parts hidden by style count too: some sites hide a text until their scripts ran.
    """
    walk = _Walk(show_hidden=show_hidden)
    result = walk.result
    stack: list[tuple[HtmlElement, int]] = []
    start = root.find("body") if root.tag == "html" else root
    for element in (root if start is None else start).iter():
        parent_element = element.getparent()
        while stack and stack[-1][0] is not parent_element:
            closed, place = stack.pop()
            walk.leave(closed, place, stack[-1][1] if stack else -1)
        parent = stack[-1][1] if stack else -1
        tag = element.tag
        if isinstance(tag, str):
            if len(result.elements) >= MOST_ELEMENTS:
                result.cut = True
                break
            place = walk.enter(element, tag if tag.islower() else tag.lower(), parent)
        else:
            place = -1
        stack.append((element, place))
    while stack:
        closed, place = stack.pop()
        walk.leave(closed, place, stack[-1][1] if stack else -1)
    for found in walk.pieces:
        text = " ".join("".join(found).split()) if found else ""
        if _BREAK in text:
            text = _BREAKS.sub("\n", text).strip("\n")
        result.texts.append(text)
        result.sizes.append(width(text) if text else 0)
    result.filled = [0, *accumulate(int(size > 0) for size in result.sizes)]
    return result
