"""Words: text gathered piece by piece into one clean line, with what is marked in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from news.article import Mark, MarkKind
from news.text import legal


@dataclass(slots=True)
class _Open:
    """A mark that began and has not ended; `start` is -1 until text stands in it."""

    kind: MarkKind | None
    href: str | None
    number: int
    start: int = -1


@dataclass(slots=True)
class _Closed:
    start: int
    end: int
    kind: MarkKind
    href: str | None
    within: int
    """Number of the mark that encloses it, 0 for none: two stretches join only in the same one."""


class Words:
    """One line in the making. Text comes in by `add`, marks by `open` and `close`, and `take` gives the line and starts the next.

    Marks still open at `take` go on in the next line. The cost is linear in what is added.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._space = False
        self._stack: list[_Open] = []
        self._unstarted = 0
        self._opened = 0
        self._closed: list[_Closed] = []

    def __bool__(self) -> bool:
        """Whether the line holds any text."""
        return self._length > 0

    @property
    def last(self) -> str:
        """The last few characters so far; "" for none."""
        return self._pieces[-1][-4:] if self._pieces else ""

    def add(self, text: str) -> None:
        """Add text as it stands in the markup: white space in it is one space, none at the ends of the line."""
        text = unicodedata.normalize("NFC", legal(text))
        # What is printable has no white space but blanks.
        core = text.strip(" ") if text.isprintable() and "  " not in text else " ".join(text.split())
        if not core:
            self._space = self._space or bool(text)
            return
        if (self._space or text[0].isspace()) and self._length:
            self._pieces.append(" ")
            self._length += 1
        for mark in self._stack[self._unstarted :]:
            mark.start = self._length
        self._unstarted = len(self._stack)
        self._pieces.append(core)
        self._length += len(core)
        self._space = text[-1].isspace()

    def open(self, kind: MarkKind, href: str | None = None) -> None:
        """Begin a mark. One inside another of its kind adds nothing and is not kept."""
        known = any(mark.kind is kind for mark in self._stack)
        self._opened += 1
        self._stack.append(_Open(None if known else kind, href, self._opened))

    def close(self) -> None:
        """End the mark that began last."""
        mark = self._stack.pop()
        self._unstarted = min(self._unstarted, len(self._stack))
        self._record(mark, len(self._stack))

    def take(self) -> tuple[str, tuple[Mark, ...]]:
        """Return the line with its marks, outer before inner, and begin the next."""
        for depth in range(len(self._stack) - 1, -1, -1):
            self._record(self._stack[depth], depth)
            self._stack[depth].start = -1
        self._unstarted = 0
        raw = "".join(self._pieces)
        text = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
        # A combining character in a piece of its own shifts what follows: rare enough to give up the marks for.
        marks = self._marks(text) if self._closed and len(text) == len(raw) else ()
        self._pieces, self._closed, self._length, self._space = [], [], 0, False
        return text, marks

    def _record(self, mark: _Open, depth: int) -> None:
        if mark.kind is not None and 0 <= mark.start < self._length:
            within = self._stack[depth - 1].number if depth else 0
            self._closed.append(_Closed(mark.start, self._length, mark.kind, mark.href, within))

    def _marks(self, text: str) -> tuple[Mark, ...]:
        joined: list[_Closed] = []
        last: dict[tuple[MarkKind, str | None, int], _Closed] = {}
        for mark in self._closed:
            key = (mark.kind, mark.href, mark.within)
            known = last.get(key)
            if known is not None and known.end <= mark.start and not text[known.end : mark.start].strip():
                known.end = mark.end
            else:
                last[key] = mark
                joined.append(mark)
        ordered = sorted(joined, key=lambda mark: (mark.start, -mark.end))
        return tuple(Mark(start=mark.start, end=mark.end, kind=mark.kind, href=mark.href) for mark in ordered)
