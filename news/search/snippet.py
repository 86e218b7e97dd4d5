"""Snippet: the line of an article that shows why it was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from news.article import Article
from news.changes import caption_lines
from news.search.hit import Ranges
from news.search.query import Query, Term
from news.search.words import MAX_TEXT, Placed, exact_words, folded_words, placed_words

LENGTH = 200
"""Characters of a snippet, about."""
_BEFORE = 60
_CUT = "…"
_LOOKED_AT = 50
"""Lines with a match among which an exact one is looked for."""


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A stretch of text with what matches in it."""

    text: str
    marks: Ranges = ()


def snippet(article: Article, query: Query) -> Snippet:
    """The surroundings of the first match in the text, an exact one before others; its opening where the text has none."""
    lines = _lines(article)
    typed = tuple(term for term in query.terms if term.typed)
    first: tuple[str, list[Placed]] | None = None
    looked = 0
    for line in lines:
        if not _may_match(line, query):
            continue
        if first is None:
            first = line, list(placed_words(line))
        if not typed:
            break
        if _may_match_exactly(line, typed):
            words = list(placed_words(line))
            if exact := _matches(words, typed, exact=True):
                return _cut(line, exact, _matches(words, query.terms, exact=False))
        looked += 1
        if looked == _LOOKED_AT:
            break
    if first is not None and (loose := _matches(first[1], query.terms, exact=False)):
        return _cut(first[0], loose, loose)
    return _cut(lines[0], [], []) if lines else Snippet(text="")


def title_marks(article: Article, query: Query) -> Ranges:
    """What matches in the title; none where it is not in NFC."""
    if not unicodedata.is_normalized("NFC", article.title):
        return ()
    return tuple(_joined(_matches(list(placed_words(article.title)), query.terms, exact=False)))


def _lines(article: Article) -> list[str]:
    parts = [article.text, *caption_lines(article), *(each.title for each in article.attachments if each.title)]
    text = "\n".join((*parts, *article.authors, *article.organisations))[:MAX_TEXT]
    return [line for line in unicodedata.normalize("NFC", text).split("\n") if line.strip()]


def _may_match(line: str, query: Query) -> bool:
    words = folded_words(line)
    return any(_stands_in(words, term) for term in query.terms)


def _stands_in(words: list[str], term: Term) -> bool:
    length = len(term.words)
    if term.prefix:
        head, last = list(term.words[:-1]), term.words[-1]
        return any(words[at].startswith(last) and words[at - length + 1 : at] == head for at in range(length - 1, len(words)))
    if length == 1:
        return term.words[0] in words
    wanted = list(term.words)
    return wanted[0] in words and any(words[at : at + length] == wanted for at in range(len(words) - length + 1))


def _may_match_exactly(line: str, terms: Sequence[Term]) -> bool:
    held = set(exact_words(line))
    return any(
        all(
            word in held or (term.prefix and at == len(term.exact) - 1 and any(each.startswith(word) for each in held))
            for at, word in enumerate(term.exact)
            if word is not None
        )
        for term in terms
    )


def _matches(words: list[Placed], terms: Sequence[Term], *, exact: bool) -> list[tuple[int, int]]:
    """Where terms stand among the words of a line, in order; with `exact` only where they stand as typed."""
    return sorted({place for term in terms for place in _places(words, term, exact=exact)})


def _places(words: list[Placed], term: Term, *, exact: bool) -> Iterator[tuple[int, int]]:
    length = len(term.words)
    for at in range(len(words) - length + 1):
        if _is(words[at], term, 0) and all(_is(words[at + index], term, index) for index in range(1, length)):
            if exact and not all(_is_typed(words[at + index], term, index) for index in range(length)):
                continue
            yield words[at].start, words[at + length - 1].end


def _is(word: Placed, term: Term, index: int) -> bool:
    wanted = term.words[index]
    return word.folded == wanted or (term.prefix and index == len(term.words) - 1 and word.folded.startswith(wanted))


def _is_typed(word: Placed, term: Term, index: int) -> bool:
    goes_on = term.prefix and index == len(term.words) - 1
    wanted = term.exact[index]
    if wanted is None:
        return goes_on or word.exact == term.words[index]
    return word.exact == wanted or (goes_on and word.exact.startswith(wanted))


def _cut(line: str, first: list[tuple[int, int]], marks: list[tuple[int, int]]) -> Snippet:
    """About LENGTH characters of a line around the first of the places, cut between words, with the marks in them."""
    start = max(0, first[0][0] - _BEFORE) if first else 0
    if len(line) - start < LENGTH:
        start = max(0, len(line) - LENGTH) if len(line) > LENGTH else 0
        start = min(start, max(0, first[0][0])) if first else 0
    end = min(len(line), start + LENGTH)
    if start > 0:
        blank = line.find(" ", start, first[0][0]) if first else -1
        start = blank + 1 if blank >= 0 else start
    if end < len(line):
        least = min(end, max(first[0][1] if first else 0, start))
        blank = line.rfind(" ", least, end)
        end = blank if blank > start else end
    head, tail = (_CUT if start > 0 else ""), (_CUT if end < len(line) else "")
    shift = len(head) - start
    inside = _joined([(max(a, start), min(b, end)) for a, b in marks if a < end and b > start])
    return Snippet(text=f"{head}{line[start:end]}{tail}", marks=tuple((a + shift, b + shift) for a, b in inside))


def _joined(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places without overlaps: those that touch or cross become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
