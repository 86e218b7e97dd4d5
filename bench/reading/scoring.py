"""Scores of a reading against the truth: text by 4-word shingles, title, day and authors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from news.text import clean

_WORD = re.compile(r"\w+")
# A script without blanks between words: each character counts as a word.
_UNSPACED = re.compile(r"([぀-ヿ㐀-䶿一-鿿가-힯฀-๿])")
SHINGLE = 4
TEXT, TITLE, DAY, AUTHORS = frozenset(("text",)), frozenset(("title",)), frozenset(("day",)), frozenset(("authors",))
EVERYTHING = TEXT | TITLE | DAY | AUTHORS


@dataclass(frozen=True, kw_only=True)
class Output:
    """What one reader made of one page."""

    title: str | None = None
    text: str = ""
    day: str | None = None
    """ISO 8601 date of publication."""
    authors: tuple[str, ...] = ()
    fields: frozenset[str] = EVERYTHING
    """The fields the reader claims to read; the others are not scored."""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words of the text with how often it occurs; a shorter text is one run."""
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", clean(text).casefold()))
    if not words:
        return Counter()
    return Counter(tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1)))


def text_f1(truth: str, found: str) -> float:
    """F1 over the shingles of the two texts, 0 to 1; 1 when both are empty."""
    expected, got = shingles(truth), shingles(found)
    if not expected and not got:
        return 1.0
    shared = sum((expected & got).values())
    if not shared:
        return 0.0
    precision, recall = shared / sum(got.values()), shared / sum(expected.values())
    return 2 * precision * recall / (precision + recall)


def names_f1(truth: Collection[str], found: Collection[str]) -> float:
    """F1 over the authors' names, case and blanks aside; 1 when both name nobody."""
    expected, got = {clean(name).casefold() for name in truth}, {clean(name).casefold() for name in found}
    if not expected and not got:
        return 1.0
    shared = len(expected & got)
    return 2 * shared / (len(expected) + len(got)) if shared else 0.0


def same_title(truth: str, found: str | None) -> bool:
    """True for the same title, white space aside."""
    return found is not None and clean(truth) == clean(found)
