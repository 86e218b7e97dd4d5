"""Blocks: the running text of an article in order, every figure with its caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bs4 import Tag
from lxml.html import HtmlElement

from crawler.pages.bylines import looks_like_byline
from crawler.pages.captions import looks_like_caption, split_caption
from crawler.pages.cut import soup_of
from crawler.pages.flow import Item, Kind, Line, Picture, read_flow
from news.article import Block, Figure, Heading, ListBlock, ListItem, Mark, MarkKind, Paragraph, Quote, Table

_LONGEST_CAPTION = 600
_LONGEST_HEADING = 300
_LONGEST_BOLD_HEADING = 120
_SENTENCE = re.compile(r"[^\W\d_]{2,}[.!?;…,][\"'”’»)\]]*$")


def read_blocks(element: HtmlElement | Tag, *, base_url: str) -> tuple[Block, ...]:
    """Return the content of an element as blocks, text as published and clean.

    Paragraphs are what stands apart on the page, whatever the markup: `<p>`, `<div>`, bare text, text parted by two line breaks,
    or by one behind a full stop. Captions are with their figures, be they marked or only stand behind the image. A paragraph
    wholly bold, short and without a full stop, with running text after it, is a heading (level 3); nothing else becomes what
    its markup does not say. Addresses are absolute http(s) or mailto, made so against `base_url`. Scripts, forms, players, hidden
    parts, sharing bars, counters and buttons are left out.

    `element` belongs to a tree of bounded depth (`Page.tree`), or is such an element already made a BeautifulSoup.
    """
    return assemble(read_items(element, base_url=base_url))


def read_items(element: HtmlElement | Tag, *, base_url: str) -> list[Item]:
    """Return the content before it is assembled, for readers that take lines out first."""
    return read_flow(element if isinstance(element, Tag) else soup_of(element), base_url=base_url)


def assemble(items: Sequence[Item]) -> tuple[Block, ...]:
    """Return the blocks that lines, pictures and tables make up."""
    framed = _with_captions(items)
    if all(isinstance(item, Figure) or (isinstance(item, Line) and item.place.kind is Kind.QUOTE) for item in framed):
        # A whole text in a blockquote is an editor's way to indent it.
        framed = [_plain(item) if isinstance(item, Line) else item for item in framed]
    blocks: list[Block] = []
    index = 0
    while index < len(framed):
        item = framed[index]
        if isinstance(item, Line) and item.place.kind is Kind.ITEM:
            end = index + 1
            while end < len(framed) and _same_list(item, framed[end]):
                end += 1
            blocks.append(_list([line for line in framed[index:end] if isinstance(line, Line)]))
            index = end
            continue
        blocks.append(_block(item, framed, index) if isinstance(item, Line) else item)
        index += 1
    return tuple(blocks)


def _plain(line: Line) -> Line:
    return replace(line, place=line.place._replace(kind=Kind.TEXT))


def _with_captions(items: Sequence[Item]) -> list[Line | Figure | Table]:
    """The items with every picture made a figure and the lines under it taken in."""
    result: list[Line | Figure | Table] = []
    index = 0
    while index < len(items):
        item = items[index]
        if isinstance(item, Picture):
            lines, index = _caption_lines(items, index)
            if not (result and isinstance(known := result[-1], Figure) and known.image == item.image and not lines):
                result.append(_figure(item, lines))
            continue
        if isinstance(item, Line) and item.place.kind is Kind.CAPTION:
            following = items[index + 1] if index + 1 < len(items) else None
            if _is_above(item, following) and isinstance(following, Picture):
                lines, index = _caption_lines(items, index + 1)
                result.append(_figure(following, [item, *lines]))
                continue
            item = _plain(item)
        result.append(item)
        index += 1
    return result


def _is_above(line: Line, following: Item | None) -> bool:
    """Whether a caption stands over its picture: the only words of the figure, and before the image."""
    return isinstance(following, Picture) and 0 < line.place.frame == following.place.frame and len(line.text) <= _LONGEST_CAPTION


def _caption_lines(items: Sequence[Item], index: int) -> tuple[list[Line], int]:
    """The lines that caption the picture at `index`, and the place behind them."""
    picture = items[index]
    taken: list[Line] = []
    index += 1
    while index < len(items):
        line = items[index]
        if not isinstance(line, Line) or not isinstance(picture, Picture):
            break
        following = next((item.text for item in items[index + 1 : index + 3] if isinstance(item, Line)), None)
        if not (_is_marked(line, picture) or (_is_caption(line, picture, following) and not taken) or _is_credit(line, taken)):
            break
        taken.append(line)
        index += 1
    return taken, index


def _is_marked(line: Line, picture: Picture) -> bool:
    """Whether the markup itself says that a line captions the picture."""
    if line.place.kind is not Kind.CAPTION or len(line.text) > _LONGEST_CAPTION:
        return False
    return line.place.frame == picture.place.frame or not line.place.frame


def _is_caption(line: Line, picture: Picture, following: str | None) -> bool:
    if line.place.kind not in {Kind.TEXT, Kind.HEADING} or line.place.side == "right":
        return False
    if line.place.kind is Kind.HEADING and line.place.side != "center":
        return False
    return looks_like_caption(
        line.text,
        after_image=True,
        centred=line.place.side == "center" or (line.place.box == picture.place.box and picture.place.side == "center"),
        emphasised=line.covered(MarkKind.EMPHASIS) or line.covered(MarkKind.STRONG),
        next_text=following,
    )


def _is_credit(line: Line, taken: list[Line]) -> bool:
    """Whether a line behind a caption only says who took the picture."""
    if not taken or line.place.kind in {Kind.HEADING, Kind.ITEM}:
        return False
    said = split_caption(line.text)
    return said.text is None and said.credit is not None


def _figure(picture: Picture, lines: list[Line]) -> Figure:
    text = " ".join(line.text for line in lines)
    said = split_caption(text)
    return Figure(image=picture.image, alt=picture.alt, caption=said.text, credit=said.credit)


def _same_list(first: Line, other: Line | Figure | Table) -> bool:
    return isinstance(other, Line) and other.place.kind is Kind.ITEM and other.place.list == first.place.list


def _list(lines: list[Line]) -> ListBlock:
    items: list[ListItem] = []
    last = 0
    for line in lines:
        place = line.place
        if items and place.item and place.item == last:
            items[-1] = _joined(items[-1], line)
        else:
            items.append(ListItem(text=line.text, marks=line.marks, depth=place.depth))
        last = place.item
    return ListBlock(items=tuple(items), ordered=lines[0].place.ordered)


def _joined(item: ListItem, line: Line) -> ListItem:
    """The item with a further paragraph of its own."""
    offset = len(item.text) + 1
    moved = tuple(Mark(start=mark.start + offset, end=mark.end + offset, kind=mark.kind, href=mark.href) for mark in line.marks)
    return replace(item, text=f"{item.text} {line.text}", marks=(*item.marks, *moved))


def _block(line: Line, items: Sequence[Line | Figure | Table], index: int) -> Block:
    kind = line.place.kind
    if kind is Kind.HEADING and len(line.text) <= _LONGEST_HEADING:
        return Heading(text=line.text, level=line.place.level)
    if kind is Kind.QUOTE:
        return Quote(text=line.text, marks=line.marks)
    if kind is Kind.TEXT and _is_bold_heading(line, items, index):
        return Heading(text=line.text, level=3)
    return Paragraph(text=line.text, marks=line.marks)


def _is_bold_heading(line: Line, items: Sequence[Line | Figure | Table], index: int) -> bool:
    """Whether a bold paragraph heads what follows: text came before it, running text that is not bold comes after it."""
    if index == 0 or len(line.text) > _LONGEST_BOLD_HEADING or line.place.side == "right" or not line.covered(MarkKind.STRONG):
        return False
    if _SENTENCE.search(line.text) or any(mark.kind is MarkKind.LINK for mark in line.marks):
        return False
    following = items[index + 1] if index + 1 < len(items) else None
    if not isinstance(following, Line) or following.covered(MarkKind.STRONG) or len(following.text) < len(line.text):
        return False
    before = items[index - 1]
    # Under a picture without a caption it may be one that was not told as such.
    return not (isinstance(before, Figure) and before.caption is None) and not looks_like_byline(line.text)
