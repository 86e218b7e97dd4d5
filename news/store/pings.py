"""Pings: which changed feeds a WebSub hub is still to be told of, so that telling outlives a restart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Index, Integer, RowMapping, Table, Text, func, select, update

from news.store.moments import Moment
from news.store.schema import metadata
from news.store.transactions import Transactions
from news.store.upsert import upsert

FIRST_WAIT = timedelta(seconds=30)
"""After the first attempt in vain; doubled with each further one."""
LONGEST_WAIT = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=1)
"""Counted from the first change that could not be told."""
_MANY = 500

pings = Table(
    "pings",
    metadata,
    Column("topic", Text, primary_key=True, doc="address of a feed"),
    Column("changed", Moment, nullable=False, doc="when its document changed last"),
    Column("told", Moment, doc="the last change that the hub took note of; null: none yet"),
    Column("since", Moment, doc="of the changes it was not told of, when the first was noted; null: it knows all"),
    Column("due", Moment, doc="when it is to be told; null: it knows, or telling it was given up"),
    Column("attempts", Integer, nullable=False, doc="in vain, since the last change"),
    Column("error", Text, doc="of the last attempt; null: it went well, or there was none"),
    Index(None, "due"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, kw_only=True)
class Ping:
    """A feed that changed, and how far telling the hub of it got."""

    topic: str
    """Absolute address of the feed."""
    changed: datetime
    """When its document changed last."""
    since: datetime | None
    """Of the changes that the hub was not told of, when the first was noted; None: it knows them all."""
    due: datetime | None
    """When the hub is to be told; None: it knows, or telling it was given up."""
    attempts: int
    """In vain, since the last change."""
    error: str | None
    """Of the last attempt, in one line."""

    @property
    def given_up(self) -> bool:
        """Whether the hub was not told and nobody tries any more, until the feed changes again."""
        return self.since is not None and self.due is None


class Pings:
    """The pings of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def want(self, changes: Mapping[str, datetime], *, now: datetime, known_only: bool = False) -> int:
        """Note when feeds changed, by address, and return of how many the hub is to be told.

        A change that was noted already is none. With `known_only` a feed of which nothing was noted yet is passed over.
        """
        with self._store.write() as connection:
            return want(connection, changes, now=now, known_only=known_only)

    def due(self, *, now: datetime, limit: int) -> tuple[Ping, ...]:
        """At most `limit` feeds of which the hub is to be told now, the longest waiting first."""
        with self._store.read() as connection:
            query = select(pings).where(pings.c.due <= now).order_by(pings.c.due, pings.c.topic).limit(limit)
            return tuple(_ping(row) for row in connection.execute(query).mappings())

    def next_due(self) -> datetime | None:
        """When the hub is to be told of anything next; None: it knows all that it can be told."""
        with self._store.read() as connection:
            return _next_due(connection)

    def untold(self) -> tuple[Ping, ...]:
        """Every feed of whose last change the hub was not told, by address; those given up are among them."""
        with self._store.read() as connection:
            query = select(pings).where(pings.c.since.is_not(None)).order_by(pings.c.topic)
            return tuple(_ping(row) for row in connection.execute(query).mappings())

    def settle(
        self, told: Collection[Ping], failed: Collection[tuple[Ping, str]], *, now: datetime
    ) -> tuple[tuple[str, ...], datetime | None]:
        """Note of which changes the hub was `told` and of which in vain, and why.

        Returns the addresses that are given up by it, and when the hub is to be told next. A feed that changed again since the
        ping was looked up stays due.
        """
        with self._store.write() as connection:
            given_up = settle(connection, told, failed, now=now)
            return given_up, _next_due(connection)


def want(connection: Connection, changes: Mapping[str, datetime], *, now: datetime, known_only: bool) -> int:
    """Note when feeds changed; see `Pings.want`."""
    known: dict[str, RowMapping] = {}
    topics = list(changes)
    for start in range(0, len(topics), _MANY):
        query = select(pings).where(pings.c.topic.in_(topics[start : start + _MANY]))
        known.update((row["topic"], row) for row in connection.execute(query).mappings())
    rows = []
    for topic, changed in changes.items():
        before = known.get(topic)
        if (before is None and known_only) or (before is not None and before["changed"] >= changed):
            continue
        since = before["since"] if before is not None and before["due"] is not None else None
        told = None if before is None else before["told"]
        row = {"topic": topic, "changed": changed, "told": told, "since": since or now, "due": now, "attempts": 0, "error": None}
        rows.append(row)
    if rows:
        replaced = tuple(column.name for column in pings.c if not column.primary_key)
        connection.execute(upsert(connection, pings, replace=replaced), rows)
    return len(rows)


def settle(
    connection: Connection, told: Collection[Ping], failed: Collection[tuple[Ping, str]], *, now: datetime
) -> tuple[str, ...]:
    """Note how telling the hub went, and return the addresses given up; see `Pings.settle`."""
    for ping in told:
        known = {"told": ping.changed, "since": None, "due": None, "attempts": 0, "error": None}
        connection.execute(update(pings).where(_is(ping)).values(**known))
    given_up = []
    for ping, error in failed:
        attempts = ping.attempts + 1
        hopeless = ping.since is not None and now - ping.since >= GIVE_UP_AFTER
        due = None if hopeless else now + wait_after(attempts)
        values = {"attempts": attempts, "error": " ".join(error.split())[:300], "due": due}
        if connection.execute(update(pings).where(_is(ping)).values(**values)).rowcount and hopeless:
            given_up.append(ping.topic)
    return tuple(given_up)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain, one at least."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 30)), LONGEST_WAIT)


def _next_due(connection: Connection) -> datetime | None:
    found: datetime | None = connection.execute(select(func.min(pings.c.due))).scalar_one()
    return found


def _is(ping: Ping) -> ColumnElement[bool]:
    """The row of a ping, unless the feed changed again."""
    return (pings.c.topic == ping.topic) & (pings.c.changed == ping.changed)


def _ping(row: RowMapping) -> Ping:
    return Ping(**{name: row[name] for name in ("topic", "changed", "since", "due", "attempts", "error")})
