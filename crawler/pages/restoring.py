"""Restoring: the parts of an article with damaged or font-encoded text made readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from crawler.pages.legacy import repair_for
from crawler.pages.parts import Parts
from news.article import Block, Cell, Figure, Heading, Link, ListBlock, Mark, Paragraph, Quote, Table, reading_lines
from news.text import clean

_MOST_MARKS = 100
"""Marks of a paragraph that are moved with its text; with more, which no editor sets, they are given up."""


def restored(parts: Parts) -> Parts:
    """Return the parts readable, with a warning where something was or could not be repaired; the same for good text."""
    repair, warning = repair_for(_texts(parts))
    if warning is None:
        return parts
    parts = replace(parts, warnings=(*parts.warnings, warning))
    return parts if repair is None else _repaired(parts, lambda text: clean(repair(text)))


def _texts(parts: Parts) -> Iterator[str]:
    yield parts.title or ""
    yield parts.lead or ""
    for block in parts.body:
        yield from reading_lines(block)
        if isinstance(block, Figure) and block.caption:
            yield block.caption


def _repaired(parts: Parts, repair: Callable[[str], str]) -> Parts:
    return replace(
        parts,
        title=parts.title and repair(parts.title),
        lead=parts.lead and repair(parts.lead),
        body=tuple(_block(block, repair) for block in parts.body),
        authors=tuple(map(repair, parts.authors)),
        organisations=tuple(map(repair, parts.organisations)),
        categories=tuple(map(repair, parts.categories)),
        attachments=tuple(replace(each, title=each.title and repair(each.title)) for each in parts.attachments),
        listed=_links(parts.listed, repair),
        other_news=_links(parts.other_news, repair),
    )


def _links(links: tuple[Link, ...], repair: Callable[[str], str]) -> tuple[Link, ...]:
    return tuple(replace(link, title=repair(link.title)) for link in links)


def _block(block: Block, repair: Callable[[str], str]) -> Block:
    match block:
        case Paragraph() | Quote():
            return replace(block, text=repair(block.text), marks=_moved(block.text, block.marks, repair))
        case Heading():
            return replace(block, text=repair(block.text))
        case ListBlock():
            return replace(
                block,
                items=tuple(
                    replace(item, text=repair(item.text), marks=_moved(item.text, item.marks, repair)) for item in block.items
                ),
            )
        case Table():
            rows = tuple(tuple(_cell(cell, repair) for cell in row) for row in block.rows)
            return replace(block, rows=rows, caption=block.caption and repair(block.caption))
        case Figure():
            return replace(
                block,
                alt=block.alt and repair(block.alt),
                caption=block.caption and repair(block.caption),
                credit=block.credit and repair(block.credit),
            )


def _cell(cell: Cell, repair: Callable[[str], str]) -> Cell:
    return replace(cell, text=repair(cell.text))


def _moved(text: str, marks: tuple[Mark, ...], repair: Callable[[str], str]) -> tuple[Mark, ...]:
    """The marks where their text stands now; none where that cannot be told."""
    if not marks or len(marks) > _MOST_MARKS:
        return ()
    whole = len(repair(text))
    moved = []
    for mark in marks:
        # What stands before a mark, with a letter behind it so that a blank at its end is not cut.
        start, end = (len(repair(text[:place] + "x")) - 1 for place in (mark.start, mark.end))
        if not 0 <= start < end <= whole:
            return ()
        moved.append(replace(mark, start=start, end=end))
    return tuple(moved)
