"""Rebuilding the index from the articles: batch by batch, each a transaction of its own, going on where it was left."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from news.search.words import indexed
from news.store import meta
from news.store.codec import decode
from news.store.schema import articles
from news.store.search.keeping import database
from news.store.search.state import KEY, State

if TYPE_CHECKING:
    from news.store.store import Store

BATCH = 500
"""Articles indexed in one transaction: about two megabytes of text, and well under a second."""
AT_ONCE = 2_000
"""So few are indexed when a store is upgraded; more would be minutes in which nobody knows what Loa is doing."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a rebuild has come."""

    done: int
    """Articles passed."""
    total: int
    """Articles there are."""


def rebuild(store: Store, *, whole: bool = True) -> Generator[Progress]:
    """Build the index, yielding after each batch; with `whole` from the beginning if nothing is missing from it.

    One that was interrupted, by whatever end, goes on where it was; searching raises StoreError until it is done. Articles may be
    kept meanwhile.
    """
    with store.write() as connection:
        if whole and State.of(connection).through is None:
            meta.keep(connection, KEY, "")
    unfinished = True
    while unfinished:
        with store.write() as connection:
            unfinished = step(connection)
            progress = _progress(connection)
        yield progress


def is_whole(store: Store) -> bool:
    """Whether every article is in the index, by today's rules. Raises StoreError."""
    with store.read() as connection:
        return State.of(connection).through is None


def step(connection: Connection) -> bool:
    """Index the next articles in the connection's write transaction; False when there are no more."""
    state = State.of(connection)
    if state.through is None:
        return False
    module = database(connection)
    if state.through == 0:
        module.empty(connection)
    # What is pruned has no words left; what is withdrawn may come back.
    rest = (
        select(articles.c.number, articles.c.content)
        .where(articles.c.number > state.through, articles.c.pruned.is_(None))
        .order_by(articles.c.number)
        .limit(BATCH)
    )
    rows = connection.execute(rest).all()
    module.add(connection, [(number, indexed(decode(content))) for number, content in rows])
    State(through=rows[-1].number if len(rows) == BATCH else None).keep(connection)
    return len(rows) == BATCH


def build_few(connection: Connection) -> None:
    """Build the index of a store that holds few articles, AT_ONCE at most; leave it to `rebuild` where there are more."""
    few = connection.execute(select(articles.c.number).limit(AT_ONCE + 1)).all()
    while len(few) <= AT_ONCE and step(connection):
        pass


def _progress(connection: Connection) -> Progress:
    through = State.of(connection).through
    count = select(func.count()).select_from(articles)
    total = connection.execute(count).scalar_one()
    done = total if through is None else connection.execute(count.where(articles.c.number <= through)).scalar_one()
    return Progress(done=done, total=total)
