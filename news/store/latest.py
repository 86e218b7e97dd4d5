"""Latest: the articles that came to readers last, wherever their own dates put them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from news.store.articles import by_ids, newest
from news.store.schema import articles
from news.store.topics import article_topics
from news.stored import LATE, StoredArticle, came


def latest(
    connection: Connection, *, source_ids: Collection[str] | None, limit: int, topic_slugs: Collection[str] | None = None
) -> tuple[StoredArticle, ...]:
    """At most `limit` articles, those that came last (`StoredArticle.came`); in the order of `newest`, withdrawn ones among them.

    None for `source_ids` means every source; with `topic_slugs` only those of any of these topics.
    """
    found = newest(connection, source_ids=source_ids, limit=limit, include_withdrawn=True, topic_slugs=topic_slugs)
    if len(found) < limit or not found:
        return found
    # Whatever is older than these by its date has to have been seen after that, or it did not come later than any of them.
    since = found[-1].published.moment
    ids = {stored.id for stored in found}
    rows = connection.execute(_seen_late(since, source_ids, topic_slugs))
    late = sorted({(came(published, seen), published, each) for each, published, seen in rows if each not in ids}, reverse=True)
    if not late:
        return found
    both = (*found, *by_ids(connection, [article_id for _, _, article_id in late[:limit]]).values())
    last = sorted(both, key=lambda stored: (stored.came, stored.published.moment, stored.id), reverse=True)[:limit]
    return tuple(sorted(last, key=lambda stored: (stored.published.moment, stored.id), reverse=True))


def _seen_late(since: datetime, source_ids: Collection[str] | None, topic_slugs: Collection[str] | None) -> Select[Any]:
    """Id, date and first sight of what was published until then, not more than LATE before, and seen from then on."""
    own = articles.c
    query = select(own.id, own.published, own.first_seen).where(own.first_seen >= since, own.pruned.is_(None))
    dated = article_topics.c if topic_slugs is not None else own
    if topic_slugs is not None:
        query = query.join(article_topics, article_topics.c.article == own.id).where(article_topics.c.topic.in_(topic_slugs))
    if source_ids is not None:
        query = query.where(dated.source.in_(source_ids))
    return query.where(dated.published <= since, dated.published >= since - LATE)
