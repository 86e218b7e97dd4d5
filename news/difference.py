"""Difference: what a person needs to see to know how an article was edited.

Only substantive differences are shown, by the rule of `news.changes`: there is a difference exactly where `decide` finds an edit.
What differs in nothing but its spelling is shown as it is now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from news.alignment import align, gaps
from news.article import Article, Precision, Published, reading_lines
from news.changes import caption_lines, changed_fields, comparable, spelling
from news.identity import normalise

_NEAR = 6
"""How many added lines are tried as the new form of a line that was taken away."""
_SHARED = 0.4
_COMPARED_WORDS = 20_000
_FORMATS = {Precision.MINUTE: "%Y-%m-%d %H:%M", Precision.HOUR: "%Y-%m-%d %H h", Precision.DAY: "%Y-%m-%d"}


class RunKind(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class Run:
    """Neighbouring words of one fate."""

    kind: RunKind
    text: str
    """Never empty, single-spaced; a space stands between two runs."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One changed paragraph, line or name; wholly one removed or one added run where it has no counterpart."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How one field of an article changed."""

    field: str
    """"title", "lead", "text" (the body), "captions" (and credits), "byline", "attachments" or "published"."""
    passages: tuple[Passage, ...]
    """What changed, in the order of the page; what did not change is left out. Never empty."""


def difference(old: Article, new: Article) -> tuple[Difference, ...]:
    """How `new` differs from `old` for its readers, by field in reading order; () where no edit is substantive.

    Words are compared within paragraphs that have something in common, up to 20,000 words in all; what lies beyond, or was
    written anew, is shown as taken away and added whole. Dates are in the zone of `new`.
    """
    changed = changed_fields(old, new)
    found = ((field, _PARTS[field](old, new)) for field in _PARTS if field in changed)
    return tuple(Difference(field=field, passages=passages) for field, passages in found if passages)


def _title(old: Article, new: Article) -> tuple[Passage, ...]:
    return _passages([old.title], [new.title], spelling)


def _lead(old: Article, new: Article) -> tuple[Passage, ...]:
    return _passages([old.lead or ""], [new.lead or ""], spelling)


def _text(old: Article, new: Article) -> tuple[Passage, ...]:
    before, after = ([line for block in article.body for line in reading_lines(block)] for article in (old, new))
    return _passages(before, after, comparable)


def _captions(old: Article, new: Article) -> tuple[Passage, ...]:
    return _passages(caption_lines(old), caption_lines(new), spelling)


def _byline(old: Article, new: Article) -> tuple[Passage, ...]:
    before, after = ({spelling(name): name for name in (*article.authors, *article.organisations)} for article in (old, new))
    return _members(before, after)


def _attachments(old: Article, new: Article) -> tuple[Passage, ...]:
    before, after = (
        {normalise(each.url): each.title or each.url.rpartition("/")[2] or each.url for each in article.attachments}
        for article in (old, new)
    )
    return _members(before, after)


def _published(old: Article, new: Article) -> tuple[Passage, ...]:
    zone = _zone(new.timezone)
    return _whole(RunKind.REMOVED, _date(old.published, zone)) + _whole(RunKind.ADDED, _date(new.published, zone))


_PARTS: dict[str, Callable[[Article, Article], tuple[Passage, ...]]] = {
    "title": _title,
    "lead": _lead,
    "text": _text,
    "captions": _captions,
    "byline": _byline,
    "attachments": _attachments,
    "published": _published,
}


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC


def _date(date: Published | None, zone: tzinfo) -> str:
    return "" if date is None else date.moment.astimezone(zone).strftime(_FORMATS[date.precision])


def _members(before: dict[str, str], after: dict[str, str]) -> tuple[Passage, ...]:
    """What left a set and what joined it."""
    gone = [_whole(RunKind.REMOVED, text) for name, text in before.items() if name and name not in after]
    come = [_whole(RunKind.ADDED, text) for name, text in after.items() if name and name not in before]
    return tuple(passage for passages in (*gone, *come) for passage in passages)


def _whole(kind: RunKind, text: str) -> tuple[Passage, ...]:
    words = " ".join(text.split())
    return (Passage(runs=(Run(kind=kind, text=words),)),) if words else ()


@dataclass
class _Words:
    """How many words may still be compared one by one."""

    left: int = _COMPARED_WORDS

    def take(self, number: int) -> bool:
        """Take that many; False where so many are not left."""
        self.left -= number
        return self.left >= 0


def _passages(before: Sequence[str], after: Sequence[str], form: Callable[[str], str]) -> tuple[Passage, ...]:
    """The changed lines, compared in a form in which only what matters differs; a line without any form does not matter."""
    words = _Words()
    left, right = ([(key, line) for line in lines if (key := form(line))] for lines in (before, after))
    hunks = gaps([key for key, _ in left], [key for key, _ in right])
    return tuple(
        passage
        for removed, added in hunks
        for passage in _hunk([left[index][1] for index in removed], [right[index][1] for index in added], words)
    )


def _hunk(removed: list[str], added: list[str], words: _Words) -> Iterator[Passage]:
    """Lines that were taken away, each with the added line that is its new form, if there is one."""
    before, after = ([line.split() for line in lines] for lines in (removed, added))
    keys = [Counter(_keys(line)) for line in after]
    shown = 0
    for line in before:
        counterpart = _counterpart(line, keys, shown, words)
        if counterpart is None:
            yield from _whole(RunKind.REMOVED, " ".join(line))
            continue
        for index in range(shown, counterpart):
            yield from _whole(RunKind.ADDED, added[index])
        yield Passage(runs=_runs(line, after[counterpart]))
        shown = counterpart + 1
    for index in range(shown, len(added)):
        yield from _whole(RunKind.ADDED, added[index])


def _keys(words: Iterable[str]) -> list[str]:
    return [spelling(word) for word in words]


def _counterpart(line: list[str], after: list[Counter[str]], start: int, words: _Words) -> int | None:
    """The position of the nearest added line that shares enough words with `line`; None where none does."""
    if start >= len(after) or not words.take(len(line)):
        return None
    wanted = Counter(_keys(line))
    for index in range(start, min(start + _NEAR, len(after))):
        if not words.take(len(after[index])):
            return None
        shared = (wanted & after[index]).total()
        if shared and shared >= _SHARED * max(wanted.total(), after[index].total()):
            return index
    return None


def _runs(before: list[str], after: list[str]) -> tuple[Run, ...]:
    pairs = align(_keys(before), _keys(after))
    if pairs is None:
        pairs = ()
    told: list[tuple[RunKind, str]] = []
    left = right = 0
    for stop_left, stop_right in (*pairs, (len(before), len(after))):
        told.extend((RunKind.REMOVED, word) for word in before[left:stop_left])
        told.extend((RunKind.ADDED, word) for word in after[right:stop_right])
        if stop_right < len(after):
            told.append((RunKind.KEPT, after[stop_right]))
        left, right = stop_left + 1, stop_right + 1
    return tuple(Run(kind=kind, text=" ".join(word for _, word in group)) for kind, group in groupby(told, lambda each: each[0]))
