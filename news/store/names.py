"""Names: the keys and addresses under which a source's articles are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, select

from news.article import Article
from news.identity import normalise
from news.store.schema import aliases
from news.text import legal

T = TypeVar("T")

BATCH = 500
"""How many values one statement is given; databases bound their number."""


def batched(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch


def stored_key(key: str) -> str:
    """A key as it can be stored anywhere: without the characters no database or feed can hold."""
    return legal(key)


def names_of(article: Article) -> tuple[str, ...]:
    """The names of an article, the more certain first: its key, then its normalised address."""
    key, address = stored_key(article.key), stored_key(normalise(article.url))
    return (key,) if key == address else (key, address)


def lookup(connection: Connection, source_id: str, names: Collection[str]) -> dict[str, str]:
    """Article ids by those of the names that the source's articles are known by."""
    found: dict[str, str] = {}
    for batch in batched(names):
        query = select(aliases.c.name, aliases.c.article).where(aliases.c.source == source_id, aliases.c.name.in_(batch))
        found.update((name, article) for name, article in connection.execute(query))
    return found


def find(connection: Connection, source_id: str, url_or_key: str) -> str | None:
    """The id of the article known by a key or by any spelling of an address; None where there is none."""
    key, address = stored_key(url_or_key), stored_key(normalise(url_or_key))
    found = lookup(connection, source_id, {key, address})
    return found.get(key) or found.get(address)


def known(connection: Connection, source_id: str, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys or addresses by which an article of the source is known."""
    forms = {key: {stored_key(key), stored_key(normalise(key))} for key in keys}
    found = lookup(connection, source_id, set().union(*forms.values()))
    return frozenset(key for key, names in forms.items() if not names.isdisjoint(found))
