"""Events: the withdrawals of articles and their returns, kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from news.store.schema import articles, events
from news.stored import Event, EventKind

_TICK = timedelta(microseconds=1)


def record(connection: Connection, number: int, kind: EventKind, *, now: datetime) -> datetime:
    """Keep what happened to the article of that number and return the moment under which it stands.

    That is `now`, or just after the event before where a clock was set back or two things happen at once: events stay in the
    order in which they came.
    """
    last = connection.execute(select(func.max(events.c.at)).where(events.c.article == number)).scalar_one()
    at = now if last is None else max(now, last + _TICK)
    connection.execute(insert(events), {"article": number, "at": at, "kind": kind.value})
    return at


def of_article(connection: Connection, article_id: str) -> tuple[Event, ...]:
    """What happened to an article, in order; none for an unknown id."""
    query = select(events.c.at, events.c.kind).join(articles, articles.c.number == events.c.article)
    query = query.where(articles.c.id == article_id).order_by(events.c.at)
    return tuple(Event(at=row.at, kind=EventKind(row.kind)) for row in connection.execute(query))
