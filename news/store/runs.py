"""Runs as the store keeps them."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from news.run import Run
from news.store.codec import to_json
from news.store.schema import runs
from news.store.transactions import Transactions

_COUNTED = ("failed", "missing", "warnings")
AROUND = 8
"""Runs that are looked at besides: some may be dated by a clock that was wrong, and their numbers say which came last."""


def keep(connection: Connection, run: Run) -> int:
    """Keep a run and return its number."""
    row: dict[str, Any] = {field.name: getattr(run, field.name) for field in fields(run)}
    row |= {name: to_json(dict(sorted(row[name].items()))) for name in _COUNTED}
    key = connection.execute(insert(runs), row).inserted_primary_key
    return int(key[0]) if key else 0


def one(connection: Connection, number: int) -> Run | None:
    """The run of that number; None where there is none."""
    row = connection.execute(select(runs).where(runs.c.id == number)).mappings().one_or_none()
    return None if row is None else from_row(row)


def latest(connection: Connection, *, source_id: str | None, limit: int, until: datetime | None = None) -> tuple[Run, ...]:
    """At most `limit` runs, the last kept first; None for `source_id` means every source, `until` as for `Runs.latest`."""
    query = select(runs).order_by(runs.c.started.desc(), runs.c.id.desc()).limit(2 * limit + AROUND)
    if source_id is not None:
        query = query.where(runs.c.source == source_id)
    if until is not None:
        query = query.where(runs.c.started <= until, runs.c.finished <= until)
    rows = sorted(connection.execute(query).mappings(), key=lambda row: -row["id"])
    return tuple(from_row(row) for row in rows[:limit])


def from_row(row: RowMapping) -> Run:
    """The run that a row of the table holds."""
    values = {name: value for name, value in row.items() if name != "id"}
    return Run(**values | {name: json.loads(row[name]) for name in _COUNTED})


class Runs:
    """The runs of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def keep(self, run: Run) -> int:
        """Keep a run and return its number."""
        with self._store.write() as connection:
            return keep(connection, run)

    def one(self, number: int) -> Run | None:
        """The run of that number; None where there is none."""
        with self._store.read() as connection:
            return one(connection, number)

    def latest(self, source: str | None = None, *, limit: int = 100, until: datetime | None = None) -> tuple[Run, ...]:
        """At most `limit` runs of one source or of all, the last kept first.

        Those dated later than `until`, the present moment (aware), are left out: the clock was ahead then. None: none are.
        """
        with self._store.read() as connection:
            return latest(connection, source_id=source, limit=limit, until=until)
