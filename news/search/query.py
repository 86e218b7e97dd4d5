"""Query: what a person looks for, read from whatever they typed; no text is wrong, only an empty one finds nothing.

Words are looked for without case and diacritics, all of them; "quotes" hold a phrase together, `-` excludes, `*` completes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from news.errors import QueryError
from news.search.words import placed_words

MAX_WORDS = 32
"""Words of a query that count; the rest is not looked for."""
MAX_TEXT = 2_000
"""Characters of a query that are read."""
MAX_NAMES = 20
"""Sources and places that one search may name."""
MIN_PREFIX = 2
"""Letters before a `*`; a single one is a word, for half of all words begin with it."""
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_CHUNK = re.compile(r'(-*)(?:"([^"]*)(?:"|$)(\*?)|([^\s"]+))')


@dataclass(frozen=True, kw_only=True)
class Term:
    """Words that must stand side by side, or a single one."""

    words: tuple[str, ...]
    """Folded, at least one."""
    exact: tuple[str | None, ...]
    """For each the exact word where it was typed with diacritics; None where any will do."""
    prefix: bool = False
    """Whether the last word may go on."""

    @property
    def typed(self) -> bool:
        """Whether any of it was typed with diacritics."""
        return any(word is not None for word in self.exact)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for."""

    terms: tuple[Term, ...]
    """All of which an article must hold, at least one."""
    excluded: tuple[Term, ...] = ()
    """None of which it may hold. One typed with diacritics excludes only what is written so."""

    @property
    def typed(self) -> bool:
        """Whether any word was typed with diacritics; then each was, and a match is exact only where it stands as typed."""
        return any(term.typed for term in self.terms)


def parse(text: str) -> Query:
    """The query a text means; at most MAX_WORDS words of it. Raises QueryError when it holds no word to look for."""
    text = unicodedata.normalize("NFC", text[:MAX_TEXT]).translate(_QUOTES)
    terms: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    room = MAX_WORDS
    for chunk in _CHUNK.finditer(text):
        minus, phrase, star, plain = chunk.groups()
        written = phrase if plain is None else plain
        # A hyphen inside a word joins, one before a word excludes.
        leads = chunk.start() == 0 or text[chunk.start() - 1].isspace()
        term = _term(written, prefix=bool(star) or written.endswith("*"), room=room)
        if term is not None:
            room -= len(term.words)
            (excluded if minus and leads else terms)[term] = None
    if not terms:
        raise QueryError("nothing to search for: at least one word is needed that is not excluded")
    return Query(terms=tuple(terms), excluded=tuple(excluded))


def _term(written: str, *, prefix: bool, room: int) -> Term | None:
    placed = list(placed_words(written))
    if not placed or room <= 0:
        return None
    cut = placed[:room]
    return Term(
        words=tuple(word.folded for word in cut),
        exact=tuple(None if word.exact == word.folded else word.exact for word in cut),
        prefix=prefix and len(cut) == len(placed) and len(cut[-1].folded) >= MIN_PREFIX,
    )
