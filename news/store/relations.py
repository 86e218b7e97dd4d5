"""What relating asks of stored articles and their links, in the write transaction it works in."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from news.related.relation import Reason
from news.store import changes
from news.store.names import batched
from news.store.schema import articles, relations

Transaction = Connection
"""What `Store.write` and `Store.read` give, for those who may not name a database."""


def withdrawn(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of the articles that are withdrawn, or whose content was given up: nothing leads to either."""
    found: set[str] = set()
    for batch in batched(ids):
        gone = articles.c.withdrawn.is_not(None) | articles.c.pruned.is_not(None)
        found.update(connection.execute(select(articles.c.id).where(articles.c.id.in_(batch), gone)).scalars())
    return frozenset(found)


def owners_of(connection: Connection, article_id: str) -> frozenset[str]:
    """The articles that have a link to one, but those whose editor chose it."""
    computed = (relations.c.other == article_id) & (relations.c.reason != Reason.LISTED.value)
    return frozenset(connection.execute(select(relations.c.article).where(computed)).scalars())


def forget_incoming(connection: Connection, article_id: str, owners: Collection[str]) -> None:
    """Delete the links that these articles have to one, but those an editor chose."""
    for batch in batched(owners):
        computed = (relations.c.other == article_id) & (relations.c.reason != Reason.LISTED.value)
        connection.execute(delete(relations).where(computed, relations.c.article.in_(batch)))
    changes.note(connection, changes.Kind.LINKS, owners)


def linked(connection: Connection, article_id: str, reason: Reason) -> frozenset[str]:
    """The articles that a link of this reason leads to from one, or from which it leads to it."""
    there = select(relations.c.other).where(relations.c.article == article_id, relations.c.reason == reason.value)
    back = select(relations.c.article).where(relations.c.other == article_id, relations.c.reason == reason.value)
    return frozenset(connection.execute(there.union(back)).scalars())
