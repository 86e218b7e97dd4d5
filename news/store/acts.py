"""Acts: what the operator wants of single sources: paused ones, and what the service is asked to do at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Table, Text, delete, insert, select

from news.store.moments import Moment
from news.store.schema import metadata
from news.store.transactions import Transactions
from news.store.upsert import upsert

paused = Table(
    "paused",
    metadata,
    Column("source", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    sqlite_with_rowid=False,
)

wishes = Table(
    "wishes",
    metadata,
    Column("source", Text, primary_key=True),
    Column("act", Text, primary_key=True),
    Column("asked", Moment, nullable=False),
    sqlite_with_rowid=False,
)


class Act(StrEnum):
    """What can be asked for."""

    CRAWL = "crawl"
    """Crawl the source now, paused or not."""
    CHECK = "check"
    """Look whether the source works, as `loa check` does."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Something that was asked for and is not done yet."""

    source: str
    act: Act
    asked: datetime
    """When it was asked for last."""


class Acts:
    """The acts of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def pause(self, source_id: str, *, now: datetime) -> bool:
        """Crawl a source no more on schedule until it is resumed; False: it was paused already."""
        with self._store.write() as connection:
            if connection.execute(select(paused.c.source).where(paused.c.source == source_id)).first():
                return False
            connection.execute(insert(paused), {"source": source_id, "since": now})
            return True

    def resume(self, source_id: str) -> bool:
        """Crawl a paused source on schedule again; False: it was not paused."""
        with self._store.write() as connection:
            return bool(connection.execute(delete(paused).where(paused.c.source == source_id)).rowcount)

    def paused(self) -> Mapping[str, datetime]:
        """Since when sources are paused, by id."""
        with self._store.read() as connection:
            return {row.source: row.since for row in connection.execute(select(paused).order_by(paused.c.source))}

    def ask(self, source_id: str, act: Act, *, now: datetime) -> None:
        """Ask the service to do something with a source, once; it does so within seconds, or when it next runs."""
        with self._store.write() as connection:
            statement = upsert(connection, wishes, replace=("asked",))
            connection.execute(statement, {"source": source_id, "act": act.value, "asked": now})

    def wishes(self) -> tuple[Wish, ...]:
        """What was asked for and is not done yet, the longest waiting first."""
        with self._store.read() as connection:
            rows = connection.execute(select(wishes).order_by(wishes.c.asked, wishes.c.source, wishes.c.act))
            return tuple(Wish(source=row.source, act=Act(row.act), asked=row.asked) for row in rows)

    def done(self, wish: Wish) -> None:
        """Note that a wish was fulfilled; one that was asked for again meanwhile stays."""
        with self._store.write() as connection:
            mine = (wishes.c.source == wish.source) & (wishes.c.act == wish.act.value) & (wishes.c.asked <= wish.asked)
            connection.execute(delete(wishes).where(mine))
