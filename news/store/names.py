"""Names: the keys and addresses under which a source's articles are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, select

from news.article import Article, Provenance
from news.identity import Moves, normalise
from news.source import Source
from news.store import sources
from news.store.schema import aliases, articles
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


def stored_address(url: str) -> str:
    """The name that all spellings of an address share, as it can be stored."""
    return legal(normalise(url))


def names_of(article: Article) -> tuple[str, ...]:
    """The names of an article, the more certain first: its key, then its normalised address."""
    key, address = stored_key(article.key), stored_address(article.url)
    return (key,) if key == address else (key, address)


def moves_of(source: Source) -> Moves:
    """Where a source stands, by its homepage and listings, and where it stood. Its further hosts count their articles apart."""
    present = (urlsplit(address).netloc.rpartition("@")[2] for address in (source.homepage, *source.listings))
    return Moves.of(present=present, former=source.former_hosts)


_DATES = select(aliases.c.name, articles.c.published).where(
    aliases.c.source == bindparam("source"),
    aliases.c.name.in_(bindparam("names", expanding=True)),
    articles.c.id == aliases.c.article,
    articles.c.provenance != Provenance.FIRST_SEEN,
)
# Made once: building a statement takes longer than SQLite takes to answer it.
_LOOKUP = select(aliases.c.name, aliases.c.article).where(
    aliases.c.source == bindparam("source"), aliases.c.name.in_(bindparam("names", expanding=True))
)


def dates(connection: Connection, source_id: str, names: Collection[str]) -> dict[str, datetime]:
    """When articles were published, by those of the names (as they are stored) that are known and whose articles told it."""
    found: dict[str, datetime] = {}
    for some in batched(names):
        found |= {row.name: row.published for row in connection.execute(_DATES, {"source": source_id, "names": some})}
    return found


def lookup(connection: Connection, source_id: str, names: Collection[str]) -> dict[str, str]:
    """Article ids by those of the names that the source's articles are known by."""
    found: dict[str, str] = {}
    for batch in batched(names):
        rows = connection.execute(_LOOKUP, {"source": source_id, "names": batch})
        found.update((name, article) for name, article in rows)
    return found


def resolve(connection: Connection, source_id: str, wanted: Collection[str]) -> dict[str, str]:
    """Article ids by those of the keys or addresses, in any spelling, by which an article of the source is known.

    What is unknown under its own name is looked for on the source's other hosts, present and former.
    """
    forms: dict[str, tuple[str, ...]] = {each: (stored_key(each), stored_address(each)) for each in wanted}
    known = lookup(connection, source_id, {name for names in forms.values() for name in names})
    unknown = [each for each, names in forms.items() if known.keys().isdisjoint(names)]
    source = sources.one(connection, source_id) if unknown else None
    if source is not None and source.former_hosts:
        moves = moves_of(source)
        for each in unknown:
            forms[each] += tuple(other for name in forms[each] for other in moves.spellings(name))
        known |= lookup(connection, source_id, {name for each in unknown for name in forms[each]})
    found = {each: next((known[name] for name in names if name in known), None) for each, names in forms.items()}
    return {each: article_id for each, article_id in found.items() if article_id is not None}


def find(connection: Connection, source_id: str, url_or_key: str) -> str | None:
    """The id of the article known by a key or by any spelling of an address; None where there is none."""
    return resolve(connection, source_id, (url_or_key,)).get(url_or_key)


def known(connection: Connection, source_id: str, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys or addresses by which an article of the source is known."""
    return frozenset(resolve(connection, source_id, keys))


def of_article(connection: Connection, article_id: str) -> tuple[str, ...]:
    """Every name under which an article is known, keys among them, in alphabetical order; none for an unknown id."""
    query = select(aliases.c.name).where(aliases.c.article == article_id)
    return tuple(sorted(connection.execute(query).scalars()))
