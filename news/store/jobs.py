"""Jobs: what became of each housekeeping job when it ran last, and when it is due, so that both outlive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from news.store.moments import Moment
from news.store.schema import metadata
from news.store.transactions import Transactions
from news.store.upsert import upsert

jobs = Table(
    "jobs",
    metadata,
    Column("name", Text, primary_key=True),
    Column("started", Moment, doc="when it was last begun; null: never"),
    Column("ended", Moment, doc="when it last came to an end; null, or before started: it is under way, or was killed"),
    Column("said", Text, nullable=False, doc="what it did when it last went well, in one line"),
    Column("error", Text, doc="of the last time; null: it went well"),
    Column("failures", Integer, nullable=False, doc="in a row"),
    Column("due", Moment, doc="when it is next due; null: when something wants it"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, kw_only=True)
class JobRecord:
    """What is known of one job."""

    name: str
    started: datetime | None = None
    """When it was last begun; None: never."""
    ended: datetime | None = None
    """When it last came to an end; None: it never did."""
    said: str = ""
    """What it did when it last went well, in one line."""
    error: str | None = None
    """What went wrong the last time, in one line; None: nothing."""
    failures: int = 0
    """In a row."""
    due: datetime | None = None
    """When it is next due; None: when something wants it."""

    @property
    def unfinished(self) -> bool:
        """Whether it was begun and has not come to an end: it is under way, or its process was killed."""
        return self.started is not None and (self.ended is None or self.ended < self.started)


class Jobs:
    """The jobs of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def every(self) -> Mapping[str, JobRecord]:
        """What is known of each job that was ever planned or begun, by name."""
        with self._store.read() as connection:
            rows = connection.execute(select(jobs).order_by(jobs.c.name)).mappings()
            return {row["name"]: JobRecord(**row) for row in rows}

    def planned(self, name: str, due: datetime | None) -> None:
        """Note when a job is next due; None: when something wants it."""
        with self._store.write() as connection:
            _keep(connection, name, due=due)

    def begun(self, name: str, *, now: datetime) -> None:
        """Note that a job begins."""
        with self._store.write() as connection:
            _keep(connection, name, started=now)

    def ended(self, name: str, *, now: datetime, said: str = "", error: str | None = None) -> JobRecord:
        """Note that a job came to its end, and how: what it `said`, or the `error`. Return what is known of it then."""
        with self._store.write() as connection:
            if error is None:
                return _keep(connection, name, ended=now, said=said, error=None, failures=0)
            failures = _known(connection, name).failures + 1
            return _keep(connection, name, ended=now, error=" ".join(error.split()), failures=failures)


def _known(connection: Connection, name: str) -> JobRecord:
    row = connection.execute(select(jobs).where(jobs.c.name == name)).mappings().one_or_none()
    return JobRecord(name=name) if row is None else JobRecord(**row)


def _keep(connection: Connection, name: str, **changed: datetime | str | int | None) -> JobRecord:
    known = _known(connection, name)
    values = {column.name: getattr(known, column.name) for column in jobs.c} | changed
    connection.execute(upsert(connection, jobs, replace=tuple(changed)), values)
    return JobRecord(**values)
