"""Exact: whether an article holds what was typed with diacritics just so; the index knows folded words only.

Where anything of a query was typed with diacritics all of it was: "Hạ Long" is not exactly "Hạ Lòng". The rest of Loa may ask for
thousands of articles in one search, so most are told apart by a look at their stored content, without taking it to pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from news.article import Article
from news.search.query import Term
from news.search.words import UNSPACED, exact_words, folded_words, texts

_TONE_FIRST = re.compile("[òóỏõọùúủũụ][aey]")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
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
    # Two tone marks in one word are no word of any language: what they become in which order is not worth knowing.
    likely = [each for each in typed if len(_TONE.findall(unicodedata.normalize("NFD", each[0]))) <= 1]
    word, prefix = max(likely, key=lambda each: len(each[0]), default=("", True))
    spelled = _TONE_FIRST.sub(_either, re.escape(word))
    open_ended = prefix or _UNSPACED.search(word)
    return re.compile(spelled if open_ended else spelled + _END)


def may_hold(content: str, glanced: re.Pattern[str]) -> bool:
    """Whether the stored content of an article may hold exactly what the pattern was made of."""
    folded = content.casefold()
    # Words that are stored escaped, or whose letters casefold takes apart, are not to be seen at a glance.
    return "\\u" in content or glanced.search(folded) is not None or not unicodedata.is_normalized("NFC", folded)


def _either(pair: re.Match[str]) -> str:
    """Two vowels with the tone mark on the first, or on the second."""
    first, second = pair[0][0], pair[0][1]
    bare = unicodedata.normalize("NFD", first)
    return f"(?:{pair[0]}|{unicodedata.normalize('NFC', bare[0] + second + bare[1:])})"


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
