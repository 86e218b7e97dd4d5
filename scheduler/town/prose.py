"""Prose: the light notation in which the town's articles are written, read into the blocks of `news.article`.

Blocks stand apart by an empty line. A line starting `## ` is a heading, `- ` or `1. ` an item, `> ` a quote, `| ` a table row
(the first row is the header), `![caption](file.png)` a picture, `![caption][Ảnh: name](file.png)` one with its credit.
`**word**` is strong.
"""

from __future__ import annotations

import re

from news.article import Block, Cell, Figure, Heading, ListBlock, ListItem, Mark, MarkKind, Paragraph, Quote, Table

_FIGURE = re.compile(r"!\[(?P<caption>[^\]]*)\](?:\[Ảnh: (?P<credit>[^\]]+)\])?\((?P<file>.+)\)")
_BULLET = re.compile(r"- ")
_NUMBER = re.compile(r"\d+\. ")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def read_prose(text: str) -> tuple[Block, ...]:
    """Read the notation into blocks; a figure's `image` is the bare file name as written."""
    return tuple(_block(chunk.splitlines()) for chunk in re.split(r"\n\s*\n", text.strip()) if chunk.strip())


def _block(lines: list[str]) -> Block:
    """One block from the lines between two empty lines."""
    first = lines[0]
    if figure := _FIGURE.fullmatch(first):
        return Figure(image=figure["file"], caption=figure["caption"] or None, credit=figure["credit"])
    if first.startswith("## "):
        return Heading(text=first.removeprefix("## "))
    if first.startswith("> "):
        text, marks = _inline(" ".join(line.removeprefix("> ") for line in lines))
        return Quote(text=text, marks=marks)
    if first.startswith("| "):
        return Table(rows=tuple(_row(line, header=index == 0) for index, line in enumerate(lines)))
    for opening, ordered in ((_BULLET, False), (_NUMBER, True)):
        if opening.match(first):
            return ListBlock(items=tuple(_item(opening.sub("", line, count=1)) for line in lines), ordered=ordered)
    text, marks = _inline(" ".join(lines))
    return Paragraph(text=text, marks=marks)


def _row(line: str, *, header: bool) -> tuple[Cell, ...]:
    """The cells of one table row."""
    return tuple(Cell(text=text.strip(), header=header) for text in line.strip().strip("|").split("|"))


def _item(line: str) -> ListItem:
    """One item of a list."""
    text, marks = _inline(line)
    return ListItem(text=text, marks=marks)


def _inline(text: str) -> tuple[str, tuple[Mark, ...]]:
    """The text without its asterisks, and the stretches they enclosed."""
    plain, marks, read = "", [], 0
    for strong in _STRONG.finditer(text):
        plain += text[read : strong.start()]
        marks.append(Mark(start=len(plain), end=len(plain) + len(strong[1]), kind=MarkKind.STRONG))
        plain += strong[1]
        read = strong.end()
    return plain + text[read:], tuple(marks)
