"""Delays as the store keeps them: of each source and day, how long articles took from their publication to the feeds.

Counted are articles whose page gives the minute and that were published while their source was being watched: what the first
crawl of a source finds, or a backfill, says nothing of how fast Loa is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, Connection, Float, Table, Text, delete, func, select, tuple_

from news.article import Precision, Provenance
from news.delay import Delays, delays_of
from news.store import meta
from news.store.codec import to_json
from news.store.names import batched
from news.store.schema import articles, metadata, runs
from news.store.transactions import Transactions
from news.store.upsert import upsert

KEPT = timedelta(days=90)
"""After which a day is forgotten."""
_REACHED = "delivered"
"""The key in `meta` of the number of the last article that has been counted."""

delays = Table(
    "delays",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", Text, primary_key=True, doc="on which they came into the feeds, in UTC, ISO 8601"),
    Column("counts", Text, nullable=False, doc="JSON list, articles by class of news.delay"),
    Column("seconds", Float, nullable=False, doc="all delays together"),
    sqlite_with_rowid=False,
)


class KeptDelays:
    """The delays of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def mark(self) -> int:
        """The number of the last article there is: what is published from now on holds all up to it."""
        with self._store.read() as connection:
            return _last(connection)

    def delivered(self, *, upto: int, now: datetime) -> Mapping[str, Delays]:
        """Count the articles up to a mark that were not counted before as being in the feeds `now`; return them by source.

        The first call only remembers where the next one is to begin.
        """
        with self._store.write() as connection:
            reached = meta.value(connection, _REACHED)
            if reached is not None and int(reached) >= upto:
                return {}
            meta.keep(connection, _REACHED, str(upto))
            found = {} if reached is None else _between(connection, int(reached), upto, now)
            _add(connection, found, now)
            return found

    def since(self, day: date) -> Mapping[str, Delays]:
        """The delays of each source from a day on (in UTC)."""
        query = select(delays).where(delays.c.day >= day.isoformat())
        found: defaultdict[str, Delays] = defaultdict(Delays)
        with self._store.read() as connection:
            for row in connection.execute(query):
                found[row.source] = found[row.source].plus(_decoded(row.counts, row.seconds))
        return dict(found)


def _last(connection: Connection) -> int:
    return connection.execute(select(func.max(articles.c.number))).scalar_one() or 0


def _between(connection: Connection, reached: int, upto: int, now: datetime) -> dict[str, Delays]:
    query = select(articles.c.source, articles.c.published).where(
        articles.c.number > reached,
        articles.c.number <= upto,
        articles.c.precision == Precision.MINUTE.value,
        articles.c.provenance != Provenance.FIRST_SEEN.value,
    )
    published: defaultdict[str, list[datetime]] = defaultdict(list)
    for source, moment in connection.execute(query):
        published[source].append(moment)
    watched: dict[str, datetime] = {}
    for batch in batched(published):
        firsts = select(runs.c.source, func.min(runs.c.started)).where(runs.c.source.in_(batch)).group_by(runs.c.source)
        watched |= {row[0]: row[1] for row in connection.execute(firsts)}
    found = {
        source: delays_of(now - moment for moment in moments if source in watched and moment >= watched[source])
        for source, moments in published.items()
    }
    return {source: each for source, each in found.items() if each.articles}


def _add(connection: Connection, found: Mapping[str, Delays], now: datetime) -> None:
    today = now.astimezone(UTC).date()
    day = today.isoformat()
    totals = dict(found)
    for batch in batched(found):
        query = select(delays).where(tuple_(delays.c.source, delays.c.day).in_([(source, day) for source in batch]))
        for row in connection.execute(query):
            totals[row.source] = totals[row.source].plus(_decoded(row.counts, row.seconds))
    if totals:
        rows = [
            {"source": source, "day": day, "counts": to_json(each.counts), "seconds": each.seconds}
            for source, each in totals.items()
        ]
        connection.execute(upsert(connection, delays, replace=("counts", "seconds")), rows)
        connection.execute(delete(delays).where(delays.c.day < (today - KEPT).isoformat()))


def _decoded(counts: str, seconds: float) -> Delays:
    return Delays(counts=tuple(json.loads(counts)), seconds=seconds)
