"""Overview: facts about all sources at once, each in one question, for whoever looks at hundreds of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from news.run import Run
from news.store import migrate
from news.store.runs import AROUND, from_row
from news.store.schema import articles, runs, sources
from news.store.transactions import Transactions


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What the runs of one source cost and brought."""

    runs: int = 0
    failed: int = 0
    """Of them, those that an error ended."""
    fetched: int = 0
    """Pages received, listings among them."""
    bytes: int = 0
    new: int = 0
    edited: int = 0


class Overview:
    """The sources of a store together. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def last_runs(self, *, until: datetime) -> Mapping[str, Run]:
        """The last kept run of every source, by id; who was never crawled is left out.

        Runs dated later than `until`, the present moment (aware), count for nothing: the clock was ahead then.
        """
        newest = (
            select(runs.c.id)
            .where(runs.c.source == sources.c.id, runs.c.started <= until, runs.c.finished <= until)
            .order_by(runs.c.started.desc(), runs.c.id.desc())
            .limit(AROUND)
            .correlate(sources)
            .subquery()
        )
        last = select(func.max(newest.c.id)).correlate(sources).scalar_subquery()
        query = select(runs).join_from(sources, runs, runs.c.id == last)
        with self._store.read() as connection:
            return {row["source"]: from_row(row) for row in connection.execute(query).mappings()}

    def spent(self, *, since: datetime, until: datetime) -> Mapping[str, Spent]:
        """What the runs of each source that started after a moment, and not after another (both aware), cost together.

        Who had none is left out.
        """
        query = (
            select(
                runs.c.source,
                func.count(),
                func.count(runs.c.error),
                *(func.sum(column) for column in (runs.c.fetched, runs.c.bytes, runs.c.new, runs.c.edited)),
            )
            .where(runs.c.started > since, runs.c.started <= until)
            .group_by(runs.c.source)
        )
        with self._store.read() as connection:
            return {
                source: Spent(runs=count, failed=failed, fetched=int(fetched), bytes=int(size), new=int(new), edited=int(edited))
                for source, count, failed, fetched, size, new, edited in connection.execute(query)
            }

    def published(self, source_id: str, *, since: datetime) -> tuple[datetime, ...]:
        """When the articles of a source were published after a moment (aware), the withdrawn among them, the earliest first."""
        chosen = (articles.c.source == source_id, articles.c.published > since)
        with self._store.read() as connection:
            return tuple(connection.execute(select(articles.c.published).where(*chosen).order_by(articles.c.published)).scalars())

    def database(self) -> tuple[str, str]:
        """Name and version of the database, and the version of the schema: ("SQLite 3.40.1", "0016")."""
        with self._store.read() as connection:
            dialect = connection.dialect
            version = ".".join(str(part) for part in dialect.server_version_info or ())
            name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[dialect.name]
            return f"{name} {version}", migrate.version(connection) or ""
