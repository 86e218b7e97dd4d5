"""Places: which sources speak for a place that a person names."""

from __future__ import annotations

from collections.abc import Iterable

from news.search.words import folded_words
from news.source import Source


def sources_of_place(sources: Iterable[Source], wanted: str) -> tuple[str, ...]:
    """Ids of the sources whose place has that code, or has that name in its own or its province's name, in their order.

    Names are compared word by word without case and diacritics: "ha long" is in "Thành phố Hạ Long", "ha" in both, "lo" in none.
    A name without any word is nobody's.
    """
    code, name = wanted.strip(), folded_words(wanted)
    return tuple(
        source.id
        for source in sources
        if (place := source.place) is not None
        and ((code and place.code == code) or _holds(place.name, name) or _holds(place.province or "", name))
    )


def _holds(text: str, name: list[str]) -> bool:
    words = folded_words(text)
    return bool(name) and any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))
