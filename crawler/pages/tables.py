"""Tables: which hold data and which only place things on the page; and the data of the former."""

from __future__ import annotations

from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from crawler.pages.litter import is_dropped
from news.article import Cell, Table
from news.text import clean

_MOST_ROWS = 1_000
_MOST_CELLS = 100
"""A larger table is a list of thousands of names or an attack; its end is left out."""
_WIDEST = 1_000
"""What HTML lets `colspan` mean; more is taken as that."""
_LONG_CELL = 700
_PICTURE_WORDS = 400
_BREAKING = frozenset(
    (
        "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dd", "dt",
    )
)  # fmt: skip


def rows_of(table: Tag) -> list[list[Tag]]:
    """Return the table's own cells by row, those of tables inside it left out; at most 1,000 rows of 100 cells."""
    rows: list[list[Tag]] = []
    for part in table.find_all(("tr", "thead", "tbody", "tfoot"), recursive=False):
        lines = [part] if part.name == "tr" else part.find_all("tr", recursive=False)
        for line in islice(lines, _MOST_ROWS - len(rows)):
            cells = line.find_all(("td", "th"), recursive=False, limit=_MOST_CELLS)
            if cells:
                rows.append(list(cells))
    return rows


def holds_data(table: Tag, rows: list[list[Tag]]) -> bool:
    """Tell whether a table is data: two rows and columns or more, no pictures, no table inside, not two columns of long text.

    Everything else only places its content: frames, pictures over captions, signatures side by side.
    """
    if table.get("role") in {"presentation", "none"} or table.find(("table", "img", "figure")) is not None:
        return False
    widest = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or widest < 2:
        return False
    if table.find("th") is not None or len(rows) > 3:
        return True
    return all(len(cell.get_text()) <= _LONG_CELL for row in rows for cell in row)


def is_of_pictures(table: Tag) -> bool:
    """Tell whether a table holds pictures and no more words than captions have."""
    pictures = len(table.find_all("img", limit=50))
    return pictures > 0 and len(table.get_text(strip=True)) <= _PICTURE_WORDS * pictures


def read_table(table: Tag, rows: list[list[Tag]], caption: str | None = None) -> Table | None:
    """Return the data; None for a table without text. `caption` is what the page says outside its own `<caption>`."""
    read = tuple(tuple(_cell(cell) for cell in row) for row in rows)
    read = tuple(row for row in read if any(cell.text for cell in row))
    if not read:
        return None
    own = table.find("caption", recursive=False)
    said = clean(own.get_text(" ")) if own is not None else ""
    return Table(rows=read, caption=said or caption)


def _cell(tag: Tag) -> Cell:
    return Cell(
        text=clean(spaced_text(tag)),
        header=tag.name == "th",
        colspan=_span(tag.get("colspan")),
        rowspan=_span(tag.get("rowspan")),
    )


def _span(value: object) -> int:
    text = str(value or "").strip()
    return min(max(int(text), 1), _WIDEST) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def spaced_text(tag: Tag) -> str:
    """Return all text in the element, a blank where a line or block ends, scripts and hidden parts left out."""
    pieces: list[str] = []
    _gather(tag, pieces)
    return "".join(pieces)


def _gather(tag: Tag, pieces: list[str]) -> None:
    for child in tag.children:
        if type(child) is NavigableString:
            pieces.append(child)
        elif isinstance(child, Tag) and not is_dropped(child):
            if child.name in _BREAKING:
                pieces.append(" ")
                _gather(child, pieces)
                pieces.append(" ")
            else:
                _gather(child, pieces)
