"""The index of topics: which articles are of which common topic, newest first, without asking what they say.

It is computed from articles by `news.topics` in the transaction that writes them, and made anew when the table of topics changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
)

from news.article import Article
from news.store import changes, meta
from news.store.codec import decode
from news.store.moments import Moment
from news.store.names import batched
from news.store.schema import articles, metadata
from news.topics import rules, topics, topics_of

if TYPE_CHECKING:
    from news.store.store import Store

_KEY = "topics"
_BATCH = 500

article_topics = Table(
    "article_topics",
    metadata,
    Column("topic", Text, primary_key=True, doc="slug of a topic of news.topics"),
    Column("published", Moment, primary_key=True, doc="as in articles"),
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("source", Text, nullable=False, doc="as in articles"),
    Index("ix_article_topics_article", "article"),
    sqlite_with_rowid=False,
)


def keep(connection: Connection, rows: Iterable[Mapping[str, Any]], readings: Mapping[str, Article], *, known: bool) -> None:
    """Index articles whose rows of `articles` were written in this transaction, by what they say now.

    `known` tells that they may be indexed already.
    """
    written = [row for row in rows if row["id"] in readings]
    if known:
        forget(connection, [row["id"] for row in written])
    _enter(connection, ((row["id"], row["published"], readings[row["id"]]) for row in written))


def forget(connection: Connection, ids: Collection[str]) -> None:
    """Take articles out of the index."""
    for batch in batched(ids):
        left = article_topics.c.article.in_(batch)
        changes.note(connection, changes.Kind.TOPIC, connection.execute(select(article_topics.c.topic).where(left)).scalars())
        connection.execute(delete(article_topics).where(left))


def enter(connection: Connection, ids: Collection[str]) -> None:
    """Index articles that are not in the index, as they are stored; those whose content was given up stay out."""
    for batch in batched(ids):
        query = select(*_STORED).where(articles.c.id.in_(batch), articles.c.pruned.is_(None))
        _enter(connection, [(row.id, row.published, decode(row.content)) for row in connection.execute(query)])


def newest(
    connection: Connection,
    topics: Collection[str],
    *,
    source_ids: Collection[str] | None,
    limit: int,
    include_withdrawn: bool,
    before: tuple[datetime, str] | None,
) -> list[str]:
    """Ids of the newest articles of any of the topics: the latest published first, then by falling id."""
    own = article_topics.c
    query = select(own.article, own.published).join(articles, articles.c.id == own.article).where(articles.c.pruned.is_(None))
    query = query.order_by(own.published.desc(), own.article.desc()).limit(limit)
    if not include_withdrawn:
        query = query.where(articles.c.withdrawn.is_(None))
    if source_ids is not None:
        query = query.where(own.source.in_(source_ids))
    if before is not None:
        query = query.where(tuple_(own.published, own.article) < tuple_(literal(before[0], Moment), before[1]))
    # One query a topic walks the index from its end.
    found = {(row.published, row.article) for each in set(topics) for row in connection.execute(query.where(own.topic == each))}
    return [article_id for _, article_id in sorted(found, reverse=True)[:limit]]


def used(connection: Connection) -> frozenset[str]:
    """The topics of the table of which there is any article."""
    of = select(literal(1)).where(article_topics.c.topic == bindparam("topic")).limit(1)
    return frozenset(each.slug for each in topics() if connection.execute(of, {"topic": each.slug}).first())


def counts(connection: Connection) -> dict[str, int]:
    """How many articles there are of each topic of which there is any."""
    query = select(article_topics.c.topic, func.count().label("number")).group_by(article_topics.c.topic)
    return {row.topic: row.number for row in connection.execute(query)}


def refresh(store: Store) -> bool:
    """Make the index anew where it was made by another table of topics than today's; whether that was so.

    A few hundred articles a transaction. One that was broken off begins again; two at once do no harm.
    """
    if store.meta(_KEY) == rules():
        return False
    number = 0
    while True:
        with store.write() as connection:
            if number == 0:
                meta.keep(connection, _KEY, "being made")
                connection.execute(delete(article_topics))
            number, more = _fill(connection, number)
            if not more:
                meta.keep(connection, _KEY, rules())
                return True


def _fill(connection: Connection, number: int) -> tuple[int, bool]:
    """Index the articles that follow row `number`; the number of the last one, and whether there may be more."""
    query = select(articles.c.number, *_STORED).where(articles.c.number > number, articles.c.pruned.is_(None))
    rows = connection.execute(query.order_by(articles.c.number).limit(_BATCH)).all()
    forget(connection, [row.id for row in rows])  # one that was kept meanwhile is there already
    _enter(connection, ((row.id, row.published, decode(row.content)) for row in rows))
    return (rows[-1].number if rows else number), len(rows) == _BATCH


_STORED = (articles.c.id, articles.c.published, articles.c.content)


def _enter(connection: Connection, stored: Iterable[tuple[str, datetime, Article]]) -> None:
    rows = list(_rows(stored))
    if rows:
        connection.execute(insert(article_topics), rows)


def _rows(stored: Iterable[tuple[str, datetime, Article]]) -> Iterator[dict[str, Any]]:
    for article_id, published, article in stored:
        for topic in topics_of(article.categories, article.url):
            yield {"topic": topic, "published": published, "article": article_id, "source": article.source}
