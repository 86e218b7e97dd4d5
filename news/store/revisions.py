"""Revisions: what an article said before."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, and_, select

from news.store.codec import decode, unpack
from news.store.names import batched
from news.store.schema import articles, revisions
from news.stored import Revision


def history(connection: Connection, article_id: str) -> tuple[Revision, ...]:
    """Every revision of an article, the first one first; none for an unknown id."""
    query = (
        select(revisions.c.number, revisions.c.seen, revisions.c.note, revisions.c.content, articles.c.content.label("present"))
        .join(articles, articles.c.number == revisions.c.article)
        .where(articles.c.id == article_id)
        .order_by(revisions.c.number)
    )
    return tuple(
        Revision(
            number=row.number,
            seen=row.seen,
            note=row.note,
            article=decode(row.present if row.content is None else unpack(row.content)),
        )
        for row in connection.execute(query)
    )


def edit_notes(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """What the last substantive edit of each of the articles changed; who was never edited is left out."""
    present = and_(revisions.c.article == articles.c.number, revisions.c.number == articles.c.revision, revisions.c.number > 1)
    query = select(articles.c.id, revisions.c.note).join(articles, present)
    return {
        article: note
        for batch in batched(ids)
        for article, note in connection.execute(query.where(articles.c.id.in_(batch)))
        if note
    }
