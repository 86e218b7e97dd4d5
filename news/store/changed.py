"""Changed: what changed since a position, with the articles and stories that show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from news.store import changes
from news.store.changes import Kind, Position
from news.store.names import batched
from news.store.schema import articles, relations
from news.store.stories import story_members
from news.store.topics import article_topics
from news.store.transactions import Transactions


class Whereabouts(NamedTuple):
    """Where an article stands in feeds."""

    number: int
    """Its place in the order of arrival."""
    source: str
    published: datetime
    topics: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What changed, by ids."""

    articles: Mapping[str, Whereabouts]
    """Articles that changed themselves."""
    linked: Mapping[str, Whereabouts]
    """Articles whose links changed, or lead to one that changed; those that changed themselves may be among them."""
    stories: frozenset[str]
    """Stories that gained, lost or have a member that changed; ids of merged ones are among them."""
    topics: frozenset[str]
    """Slugs of topics that lost an article, or have one that changed."""
    sources: frozenset[str]
    """Sources that were declared anew, and those with an article that links to one of theirs."""
    health: frozenset[str]
    """Sources of whose health something else is told."""

    @property
    def nothing(self) -> bool:
        """Whether nothing changed at all."""
        return not (self.articles or self.linked or self.stories or self.topics or self.sources or self.health)


class Changes:
    """The changes of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def position(self) -> Position:
        """The position after the last change."""
        with self._store.read() as connection:
            return changes.position(connection)

    def since(self, position: Position) -> Changed | None:
        """What changed after a position; None where nobody can say, see `news.store.changes.since`."""
        with self._store.read() as connection:
            found = changes.since(connection, position)
            return None if found is None else _changed(connection, found)

    def forget(self, kept: int = changes.KEPT) -> int:
        """Forget all but the `kept` latest changes; how many were forgotten."""
        with self._store.write() as connection:
            return changes.forget(connection, kept)


def _changed(connection: Connection, found: Mapping[Kind, frozenset[str]]) -> Changed:
    own, declared = found[Kind.ARTICLE], found[Kind.SOURCE]
    linked = found[Kind.LINKS] | _owners(connection, own)
    stories: set[str] = set(found[Kind.STORY])
    for batch in batched(own):
        stories.update(connection.execute(select(story_members.c.story).where(story_members.c.article.in_(batch))).scalars())
    told = _whereabouts(connection, own)
    return Changed(
        articles=told,
        linked=_whereabouts(connection, linked),
        stories=frozenset(stories),
        topics=found[Kind.TOPIC].union(*(each.topics for each in told.values())),
        sources=declared | _near(connection, declared),
        health=found[Kind.HEALTH],
    )


def _owners(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """The articles that have a link to one of these."""
    found: set[str] = set()
    for batch in batched(ids):
        found.update(connection.execute(select(relations.c.article).where(relations.c.other.in_(batch))).scalars())
    return frozenset(found)


def _whereabouts(connection: Connection, ids: Collection[str]) -> dict[str, Whereabouts]:
    found: dict[str, Whereabouts] = {}
    for batch in batched(ids):
        topics: dict[str, set[str]] = {}
        for row in connection.execute(select(article_topics).where(article_topics.c.article.in_(batch))):
            topics.setdefault(row.article, set()).add(row.topic)
        query = select(articles.c.id, articles.c.number, articles.c.source, articles.c.published).where(articles.c.id.in_(batch))
        for row in connection.execute(query):
            found[row.id] = Whereabouts(row.number, row.source, row.published, frozenset(topics.get(row.id, ())))
    return found


def _near(connection: Connection, sources: Collection[str]) -> frozenset[str]:
    """The sources with an article that links to one of these sources': it names them."""
    owner, other = articles.alias(), articles.alias()
    found: set[str] = set()
    for batch in batched(sources):
        query = (
            select(owner.c.source)
            .join_from(other, relations, relations.c.other == other.c.id)
            .join(owner, owner.c.id == relations.c.article)
            .where(other.c.source.in_(batch))
            .distinct()
        )
        found.update(connection.execute(query).scalars())
    return frozenset(found)
