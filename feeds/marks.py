"""Text with marks, as HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from feeds.addresses import link_address
from feeds.sanitised import REL
from news.article import Mark, MarkKind
from news.text import legal

_MAX_NESTING = 6
_ELEMENTS = {
    MarkKind.LINK: "a",
    MarkKind.STRONG: "strong",
    MarkKind.EMPHASIS: "em",
    MarkKind.SUBSCRIPT: "sub",
    MarkKind.SUPERSCRIPT: "sup",
}


def escape(text: str) -> str:
    """The text for inside an element, as HTML writes it: NFC, legal in XML 1.0, no character of it taken for markup."""
    if text.isprintable():  # quick to see, and true of nearly all
        return _escape(text)
    return _escape(legal(text).replace("\r\n", "\n").replace("\r", "\n")).replace("\xa0", "&nbsp;")


def _escape(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """The same for an attribute in double quotes."""
    return escape(text).replace('"', "&quot;")


def link_to(address: str, text: str) -> str:
    """A link of HTML to an address of `feeds.addresses`, its text plain."""
    return f"{_start(address)}{escape(text)}</a>"


def _start(address: str) -> str:
    return f'<a href="{quoted(address)}" rel="{REL}">'


def marked(text: str, marks: Sequence[Mark]) -> str:
    """The text as HTML with its marks as elements.

    Marks that leave the text, cross another or stand more than six deep are passed over, links to where a feed must not lead and
    links inside links too; their text stays.
    """
    if not marks:
        return escape(text)
    out: list[str] = []
    open_marks: list[Mark] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        while open_marks and open_marks[-1].end <= mark.start:
            at = _close(out, text, at, open_marks.pop())
        opening = _opening(mark, open_marks, len(text))
        if opening:
            out += (escape(text[at : mark.start]), opening)
            at = mark.start
            open_marks.append(mark)
    while open_marks:
        at = _close(out, text, at, open_marks.pop())
    out.append(escape(text[at:]))
    return "".join(out)


def _close(out: list[str], text: str, at: int, mark: Mark) -> int:
    out += (escape(text[at : mark.end]), f"</{_ELEMENTS[mark.kind]}>")
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
    return _start(address)
