"""Exact: whether an article holds what was typed with diacritics just so; the index knows folded words only.

Where anything of a query was typed with diacritics all of it was: "Hạ Long" is not exactly "Hạ Lòng". The rest of Loa may ask for
thousands of articles in one search, so most are told apart by a look at their stored content, without taking it to pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from news.article import Article
from news.changes import spelling
from news.search.query import Term
from news.search.words import UNSPACED, exact_words, folded_words, texts

_TONE_FIRST = re.compile("([ou])([\u0300\u0301\u0303\u0309\u0323])([aey])")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_END = rf"(?![^\W_{UNSPACED}])"


def holds_exactly(article: Article, terms: Sequence[Term]) -> bool:
    """Whether each of the terms stands in title or text as it was typed."""
    parts = [exact_words(text) for text in texts(article)]
    held = {word for part in parts for word in part}
    return all(_stands(held, parts, term) for term in terms)


def glance(terms: Sequence[Term]) -> re.Pattern[str]:
    """A pattern that `may_hold` finds in the stored content of every article that holds the terms exactly, and seldom in others.

    It is the longest of the words typed with diacritics, the likeliest to tell, in both places of a tone mark.
    """
    typed = [(word, term.prefix and at == len(term.exact) - 1) for term in terms for at, word in enumerate(term.exact) if word]
    word, prefix = max(typed, key=lambda each: len(each[0]))
    moved = unicodedata.normalize("NFC", _TONE_FIRST.sub(r"\1\3\2", unicodedata.normalize("NFD", word)))
    spelled = [word, moved] if spelling(moved) == word != moved else [word]
    open_ended = prefix or _UNSPACED.search(word)
    return re.compile(f"(?:{'|'.join(map(re.escape, spelled))}){'' if open_ended else _END}")


def may_hold(content: str, glanced: re.Pattern[str]) -> bool:
    """Whether the stored content of an article may hold exactly what the pattern was made of."""
    folded = content.casefold()
    # Words that are stored escaped, or whose letters casefold takes apart, are not to be seen at a glance.
    return "\\u" in content or glanced.search(folded) is not None or not unicodedata.is_normalized("NFC", folded)


def _stands(held: set[str], parts: list[list[str]], term: Term) -> bool:
    wanted = [exact or folded for exact, folded in zip(term.exact, term.words, strict=True)]
    whole = wanted[:-1] if term.prefix else wanted
    if not held.issuperset(whole):
        return False
    if len(wanted) == 1:
        return not term.prefix or any(_goes_on(word, term) for word in held)
    return any(
        part[at : at + len(whole)] == whole and (not term.prefix or _goes_on(part[at + len(whole)], term))
        for part in parts
        for at in range(len(part) - len(wanted) + 1)
    )


def _goes_on(word: str, term: Term) -> bool:
    """Whether a word begins as the last one of a term; where that was typed plainly, any spelling of its beginning does."""
    exact = term.exact[-1]
    return word.startswith(exact) if exact is not None else folded_words(word)[0].startswith(term.words[-1])
