"""Sorting: which topics an article is of, from what its source calls it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from news.topics.table import Words, table, words

_LONGEST = 80
"""Characters of a category that can be one; longer ones are sentences."""
_MOST_FOLDERS = 6


def topics_of(categories: Iterable[str], url: str = "") -> tuple[str, ...]:
    """Slugs of the topics that an article's categories mean, each once, in their order; () where none of them means any.

    A category counts when the table knows every word of it: "Kinh tế - Xã hội" is of two topics, "Trường Đại học Kinh tế" of
    none. Where no category means a topic, the folders in the article's address are asked in their place (`/van-hoa-xa-hoi/…`).
    """
    found = [slug for category in categories for slug in _meant(category)]
    if not found and url:
        found = [slug for folder in _folders(url) for slug in _meant(folder)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def _meant(category: str) -> tuple[str, ...]:
    """The topics that one category means."""
    if len(category) > _LONGEST:
        return ()
    said = words(category)
    alone = table().alone.get(said)
    return (alone,) if alone else _read(said) or ()


def _read(left: Words) -> tuple[str, ...] | None:
    """The topics of words that follow each other, longer meanings before shorter; None where a word is unknown."""
    known = table()
    tails: dict[int, tuple[str, ...] | None] = {len(left): ()}
    for start in range(len(left) - 1, -1, -1):
        tails[start] = None
        for end in range(min(len(left), start + known.longest), start, -1):
            slugs, rest = known.meaning.get(left[start:end]), tails[end]
            if slugs is not None and rest is not None:
                tails[start] = (*slugs, *rest)
                break
    return tails[0]


def _folders(url: str) -> list[str]:
    """The folders in an address, as they are spoken: "van-hoa-xa-hoi" is "van hoa xa hoi"."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return []
    return [unquote(folder)[: _LONGEST + 1] for folder in path.split("/")[1:-1][:_MOST_FOLDERS] if folder]
