"""Searching: `Store.search` beside a bare FTS5 query for the same words in the plain script's file, taking turns."""

from __future__ import annotations

import random
from statistics import median

from bench.archive.making import Words
from bench.archive.writing import Stores
from news import clock
from news.search.words import folded_words
from news.store import Store

_LIMIT = 20
_ROUNDS = 120


def search(stores: Stores) -> None:
    """Print medians for one, two and three words, typed plainly and as written, the first page with its articles."""
    print(f"searching {stores.articles:,} articles, first {_LIMIT} hits, median milliseconds")
    with Store.open(stores.url) as store:
        for name, queries in _queries().items():
            theirs, ours, totals = [], [], []
            for written, plain in queries:
                bare = " ".join(f'"{word}"' for word in folded_words(plain))
                began = clock.monotonic()
                stores.plain.search(bare, _LIMIT)
                between = clock.monotonic()
                found = store.search(written, limit=_LIMIT)
                theirs.append(between - began)
                ours.append(clock.monotonic() - between)
                totals.append(found.total)
            one, two = 1000 * median(theirs), 1000 * median(ours)
            slowest = f"slowest {1000 * max(theirs):6.1f} and {1000 * max(ours):6.1f}"
            print(
                f"  {name:<28} bare {one:7.2f}  store {two:7.2f}  ratio {two / one:5.2f}   {slowest}   hits {median(totals):,.0f}"
            )


def _queries() -> dict[str, list[tuple[str, str]]]:
    """Queries by kind: as typed, and the words of the bare one."""
    chance = random.Random(7)  # noqa: S311 nothing secret is made
    words = Words(7)
    kinds: dict[str, list[tuple[str, str]]] = {}
    for count in (1, 2, 3):
        taken = [" ".join(chance.sample(words.take(40), count)) for _ in range(_ROUNDS)]
        kinds[f"{count} word{'s' * (count > 1)}, no diacritics"] = [(" ".join(folded_words(each)), each) for each in taken]
        kinds[f"{count} word{'s' * (count > 1)}, as written"] = [(each, each) for each in taken]
    return kinds
