"""Health as the store keeps it: what each source was judged to be last, and every change of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, func, insert, select

from news.article import Precision
from news.health import RUNS, Health, HealthChange, Outage, State, is_change, judge
from news.rhythm import MEMORY, Appearance, Rhythm, learn
from news.source import Source
from news.store import changes
from news.store import runs as kept_runs
from news.store.schema import articles, health, health_changes, runs
from news.store.transactions import Transactions
from news.store.upsert import upsert

_NAMES = tuple(field.name for field in fields(Health) if field.name != "outage")
_OUTAGE = {field.name: f"outage_{field.name}" for field in fields(Outage)}
_MANY = 500


class Healths:
    """The health of the sources of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def of(self, source_ids: Collection[str] | None = None) -> Mapping[str, Health]:
        """What sources were judged to be after their last run, by id; who was never judged is left out. None: of all."""
        with self._store.read() as connection:
            if source_ids is None:
                return {row["source"]: _health(row) for row in connection.execute(select(health)).mappings()}
            wanted = sorted(set(source_ids))
            found: dict[str, Health] = {}
            for start in range(0, len(wanted), _MANY):
                query = select(health).where(health.c.source.in_(wanted[start : start + _MANY]))
                found |= {row["source"]: _health(row) for row in connection.execute(query).mappings()}
            return found

    def changes(self, *, limit: int) -> tuple[HealthChange, ...]:
        """At most `limit` changes of state, the newest first."""
        query = select(health_changes).order_by(health_changes.c.id.desc()).limit(limit)
        with self._store.read() as connection:
            return tuple(_change(row) for row in connection.execute(query).mappings())

    def judge(self, source: Source, *, now: datetime) -> Health | None:
        """Judge a source by its runs until `now`, keep and return that, noting a change; None: it has no runs."""
        with self._store.write() as connection:
            row = connection.execute(select(health).where(health.c.source == source.id)).mappings().one_or_none()
            kept = None if row is None else _health(row)
            before = kept and _until(kept, now)
            latest = kept_runs.latest(connection, source_id=source.id, limit=RUNS, until=now)
            after = judge(source.id, latest, rhythm_of(connection, source, now=now), before)
            if after is None or after == kept:
                return after
            values = {name: getattr(after, name) for name in _NAMES}
            names = tuple(name for name in (*_NAMES, *_OUTAGE.values()) if name != "source")
            outage = {column: getattr(after.outage, name, None) for name, column in _OUTAGE.items()}
            connection.execute(upsert(connection, health, replace=names), values | outage)
            if is_change(before, after) or _notice(before) != _notice(after):
                changes.note(connection, changes.Kind.HEALTH, (source.id,))
            if is_change(before, after):
                noted = values | {"at": latest[0].finished, "before": before.state if before else None}
                connection.execute(insert(health_changes), noted)
            return after

    def rhythm(self, source: Source, *, now: datetime) -> Rhythm | None:
        """The rhythm of a source as far as it is known at `now`; None: it was never crawled."""
        with self._store.read() as connection:
            return rhythm_of(connection, source, now=now)


def _notice(health: Health | None) -> tuple[object, ...]:
    """What the feed of a source tells its readers of its health: the outage that lasts, and the last one that is over."""
    if health is None:
        return None, None
    lasts = (health.since, health.overdue) if health.state is State.BROKEN and health.overdue else None
    return lasts, health.outage


def rhythm_of(connection: Connection, source: Source, *, now: datetime) -> Rhythm | None:
    """The rhythm of a source as far as it is known at `now`; None: it was never crawled.

    What the first run found counts as far back as nine tenths of it reach: a pinned article from last year is no rhythm.
    """
    begun = select(func.min(runs.c.started)).where(runs.c.source == source.id, runs.c.started <= now)
    first = connection.execute(begun).scalar_one()
    if first is None:
        return None
    chosen = (articles.c.published, articles.c.precision, articles.c.first_seen)
    query = select(*chosen).where(
        articles.c.source == source.id, articles.c.first_seen <= now, articles.c.published > now - MEMORY
    )
    visits = select(runs.c.finished).where(runs.c.source == source.id, runs.c.finished > now - MEMORY).order_by(runs.c.finished)
    ended = list(connection.execute(visits).scalars())
    zone = ZoneInfo(source.timezone)
    found = [_appearance(*row, ended=ended, zone=zone) for row in connection.execute(query)]
    backlog = sorted((each.latest for each in found if each.latest <= first), reverse=True)
    since = backlog[len(backlog) * 9 // 10] if backlog else first
    return learn(found, since=min(since, first), now=now, zone=zone, country=source.id[:2])


def _appearance(published: datetime, precision: str, seen: datetime, *, ended: list[datetime], zone: ZoneInfo) -> Appearance:
    """When an article appeared: of a day alone, after the last visit before it was seen and by that day's end."""
    moment = min(published, seen)
    if precision != Precision.DAY:
        return Appearance(earliest=moment, latest=moment)
    local = published.astimezone(zone)
    latest = min(seen, local + timedelta(days=1))
    low = bisect_left(ended, seen)
    earliest = max(moment, ended[low - 1]) if low else moment
    return Appearance(earliest=min(earliest, latest), latest=latest)


def _until(health: Health, now: datetime) -> Health:
    """What was judged, with no moment later than now: the clock was ahead then."""
    moments = ("since", "last_news", "last_good", "overdue")
    return replace(health, **{name: min(moment, now) for name in moments if (moment := getattr(health, name)) is not None})


def _health(row: RowMapping) -> Health:
    values: dict[str, Any] = {name: row[name] for name in _NAMES}
    over = row.get("outage_over")  # changes do not tell of it
    outage = Outage(**{name: row[column] for name, column in _OUTAGE.items()}) if over else None
    return Health(**values | {"state": State(row["state"]), "outage": outage})


def _change(row: RowMapping) -> HealthChange:
    return HealthChange(at=row["at"], before=State(row["before"]) if row["before"] else None, health=_health(row))
