"""Pruning: old articles give up what they said, never who they are.

What is kept of an article whose content was given up: its id, key and every name, its title and address, its dates, the number
and notes of its revisions, its withdrawals and returns, and the fingerprint by which a copy under a new address is recognised. So
a listing that offers it again finds it known, it never comes back as new, and nothing that was published changes its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, bindparam, delete, or_, select, update

from news.article import Article
from news.source import Source
from news.store import changes, search, topics
from news.store.articles import numbers
from news.store.codec import decode, encode
from news.store.names import batched
from news.store.postings import fingerprints
from news.store.schema import articles, related_state, relations, revisions

if TYPE_CHECKING:
    from news.store.store import Store

_BATCH = 100


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What gave up its content, or would."""

    articles: int
    by_source: Mapping[str, int]
    """Articles by source id; sources without any are left out."""


def prune(
    store: Store, *, articles_age: timedelta | None, declared: Iterable[Source] = (), now: datetime, dry_run: bool = False
) -> Pruned:
    """Give up the content of every article that is older than its source keeps it, or than `articles_age` (None: for ever).

    How long a source keeps its articles is what `declared` says, for the others what the store knows of them.
    An article is as old as the latest of its publication, its first sight and its last substantive edit, and old enough at the
    end of a day in UTC. With `dry_run` nothing is written. A hundred articles a transaction, so that nobody waits long; where one
    run is broken off the next goes on. Raises StoreError. The caller holds the writer's lock.
    """
    counts: dict[str, int] = {}
    newer = {source.id: source for source in declared}
    for source in (newer.get(each.id, each) for each in store.sources()):
        age = articles_age if source.keep_days is None else timedelta(days=source.keep_days)
        for ids in _old(store, source.id, age, now):
            if not dry_run:
                with store.write() as connection:
                    give_up(connection, ids, now=now)
            counts[source.id] = counts.get(source.id, 0) + len(ids)
    return Pruned(articles=sum(counts.values()), by_source=MappingProxyType(counts))


def _old(store: Store, source_id: str, age: timedelta | None, now: datetime) -> Iterator[list[str]]:
    """Yield the ids of a source's articles to be given up, a batch at a time."""
    limit = _limit(age, now)
    number = 0
    while limit is not None:
        query = (
            select(articles.c.number, articles.c.id)
            .where(articles.c.source == source_id, articles.c.number > number, *_older(limit))
            .order_by(articles.c.number)
            .limit(_BATCH)
        )
        with store.read() as connection:
            found = connection.execute(query).all()
        if not found:
            return
        yield [row.id for row in found]
        number = found[-1].number


def _limit(age: timedelta | None, now: datetime) -> datetime | None:
    """Return the moment before which articles are too old; None: no article is.

    It is the beginning of a day, so that articles of one day, whose moments in a feed depend on each other, leave it together.
    """
    try:
        return None if age is None else (now - age).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    except OverflowError:
        return None


def _older(limit: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        articles.c.pruned.is_(None),
        articles.c.published < limit,
        articles.c.first_seen < limit,
        or_(articles.c.updated.is_(None), articles.c.updated < limit),
    )


_GIVE_UP = update(articles).where(articles.c.number == bindparam("of")).values(content=bindparam("left"), pruned=bindparam("at"))


def give_up(connection: Connection, ids: Sequence[str], *, now: datetime) -> None:
    """Take the content, in every revision, out of articles; whatever was computed from it goes too."""
    for batch in batched(ids):
        search.forget(connection, batch)
        rows = connection.execute(select(articles.c.number, articles.c.content).where(articles.c.id.in_(batch))).all()
        left = [{"of": row.number, "left": encode(shell_of(decode(row.content))), "at": now} for row in rows]
        if left:
            connection.execute(_GIVE_UP, left)
        connection.execute(update(revisions).where(revisions.c.article.in_([row.number for row in rows])).values(content=None))
        changes.note(connection, changes.Kind.ARTICLE, batch)
    forget(connection, ids)


def shell_of(article: Article) -> Article:
    """What is left of an article: its names, title and dates, and how to read them."""
    return Article(
        source=article.source,
        url=article.url,
        key=article.key,
        title=article.title,
        published=article.published,
        language=article.language,
        timezone=article.timezone,
        family=article.family,
    )


def forget(connection: Connection, ids: Sequence[str]) -> None:
    """Take articles out of everything computed from articles: relations both ways, topics, the index for relating, its queue."""
    topics.forget(connection, ids)
    for batch in batched(ids):
        owners = connection.execute(select(relations.c.article).where(relations.c.other.in_(batch))).scalars()
        changes.note(connection, changes.Kind.LINKS, owners)
        connection.execute(delete(relations).where(or_(relations.c.article.in_(batch), relations.c.other.in_(batch))))
        connection.execute(delete(fingerprints).where(fingerprints.c.article.in_(batch)))
        waiting = list(numbers(connection, batch).values())
        connection.execute(delete(related_state).where(related_state.c.article.in_(waiting)))
