"""Names: the keys and addresses under which a source's articles are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection, Executable, bindparam, insert, select

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


def digest(source_id: str, name: str) -> int:
    """The number by which a name of a source is looked up: 64 bits, signed.

    The first 24 come of the source alone, so that the names of one source lie together in the index, and a listing or a batch of
    articles touches few of its pages. Two names may have the same number: whoever looks one up compares the text.
    """
    return int.from_bytes(_start(source_id) + blake2b(f"{source_id} {name}".encode(), digest_size=5).digest(), signed=True)


@cache
def _start(source_id: str) -> bytes:
    return blake2b(source_id.encode(), digest_size=3).digest()


# Made once: building a statement takes longer than SQLite takes to answer it.
_DIGESTS = (aliases.c.source == bindparam("source"), aliases.c.digest.in_(bindparam("digests", expanding=True)))
_LOOKUP = select(aliases.c.name, articles.c.id).join(articles, articles.c.number == aliases.c.article).where(*_DIGESTS)
_DATES = (
    select(aliases.c.name, articles.c.published)
    .join(articles, articles.c.number == aliases.c.article)
    .where(*_DIGESTS, articles.c.provenance != Provenance.FIRST_SEEN)
)


def dates(connection: Connection, source_id: str, names: Collection[str]) -> dict[str, datetime]:
    """When articles were published, by those of the names (as they are stored) that are known and whose articles told it."""
    return _ask(connection, _DATES, source_id, names)


def lookup(connection: Connection, source_id: str, names: Collection[str]) -> dict[str, str]:
    """Article ids by those of the names that the source's articles are known by."""
    return _ask(connection, _LOOKUP, source_id, names)


def _ask(connection: Connection, query: Executable, source_id: str, names: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    wanted = set(names)
    for batch in batched(wanted):
        digests = {digest(source_id, name) for name in batch}
        rows = connection.execute(query, {"source": source_id, "digests": list(digests)})
        found |= {name: value for name, value in rows if name in wanted}
    return found


def give_names(connection: Connection, new: Iterable[tuple[int, str, str]]) -> None:
    """Let names lead to articles: the article's number, its source's id, the name; none may be known in that source."""
    rows = [
        {"article": number, "source": source_id, "name": name, "digest": digest(source_id, name)}
        for number, source_id, name in new
    ]
    if rows:
        connection.execute(insert(aliases), rows)


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
    query = select(aliases.c.name).join(articles, articles.c.number == aliases.c.article).where(articles.c.id == article_id)
    return tuple(sorted(connection.execute(query).scalars()))
