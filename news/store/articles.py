"""Reading stored articles, and noting how their pages answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, literal, or_, select, tuple_, update

from news.article import Precision, Provenance, Published
from news.errors import StoreError
from news.store import changes, events, topics
from news.store.codec import decode
from news.store.moments import Moment
from news.store.names import batched
from news.store.schema import articles, sources
from news.stored import Counts, EventKind, StoredArticle

_PAGE = 200
_SEVERAL, _LOOK = 8, 10
_COLUMNS = [
    articles.c[name]
    for name in (
        "number", "id", "revision", "first_seen", "last_seen", "updated", "withdrawn", "pruned", "published", "precision",
        "provenance", "content",
    )
]  # fmt: skip


def settled_date(row: RowMapping | dict[str, Any]) -> Published | None:
    """The settled publication date in a row of `articles`; None where it is only when the article was first seen."""
    provenance = Provenance(row["provenance"])
    if provenance is Provenance.FIRST_SEEN:
        return None
    return Published(moment=row["published"], precision=Precision(row["precision"]), provenance=provenance)


def _stored(row: RowMapping) -> StoredArticle:
    return StoredArticle(
        id=row["id"],
        article=replace(decode(row["content"]), published=settled_date(row)),
        revision=row["revision"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        updated=row["updated"],
        withdrawn=row["withdrawn"],
        pruned=row["pruned"],
    )


def by_ids(connection: Connection, ids: Collection[str]) -> dict[str, StoredArticle]:
    """The stored articles of those of the ids that exist."""
    rows = (
        row for batch in batched(ids) for row in connection.execute(select(*_COLUMNS).where(articles.c.id.in_(batch))).mappings()
    )
    return {row["id"]: _stored(row) for row in rows}


def numbers(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """The numbers of those of the ids that exist."""
    found: dict[str, int] = {}
    for batch in batched(ids):
        rows = connection.execute(select(articles.c.id, articles.c.number).where(articles.c.id.in_(batch)))
        found.update((article_id, number) for article_id, number in rows)
    return found


def newest(
    connection: Connection,
    *,
    source_ids: Collection[str] | None,
    limit: int,
    include_withdrawn: bool,
    before: tuple[datetime, str] | None = None,
    topic_slugs: Collection[str] | None = None,
) -> tuple[StoredArticle, ...]:
    """At most `limit` articles, the latest published first, then by falling id; None for `source_ids` means every source.

    With `topic_slugs` only those of any of these topics, with `before` only those that come after the article of that date and id
    in this order. Articles whose content was given up are left out.
    """
    if topic_slugs is not None:
        ordered = topics.newest(
            connection, topic_slugs, source_ids=source_ids, limit=limit, include_withdrawn=include_withdrawn, before=before
        )
        known = by_ids(connection, ordered)
        return tuple(known[article_id] for article_id in ordered)
    query = select(articles.c.published, articles.c.id).where(articles.c.pruned.is_(None))
    query = query.order_by(articles.c.published.desc(), articles.c.id.desc()).limit(limit)
    if not include_withdrawn:
        query = query.where(articles.c.withdrawn.is_(None))
    if before is not None:
        query = query.where(tuple_(articles.c.published, articles.c.id) < tuple_(literal(before[0], Moment), before[1]))
    found: list[tuple[datetime, str]] = []
    if source_ids is not None and len(source_ids) > _SEVERAL:
        # Of many sources there are mostly enough among the newest of all, a single walk along an index.
        newest_of_all = query.add_columns(articles.c.source).limit(_LOOK * limit).subquery()
        own = newest_of_all.c
        among = select(own.published, own.id).where(own.source.in_(sorted(source_ids)))
        found = [(row.published, row.id) for row in connection.execute(among)]
    if len(found) < limit:
        # One query a source walks an index from its end; one for several sources would sort all they ever published.
        queries = [query] if source_ids is None else [query.where(articles.c.source == each) for each in set(source_ids)]
        found = [(row.published, row.id) for each in queries for row in connection.execute(each)]
    ids = [article_id for _, article_id in sorted(found, reverse=True)[:limit]]
    stored = by_ids(connection, ids)
    return tuple(stored[article_id] for article_id in ids)


def last_changes(connection: Connection, *, limit: int) -> tuple[tuple[str, datetime], ...]:
    """Ids of the newest articles, without what they say, and when each was edited last, or else seen first."""
    own = articles.c
    query = select(own.id, own.updated, own.first_seen).where(own.withdrawn.is_(None), own.pruned.is_(None))
    query = query.order_by(own.published.desc(), own.id.desc()).limit(limit)
    return tuple((row.id, row.updated or row.first_seen) for row in connection.execute(query))


def oldest(connection: Connection, source_id: str) -> datetime | None:
    """The earliest date of publication that a page of the source gave; None where none did."""
    query = (
        select(articles.c.published)
        .where(articles.c.source == source_id, articles.c.provenance != Provenance.FIRST_SEEN.value)
        .order_by(articles.c.published)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def page_after(connection: Connection, number: int, *, source_id: str | None) -> tuple[int, tuple[StoredArticle, ...]]:
    """The next articles in order of arrival after row `number`, and the number of the last one; none at the end.

    Articles whose content was given up are left out.
    """
    query = (
        select(*_COLUMNS).where(articles.c.number > number, articles.c.pruned.is_(None)).order_by(articles.c.number).limit(_PAGE)
    )
    if source_id is not None:
        query = query.where(articles.c.source == source_id)
    rows = connection.execute(query).mappings().all()
    return (rows[-1]["number"] if rows else number), tuple(_stored(row) for row in rows)


def counts(connection: Connection) -> Counts:
    """How much the store holds."""
    by_source = dict.fromkeys(connection.execute(select(sources.c.id).order_by(sources.c.id)).scalars(), 0)
    numbers = select(articles.c.source, func.count()).group_by(articles.c.source)
    by_source.update((source, number) for source, number in connection.execute(numbers))
    withdrawn, pruned = (
        select(func.count()).select_from(articles).where(column.is_not(None))
        for column in (articles.c.withdrawn, articles.c.pruned)
    )
    return Counts(
        articles=sum(by_source.values()),
        withdrawn=connection.execute(withdrawn).scalar_one(),
        pruned=connection.execute(pruned).scalar_one(),
        by_source=MappingProxyType(by_source),
    )


def rechecks(connection: Connection, source_id: str, *, seen_after: datetime, limit: int) -> tuple[str, ...]:
    """At most `limit` addresses of articles first seen and published after a moment, and of those that seem to be gone.

    The least recently checked come first; none is withdrawn or pruned.
    """
    young = and_(articles.c.first_seen > seen_after, articles.c.published > seen_after)
    query = (
        select(articles.c.url)
        .where(articles.c.source == source_id, or_(young, articles.c.missing_since.is_not(None)))
        .where(articles.c.withdrawn.is_(None), articles.c.pruned.is_(None))
        .order_by(articles.c.checked, articles.c.id)
        .limit(limit)
    )
    return tuple(connection.execute(query).scalars())


def missing(connection: Connection, article_id: str, *, now: datetime, confirm_after: timedelta) -> bool:
    """Note that the page is gone; True when this confirms an earlier such answer and the article becomes withdrawn.

    The withdrawal is an event, kept in the same transaction. Raises StoreError for an unknown id.
    """
    row = connection.execute(
        select(articles.c.number, articles.c.withdrawn, articles.c.missing_since).where(articles.c.id == article_id)
    ).one_or_none()
    if row is None:
        raise StoreError(f"no article has the id {article_id!r}")
    values: dict[str, datetime] = {"checked": now}
    confirmed = row.withdrawn is None and row.missing_since is not None and now - row.missing_since >= confirm_after
    if confirmed:
        values["withdrawn"] = events.record(connection, row.number, EventKind.WITHDRAWN, now=now)
        changes.note(connection, changes.Kind.ARTICLE, (article_id,))
    elif row.missing_since is None:
        values["missing_since"] = now
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))
    return confirmed


def checked(connection: Connection, ids: Collection[str], *, now: datetime, there: bool) -> None:
    """Note that pages were asked for; with `there` they answered that they are unchanged, else that they could not say."""
    values: dict[str, datetime | None] = {"checked": now}
    if there:
        values |= {"last_seen": now, "missing_since": None}
    for batch in batched(ids):
        connection.execute(update(articles).where(articles.c.id.in_(batch)).values(values))
