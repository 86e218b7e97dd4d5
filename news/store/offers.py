"""Offers as the store keeps them: what listings named and nobody has read yet, and how far listings were walked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, func, or_, select, update

from news.article import Article, Precision, Provenance, Published
from news.offer import GIVEN_UP, LONGEST_WAIT, WAITS, Cursor, Offer, OpenOffer
from news.store import names
from news.store.names import batched, stored_key
from news.store.schema import cursors, offers
from news.store.transactions import Transactions
from news.store.upsert import upsert
from news.text import legal

GONE_AFTER = timedelta(days=1)
"""A page that is gone (404, 410) twice, this far apart, is given up."""
_GONE = "gone: "
_OPEN = select(offers).where(offers.c.source == bindparam("source"), offers.c.name.in_(bindparam("names", expanding=True)))
_TAKEN = delete(offers).where(offers.c.source == bindparam("source"), offers.c.name.in_(bindparam("names", expanding=True)))


class Offers:
    """The offers of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def remember(
        self,
        source_id: str,
        named: Sequence[Offer],
        *,
        now: datetime,
        place: Callable[[bool], Cursor | None] | None = None,
    ) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
        """Remember what a listing names and is not known; return what of it is to be asked for now, and what is entirely new.

        `place`, told whether anything is new, says how far the listing was walked (None: nothing of it); that is kept with it.
        """
        with self._store.write() as connection:
            return offer(connection, source_id, named, now=now, place=place)

    def due(self, source_id: str, *, now: datetime, limit: int) -> tuple[Offer, ...]:
        """At most `limit` offers that were not read yet and may be asked for, the longest offered first."""
        with self._store.read() as connection:
            return due(connection, source_id, now=now, limit=limit)

    def take(self, source_id: str, names: Collection[str]) -> None:
        """Forget offers that were read, or turned out to be known."""
        with self._store.write() as connection:
            taken(connection, source_id, names)

    def failed(self, source_id: str, name: str, error: str, *, now: datetime, gone: bool = False) -> None:
        """Note that an offer was asked for in vain; with `gone` the site said that there is no such page."""
        with self._store.write() as connection:
            failed(connection, source_id, name, error, now=now, gone=gone)

    def unread(self, source_id: str) -> tuple[OpenOffer, ...]:
        """What a source offered and nobody has read, the longest offered first, what was given up last."""
        with self._store.read() as connection:
            return unread(connection, source_id)

    def count(self, source_id: str) -> int:
        """How many offers of a source were not read yet and not given up."""
        with self._store.read() as connection:
            return count(connection, source_id)

    def cursor(self, source_id: str, listing: str) -> Cursor | None:
        """How far into the past a listing was walked; None: nobody said."""
        with self._store.read() as connection:
            return cursor(connection, source_id, listing)

    def move(self, source_id: str, place: Cursor, *, now: datetime) -> None:
        """Note how far a listing was walked, in place of what was noted before."""
        with self._store.write() as connection:
            move(connection, source_id, place, now=now)


def offer(
    connection: Connection,
    source_id: str,
    named: Sequence[Offer],
    *,
    now: datetime,
    place: Callable[[bool], Cursor | None] | None,
) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
    """Remember what a listing names and is not known; see `Offers.remember`."""
    by_name = {stored_key(each.name): each for each in named}
    # An address may lead to an article of another name.
    known = names.known(connection, source_id, {*by_name, *(each.url for each in by_name.values())})
    unknown = {name: each for name, each in by_name.items() if known.isdisjoint((name, each.url))}
    before = {row["name"]: _open(row) for row in _rows(connection, source_id, unknown)}
    if unknown:
        # Where it was offered before, the date that was kept stays: later pages of some listings show none.
        statement = upsert(connection, offers, replace=("url", "last_offered"))
        connection.execute(statement, [_row(source_id, name, each, now) for name, each in unknown.items()])
    fresh = tuple(each for name, each in unknown.items() if name not in before)
    reached = place(bool(fresh)) if place is not None else None
    if reached is not None:
        move(connection, source_id, reached, now=now)
    return tuple(each for name, each in unknown.items() if name not in before or before[name].due(now)), fresh


def due(connection: Connection, source_id: str, *, now: datetime, limit: int) -> tuple[Offer, ...]:
    """At most `limit` offers that may be asked for, the longest offered first."""
    rested = [and_(offers.c.attempts == attempts, offers.c.tried <= now - wait) for attempts, wait in enumerate(WAITS)]
    rested.append(and_(offers.c.attempts >= len(WAITS), offers.c.tried <= now - LONGEST_WAIT))
    query = (
        select(offers)
        .where(offers.c.source == source_id, offers.c.attempts < GIVEN_UP, or_(offers.c.tried.is_(None), *rested))
        .order_by(offers.c.first_offered, offers.c.name)
        .limit(limit)
    )
    return tuple(_open(row).offer for row in connection.execute(query).mappings())


def taken(connection: Connection, source_id: str, taken_names: Collection[str]) -> None:
    """Forget offers that were read, or turned out to be known."""
    for batch in batched(stored_key(name) for name in taken_names):
        connection.execute(_TAKEN, {"source": source_id, "names": batch})


def read(connection: Connection, article: Article, offered: str) -> None:
    """Forget the offers that an article was: by its own names, and by the one it was offered by ("": none)."""
    taken(connection, article.source, {*names.names_of(article), *filter(None, [offered])})


def failed(connection: Connection, source_id: str, name: str, error: str, *, now: datetime, gone: bool) -> None:
    """Note that an offer was asked for in vain; nothing happens for what was never offered.

    What is `gone` waits a day, and is given up when it is gone then too.
    """
    name = stored_key(name)
    row = next(iter(_rows(connection, source_id, [name])), None)
    if row is None:
        return
    attempts = row["attempts"] + 1
    if gone:
        again = (row["error"] or "").startswith(_GONE) and row["tried"] is not None and now - row["tried"] >= GONE_AFTER
        attempts = GIVEN_UP if again else max(attempts, WAITS.index(GONE_AFTER))
    values = {"attempts": attempts, "tried": now, "error": (_GONE if gone else "") + legal(" ".join(error.split()))[:500]}
    connection.execute(update(offers).where(offers.c.source == source_id, offers.c.name == name).values(values))


def unread(connection: Connection, source_id: str) -> tuple[OpenOffer, ...]:
    """What a source offered and nobody has read, the longest offered first, what was given up last."""
    query = select(offers).where(offers.c.source == source_id).order_by(offers.c.first_offered, offers.c.name)
    found = [_open(row) for row in connection.execute(query).mappings()]
    return tuple(sorted(found, key=lambda each: each.given_up))


def count(connection: Connection, source_id: str) -> int:
    """How many offers of a source are open and not given up."""
    query = select(func.count()).select_from(offers).where(offers.c.source == source_id, offers.c.attempts < GIVEN_UP)
    return int(connection.execute(query).scalar_one())


def cursor(connection: Connection, source_id: str, listing: str) -> Cursor | None:
    """How far a listing was walked; None: nobody said."""
    query = select(cursors).where(cursors.c.source == source_id, cursors.c.listing == listing)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Cursor(listing=row["listing"], next=row["next"], pages=row["pages"])


def move(connection: Connection, source_id: str, place: Cursor, *, now: datetime) -> None:
    """Note how far a listing was walked, in place of what was noted before."""
    row = {"source": source_id, "listing": place.listing, "next": place.next, "pages": place.pages, "moved": now}
    connection.execute(upsert(connection, cursors, replace=("next", "pages", "moved")), row)


def _rows(connection: Connection, source_id: str, wanted: Collection[str]) -> list[RowMapping]:
    return [
        row for batch in batched(wanted) for row in connection.execute(_OPEN, {"source": source_id, "names": batch}).mappings()
    ]


def _row(source_id: str, name: str, each: Offer, now: datetime) -> dict[str, Any]:
    date = each.published
    return {
        "source": source_id,
        "name": name,
        "url": legal(each.url),
        "published": date.moment if date else None,
        "precision": date.precision.value if date else None,
        "provenance": date.provenance.value if date else None,
        "first_offered": now,
        "last_offered": now,
        "attempts": 0,
        "tried": None,
        "error": None,
    }


def _open(row: RowMapping) -> OpenOffer:
    published = None
    if row["published"] is not None:
        published = Published(
            moment=row["published"], precision=Precision(row["precision"]), provenance=Provenance(row["provenance"])
        )
    return OpenOffer(
        offer=Offer(name=row["name"], url=row["url"], published=published),
        first_offered=row["first_offered"],
        last_offered=row["last_offered"],
        attempts=row["attempts"],
        tried=row["tried"],
        error=row["error"],
    )
