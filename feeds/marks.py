"""Text with marks, as HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence

from feeds.addresses import link_address
from news.article import Mark, MarkKind
from news.text import legal

_MAX_NESTING = 6
_SPECIAL = re.compile("[&<>\"']")
_ELEMENTS = {
    MarkKind.LINK: "a",
    MarkKind.STRONG: "strong",
    MarkKind.EMPHASIS: "em",
    MarkKind.SUBSCRIPT: "sub",
    MarkKind.SUPERSCRIPT: "sup",
}


def escape(text: str) -> str:
    """The text for HTML, in an element or a quoted attribute: NFC, legal in XML 1.0, the five special characters escaped."""
    return _escape(unicodedata.normalize("NFC", legal(text)))


def _escape(text: str) -> str:
    return html.escape(text) if _SPECIAL.search(text) else text


def marked(text: str, marks: Sequence[Mark]) -> str:
    """The text as HTML with its marks as elements.

    Marks that leave the text, cross another or stand more than six deep are passed over, links to where a feed must not lead and
    links inside links too; their text stays.
    """
    if not marks:
        return escape(text)
    # To look at the whole once is quicker than to mend every piece.
    mend = _escape if text.isprintable() and unicodedata.is_normalized("NFC", text) else escape
    out: list[str] = []
    open_marks: list[Mark] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        while open_marks and open_marks[-1].end <= mark.start:
            at = _close(out, text, at, open_marks.pop(), mend)
        opening = _opening(mark, open_marks, len(text))
        if opening:
            out += (mend(text[at : mark.start]), opening)
            at = mark.start
            open_marks.append(mark)
    while open_marks:
        at = _close(out, text, at, open_marks.pop(), mend)
    out.append(mend(text[at:]))
    return "".join(out)


def _close(out: list[str], text: str, at: int, mark: Mark, mend: Callable[[str], str]) -> int:
    out += (mend(text[at : mark.end]), f"</{_ELEMENTS[mark.kind]}>")
    return mark.end


def _opening(mark: Mark, around: list[Mark], length: int) -> str | None:
    """The start tag; None for a mark to pass over."""
    crosses = bool(around) and mark.end > around[-1].end
    if not 0 <= mark.start < mark.end <= length or crosses or len(around) >= _MAX_NESTING:
        return None
    if mark.kind is not MarkKind.LINK:
        return f"<{_ELEMENTS[mark.kind]}>"
    address = link_address(mark.href or "")
    if address is None or any(other.kind is MarkKind.LINK for other in around):
        return None
    return f'<a href="{escape(address)}">'
