"""Validators of fetched pages, by address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select, update

from news.store.schema import validators
from news.store.transactions import Transactions
from news.store.upsert import upsert
from news.stored import Validators

_COLUMNS = ("etag", "last_modified", "digest")


class PageValidators:
    """What pages said of themselves. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def of(self, url: str) -> Validators | None:
        """What was kept for exactly this address; None where nothing was."""
        with self._store.read() as connection:
            return of_page(connection, url)

    def keep(self, url: str, source_id: str, known: Validators, *, now: datetime) -> None:
        """Keep what a page said of itself, in place of what it said before."""
        with self._store.write() as connection:
            keep(connection, url, source_id, known, now=now)

    def hold(self, url: str, *, until: datetime) -> None:
        """Note until when a page of which something is kept says that it holds."""
        with self._store.write() as connection:
            connection.execute(update(validators).where(validators.c.url == url).values(fresh_until=until))

    def holding(self, urls: Collection[str]) -> Mapping[str, datetime]:
        """Until when pages say that they hold, of those of the addresses that ever said so."""
        columns = (validators.c.url, validators.c.fresh_until)
        query = select(*columns).where(validators.c.url.in_(sorted(urls)), validators.c.fresh_until.is_not(None))
        with self._store.read() as connection:
            return {row.url: row.fresh_until for row in connection.execute(query)}


def of_page(connection: Connection, url: str) -> Validators | None:
    """What was kept for exactly this address; None where nothing was."""
    columns = [validators.c[name] for name in _COLUMNS]
    row = connection.execute(select(*columns).where(validators.c.url == url)).mappings().one_or_none()
    return None if row is None else Validators(**row)


def keep(connection: Connection, url: str, source_id: str, known: Validators, *, now: datetime) -> None:
    """Keep what a page said of itself, in place of what it said before."""
    row = {"url": url, "source": source_id, "kept": now, **asdict(known)}
    connection.execute(upsert(connection, validators, replace=("source", "kept", *_COLUMNS)), row)
