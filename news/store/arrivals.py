"""Arrivals: articles in the order in which they came into the store, which never changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import select

from news.store.schema import articles
from news.store.transactions import Transactions

_PAGE = 5000


class Arrival(NamedTuple):
    """An article and its place in that order."""

    number: int
    id: str


class Arrivals:
    """The arrivals of a store. Every method reads pages, each one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def after(self, number: int, *, sources: Collection[str] | None, upto: int | None = None) -> Iterator[Arrival]:
        """The articles of the sources (None: of all) that came after a number, the first first, as far as `upto` (None: all).

        Withdrawn and pruned ones are among them: who came stays.
        """
        query = select(articles.c.number, articles.c.id).order_by(articles.c.number).limit(_PAGE)
        if sources is not None:
            query = query.where(articles.c.source.in_(sorted(sources)))
        if upto is not None:
            query = query.where(articles.c.number <= upto)
        while True:
            with self._store.read() as connection:
                page = [Arrival(row.number, row.id) for row in connection.execute(query.where(articles.c.number > number))]
            yield from page
            if len(page) < _PAGE:
                return
            number = page[-1].number
