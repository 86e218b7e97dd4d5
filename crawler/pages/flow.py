"""Flow: an element's content as lines, pictures and tables in reading order, before anything is decided about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString

from crawler.pages.images import image_address, image_alt
from crawler.pages.links import absolute
from crawler.pages.litter import is_dropped, is_litter
from crawler.pages.tables import holds_data, is_of_pictures, read_table, rows_of, spaced_text
from crawler.pages.words import Words
from news.article import Mark, MarkKind, Table
from news.text import clean

_MARKS = {
    "b": MarkKind.STRONG,
    "strong": MarkKind.STRONG,
    "i": MarkKind.EMPHASIS,
    "em": MarkKind.EMPHASIS,
    "cite": MarkKind.EMPHASIS,
    "sub": MarkKind.SUBSCRIPT,
    "sup": MarkKind.SUPERSCRIPT,
}
_INLINE = frozenset(
    (
        "abbr", "acronym", "bdi", "bdo", "big", "code", "data", "del", "dfn", "font", "ins", "kbd", "mark", "nobr", "q", "ruby",
        "rt", "rp", "rb", "s", "samp", "small", "span", "strike", "time", "tt", "u", "var", "wbr", "picture", "source", "amp-img",
        "o:p", "st1:place", "st1:city", "st1:state", "st1:country-region", "st1:personname", "st1:date",
    )
)  # fmt: skip
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s*:\s*(left|right|center|justify|start|end)", re.IGNORECASE)
_SIDES = {
    "right": "right",
    "end": "right",
    "center": "center",
    "middle": "center",
    "left": "left",
    "start": "left",
    "justify": "left",
}
_SIDE_NAMES = {
    name: side
    for side, names in (
        ("right", "text-right text-end has-text-align-right alignright align-right rteright"),
        ("center", "text-center has-text-align-center aligncenter align-center rtecenter"),
    )
    for name in names.split()
}
_INDENT = re.compile(r"border(?:-width)?\s*:\s*(?:none|0)", re.IGNORECASE)
"""What Chrome's editor writes on a blockquote that only indents."""
_CAPTION_NAME = re.compile(
    r"(?:^|[-_])(?:img|image|photo|pic|picture)?caption(?:[-_]|text|$)|^(?:desc-?img|img-?desc|photo-?desc|chuthich)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_ITEM = re.compile(r"\s*(?:[-–+•*]\s|\d{1,2}[.)]\s)")
_DEEPEST = 250


class Kind(Enum):
    """What the markup says a line is."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    CAPTION = "caption"


class Place(NamedTuple):
    """Where in the element something stands; inherited from box to box, and so a tuple, of which a changed copy is cheap."""

    kind: Kind = Kind.TEXT
    level: int = 2
    """Of a heading, 2 to 6."""
    depth: int = 0
    """Of a list item, 0 for the outermost list."""
    ordered: bool = False
    side: str = "left"
    box: int = 0
    """Number of the paragraph, cell or item: equal for what stands in the same one."""
    frame: int = 0
    """Number of the figure that holds it; 0 for none."""
    list: int = 0
    """Number of the outermost list that holds it; 0 for none."""
    item: int = 0
    """Number of the list item that holds it; 0 for none."""


_OUTSIDE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A clean, not empty line of text."""

    text: str
    marks: tuple[Mark, ...] = ()
    place: Place = _OUTSIDE

    def covered(self, *kinds: MarkKind) -> bool:
        """Whether all of the text but punctuation lies in marks of these kinds."""
        end = 0
        for mark in self.marks:
            if mark.kind in kinds and mark.end > end:
                if any(character.isalnum() for character in self.text[end : max(end, mark.start)]):
                    return False
                end = mark.end
        return end > 0 and not any(character.isalnum() for character in self.text[end:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image worth showing."""

    image: str
    alt: str | None
    place: Place


Item = Line | Picture | Table


def read_flow(element: Tag, *, base_url: str) -> list[Item]:
    """Return the content of the element in reading order: litter, scripts, forms and hidden parts are out.

    `element` itself is never taken for hidden. Addresses are made absolute against `base_url`.
    """
    flow = _Flow(base_url)
    flow.walk(element, _OUTSIDE, 0)
    flow.flush(_OUTSIDE)
    return flow.items


class _Flow:
    """The walk in progress."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.items: list[Item] = []
        self.words = Words()
        self.breaks = 0
        self.boxes = 0

    def walk(self, tag: Tag, place: Place, depth: int) -> None:
        """Read what stands in the tag."""
        for child in tag.children:
            if type(child) is NavigableString:
                self.say(child, place)
            elif isinstance(child, Tag) and not is_dropped(child):
                self.enter(child, place, depth + 1)

    def enter(self, tag: Tag, place: Place, depth: int) -> None:
        name = tag.name
        if name == "br":
            self.breaks += 1
        elif name in ("img", "amp-img"):
            self.show(tag, place)
        elif depth > _DEEPEST:
            self.say(spaced_text(tag), place)
        elif name == "a":
            self.marked(tag, MarkKind.LINK, place, depth, href=absolute(self.base_url, str(tag.get("href") or ""), mail=True))
        elif name in _MARKS:
            self.marked(tag, _MARKS[name], place, depth)
        elif name in _INLINE or ":" in name:
            self.styled(tag, place, depth)
        else:
            self.box(tag, name, place, depth)

    def say(self, text: str, place: Place) -> None:
        """Add text, after deciding what the line breaks before it mean."""
        if self.breaks and not text.isspace():
            ended = self.breaks > 1 or _ENDS.search(self.words.last) is not None or _ITEM.match(text) is not None
            self.breaks = 0
            if self.words and ended:
                self.flush(place)
            elif self.words:
                self.words.add(" ")
        self.words.add(text)

    def flush(self, place: Place) -> None:
        """End the line."""
        self.breaks = 0
        text, marks = self.words.take()
        if text and not is_litter(text):
            self.items.append(Line(text=text, marks=marks, place=place))

    def show(self, tag: Tag, place: Place) -> None:
        address = image_address(tag, self.base_url)
        if address is not None:
            self.flush(place)
            self.items.append(Picture(image=address, alt=image_alt(tag), place=place))

    def marked(self, tag: Tag, kind: MarkKind, place: Place, depth: int, *, href: str | None = None) -> None:
        if kind is MarkKind.LINK and href is None:
            self.walk(tag, place, depth)
            return
        self.words.open(kind, href)
        self.walk(tag, place, depth)
        self.words.close()

    def styled(self, tag: Tag, place: Place, depth: int) -> None:
        style = str(tag.get("style") or "")[:1000]
        kinds = [kind for form, kind in ((_BOLD, MarkKind.STRONG), (_ITALIC, MarkKind.EMPHASIS)) if style and form.search(style)]
        for kind in kinds:
            self.words.open(kind)
        self.walk(tag, place, depth)
        for _ in kinds:
            self.words.close()

    def box(self, tag: Tag, name: str, place: Place, depth: int) -> None:
        """Read an element that begins and ends a line."""
        self.flush(place)
        self.boxes += 1
        inner = place._replace(box=self.boxes, side=_side(tag, place.side))
        if name in _HEADINGS and not place.list:
            inner = inner._replace(kind=Kind.HEADING, level=_HEADINGS[name])
        elif name in ("ul", "ol"):
            nested = place.list != 0
            inner = inner._replace(
                kind=Kind.ITEM, depth=place.depth + nested, list=place.list or self.boxes, ordered=name == "ol"
            )
        elif name == "li":
            inner = inner._replace(kind=Kind.ITEM, list=place.list or place.box or self.boxes, item=self.boxes)
        elif name == "blockquote" and not _INDENT.search(str(tag.get("style") or "")[:1000]):
            inner = inner._replace(kind=Kind.QUOTE)
        elif name == "table":
            self.table(tag, inner, depth)
            return
        elif name == "figure" or (_is_caption(tag) and tag.find("img") is not None):
            self.figure(tag, inner._replace(frame=self.boxes), depth)
            return
        elif name == "figcaption" or _is_caption(tag):
            inner = inner._replace(kind=Kind.CAPTION)
        self.walk(tag, inner, depth)
        self.flush(inner)

    def figure(self, tag: Tag, place: Place, depth: int) -> None:
        """Read a figure: all short text in it is its caption; one around a table names the table."""
        table = tag.find("table")
        said = tag.find("figcaption")
        if isinstance(table, Tag) and tag.find("img") is None:
            self.table(table, place, depth, caption=clean(said.get_text(" ")) if said else None)
            return
        holds_pictures = tag.find(("img", "amp-img")) is not None
        inner = place._replace(kind=Kind.CAPTION) if holds_pictures else place._replace(frame=0)
        self.walk(tag, inner, depth)
        self.flush(inner)

    def table(self, tag: Tag, place: Place, depth: int, *, caption: str | None = None) -> None:
        """Read a table of data; what a layout table holds is read as if it were not there, captions with their pictures."""
        rows = rows_of(tag)
        if holds_data(tag, rows):
            if (read := read_table(tag, rows, caption)) is not None:
                self.items.append(read)
            return
        pictures = is_of_pictures(tag)
        if not rows:
            self.walk(tag, place, depth)
        skipped: set[int] = set()
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                if id(cell) in skipped or is_dropped(cell):
                    continue
                self.cell(cell, place, depth, pictures=pictures)
                below = rows[index + 1] if index + 1 < len(rows) else []
                if pictures and cell.find("img") is not None and len(below) == len(row) and below[column].find("img") is None:
                    skipped.add(id(below[column]))
                    self.cell(below[column], place, depth, pictures=True)
        self.flush(place)

    def cell(self, cell: Tag, place: Place, depth: int, *, pictures: bool) -> None:
        self.flush(place)
        self.boxes += 1
        inner = place._replace(box=self.boxes, side=_side(cell, place.side), kind=Kind.CAPTION if pictures else place.kind)
        self.walk(cell, inner, depth + 1)
        self.flush(inner)


def _side(tag: Tag, inherited: str) -> str:
    if tag.name == "center":
        return "center"
    attributes = tag.attrs
    if not attributes:
        return inherited
    style = attributes.get("style")
    found = _ALIGNED.search(str(style)[:1000]) if style else None
    if found:
        return _SIDES[found[1].lower()]
    if (align := str(attributes.get("align") or "").lower()) in _SIDES and tag.name != "table":
        return _SIDES[align]
    return next((_SIDE_NAMES[name] for name in str(attributes.get("class") or "").split() if name in _SIDE_NAMES), inherited)


def _is_caption(tag: Tag) -> bool:
    return any(_CAPTION_NAME.search(name) for name in str(tag.get("class") or "").split())
