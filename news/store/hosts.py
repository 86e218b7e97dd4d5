"""Hosts: how each was treated and what it answered, so that politeness outlives a restart; and their robots.txt."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    delete,
    select,
    tuple_,
)

from news.politeness import HostDay, HostState
from news.store.codec import to_json
from news.store.moments import Moment
from news.store.schema import metadata
from news.store.transactions import Transactions
from news.store.upsert import upsert

KEPT_DAYS = timedelta(days=90)
"""How long the accounts of single days are kept."""

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True, doc="name in lower case, with the port where it is not the scheme's own"),
    Column("next_allowed", Moment, doc="nothing is asked of it before; null: it may be asked at once"),
    Column("failures", Integer, nullable=False, doc="in a row"),
    Column("crawl_delay", Float, doc="seconds, as its robots.txt asks; null: nothing"),
    Column("latency", Float, doc="seconds it takes to answer, smoothed"),
    Column("last_asked", Moment),
    Column("last_status", Text, doc="status, or kind of the failure"),
    sqlite_with_rowid=False,
)

host_days = Table(
    "host_days",
    metadata,
    Column("host", Text, primary_key=True),
    Column("day", Text, primary_key=True, doc="date in UTC, ISO 8601"),
    Column("requests", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False, doc="bodies, as they came over the wire"),
    Column("unchanged", Integer, nullable=False, doc="answers 304"),
    Column("failed", Text, nullable=False, doc="JSON, count by kind of error"),
    sqlite_with_rowid=False,
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True, doc="scheme and host, such as https://town.example"),
    Column("status", Text, nullable=False, doc="status of the last answer, or the kind of failure"),
    Column("fetched", Moment, nullable=False, doc="when it was last asked for"),
    Column("body", LargeBinary, doc="null: it forbids everything, since it could not be had"),
    Column("failing_since", Moment, doc="first of the failures in a row; null: it was had"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, kw_only=True)
class RobotsFile:
    """The robots.txt of one origin, as it was last asked for."""

    origin: str
    """Scheme and host, such as `https://town.example`."""
    status: str
    """Status of the answer, or the kind of failure."""
    fetched: datetime
    body: bytes | None
    """Empty where there is none; None where it could not be had, which forbids everything."""
    failing_since: datetime | None = None
    """Since when it cannot be had; None: it can."""


class Hosts:
    """The hosts of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def state(self, name: str) -> HostState | None:
        """What is known of one host, see `news.politeness`; None: it was never asked."""
        with self._store.read() as connection:
            return state(connection, name)

    def states(self) -> tuple[HostState, ...]:
        """What is known of every host, by name."""
        with self._store.read() as connection:
            return states(connection)

    def days(self, *, since: date) -> Mapping[str, tuple[HostDay, ...]]:
        """By host, what was asked of it on each day from `since` on (in UTC), the earliest first."""
        with self._store.read() as connection:
            return days(connection, since=since)

    def keep(self, known: Collection[HostState], spent: Collection[HostDay]) -> None:
        """Keep the states of hosts in place of what was known, and add what was `spent` to the accounts of its days."""
        with self._store.write() as connection:
            keep(connection, known, spent)

    def robots(self, origin: str) -> RobotsFile | None:
        """The robots.txt of an origin (`https://town.example`) as it was last asked for; None: it never was."""
        with self._store.read() as connection:
            return robots_file(connection, origin)

    def robots_files(self) -> tuple[RobotsFile, ...]:
        """Every robots.txt, by origin."""
        with self._store.read() as connection:
            return robots_files(connection)

    def keep_robots(self, file: RobotsFile) -> None:
        """Keep a robots.txt in place of what was known of its origin."""
        with self._store.write() as connection:
            keep_robots(connection, file)


def state(connection: Connection, host: str) -> HostState | None:
    """What is known of one host; None: it was never asked."""
    row = connection.execute(select(hosts).where(hosts.c.host == host)).mappings().one_or_none()
    return None if row is None else HostState(**row)


def states(connection: Connection) -> tuple[HostState, ...]:
    """What is known of every host, by name."""
    return tuple(HostState(**row) for row in connection.execute(select(hosts).order_by(hosts.c.host)).mappings())


def days(connection: Connection, *, since: date) -> Mapping[str, tuple[HostDay, ...]]:
    """The accounts of every host from a day on (in UTC), the earliest first."""
    query = select(host_days).where(host_days.c.day >= since.isoformat()).order_by(host_days.c.host, host_days.c.day)
    found: defaultdict[str, list[HostDay]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["host"]].append(_day(row))
    return {host: tuple(each) for host, each in found.items()}


def keep(connection: Connection, known: Iterable[HostState], spent: Collection[HostDay]) -> None:
    """Keep the states of hosts in place of what was known, and add what was `spent` to the accounts of its days."""
    rows = [asdict(each) for each in known]
    if rows:
        columns = tuple(column.name for column in hosts.c if not column.primary_key)
        connection.execute(upsert(connection, hosts, replace=columns), rows)
    if not spent:
        return
    totals: dict[tuple[str, str], HostDay] = {}
    for day in spent:
        key = (day.host, day.day.isoformat())
        totals[key] = totals[key].plus(day) if key in totals else day
    query = select(host_days).where(tuple_(host_days.c.host, host_days.c.day).in_(list(totals)))
    for row in connection.execute(query).mappings().all():
        before = _day(row)
        totals[row["host"], row["day"]] = before.plus(totals[row["host"], row["day"]])
    counted = [
        {field.name: getattr(day, field.name) for field in fields(day)}
        | {"day": day.day.isoformat(), "failed": to_json(dict(sorted(day.failed.items())))}
        for day in totals.values()
    ]
    connection.execute(upsert(connection, host_days, replace=("requests", "bytes", "unchanged", "failed")), counted)
    oldest = max(day.day for day in totals.values()) - KEPT_DAYS
    connection.execute(delete(host_days).where(host_days.c.day < oldest.isoformat()))


def robots_file(connection: Connection, origin: str) -> RobotsFile | None:
    """The robots.txt of an origin as it was last asked for; None: it never was."""
    row = connection.execute(select(robots).where(robots.c.origin == origin)).mappings().one_or_none()
    return None if row is None else RobotsFile(**row)


def robots_files(connection: Connection) -> tuple[RobotsFile, ...]:
    """Every robots.txt, by origin."""
    return tuple(RobotsFile(**row) for row in connection.execute(select(robots).order_by(robots.c.origin)).mappings())


def keep_robots(connection: Connection, file: RobotsFile) -> None:
    """Keep a robots.txt in place of what was known of its origin."""
    statement = upsert(connection, robots, replace=("status", "fetched", "body", "failing_since"))
    connection.execute(statement, asdict(file))


def _day(row: RowMapping) -> HostDay:
    return HostDay(**dict(row) | {"day": date.fromisoformat(row["day"]), "failed": json.loads(row["failed"])})
