"""Keeping the index in step with the articles, inside the transaction that writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from sqlalchemy import Connection, select

from news.article import Article
from news.search.words import Indexed, indexed
from news.store.codec import decode
from news.store.names import batched
from news.store.schema import articles
from news.store.search import postgresql, sqlite
from news.store.search.state import State


def database(connection: Connection) -> ModuleType:
    """The module that speaks the language of the connection's database."""
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def keep(connection: Connection, readings: Mapping[int, Article], before: Mapping[int, str]) -> None:
    """Index articles by what they say now, by number; `before` is the stored content of those that were kept already."""
    if not readings:
        return
    state = State.of(connection)
    new: list[tuple[int, Indexed]] = []
    changed: list[tuple[int, Indexed, Indexed | None]] = []
    for number, article in readings.items():
        if not state.reaches(number):
            continue
        words = indexed(article)
        if number not in before:
            new.append((number, words))
        elif (old := indexed(decode(before[number]))) != words:
            changed.append((number, old, words))
    # Risen numbers last: an index that is written in order is written once.
    module = database(connection)
    module.replace(connection, changed)
    module.add(connection, new)


def forget(connection: Connection, ids: Iterable[str]) -> None:
    """Take articles out of the index, before their content is changed or given up: nothing could tell their words later.

    Articles that are pruned are in it no more.
    """
    state = State.of(connection)
    for rows in _contents(connection, ids):
        gone = [(number, indexed(decode(content)), None) for number, content in rows if state.reaches(number)]
        database(connection).replace(connection, gone)


def enter(connection: Connection, ids: Iterable[str]) -> None:
    """Put articles into the index that are not in it: new ones, and those that were forgotten. Pruned ones stay out."""
    state = State.of(connection)
    for rows in _contents(connection, ids):
        new = [(number, indexed(decode(content))) for number, content in rows if state.reaches(number)]
        database(connection).add(connection, new)


def _contents(connection: Connection, ids: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    for batch in batched(dict.fromkeys(ids)):
        query = select(articles.c.number, articles.c.content).where(articles.c.id.in_(batch), articles.c.pruned.is_(None))
        yield [(number, content) for number, content in connection.execute(query)]
