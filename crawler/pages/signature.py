"""Signature: the lines at the end of a text that say who made it."""

from __future__ import annotations

import re

from crawler.pages.bylines import is_labelled_byline, looks_like_byline, split_byline
from crawler.pages.flow import Item, Kind, Line, Picture
from news.article import MarkKind

_MOST = 3
_LONGEST_RIGHT = 60
_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?;:,]$|[!?:;,]$|\d")


def take_signature(items: list[Item], *, language: str) -> tuple[list[Item], tuple[str, ...]]:
    """Return the items without the byline at their end, and the byline's lines in order; () where the text is not signed.

    A line is a byline when nothing stands in it but names, or when it is short, set to the right and holds a name: portals set
    the writer so, and hardly anything else. The text itself is never taken: one line always stays. Nor is a picture's caption.
    """
    end = len(items)
    lines = sum(isinstance(item, Line) for item in items)
    taken: list[str] = []
    while end and lines > 1 and len(taken) < _MOST:
        last = items[end - 1]
        if not isinstance(last, Line) or not _is_signature(last, language):
            break
        if _is_under(last, items[end - 2] if end > 1 else None) and not is_labelled_byline(last.text):
            break
        taken.insert(0, last.text)
        end -= 1
        lines -= 1
    return items[:end], tuple(taken)


def _is_signature(line: Line, language: str) -> bool:
    if line.place.kind in {Kind.ITEM, Kind.HEADING, Kind.CAPTION} or line.covered(MarkKind.LINK):
        return False
    if looks_like_byline(line.text, language=language):
        return True
    if line.place.side != "right" or len(line.text) > _LONGEST_RIGHT or _SENTENCE.search(line.text):
        return False
    said = split_byline(line.text)
    return bool(said.authors or said.organisations)


def _is_under(line: Line, before: Item | None) -> bool:
    """Whether a line stands right behind a picture in the way captions do: in its box, centred or emphasised."""
    if not isinstance(before, Picture) or line.place.side == "right":
        return False
    emphasised = line.covered(MarkKind.EMPHASIS) or line.covered(MarkKind.STRONG)
    return line.place.side == "center" or line.place.box == before.place.box or emphasised
