"""Where raw pages lie, and what was read from them: the rows of the table `pages`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, case, delete, exists, func, insert, select, update

from news.raw import OF_A_LISTING, KeptPage, RawPage
from news.store.names import batched
from news.store.schema import articles, pages
from news.store.transactions import Transactions
from news.text import legal

Row = dict[str, Any]

_PAGE = 200
_COLUMNS = [
    pages.c[name]
    for name in (
        "id", "source", "asked", "article", "revision", "fetched", "file", "offset", "length", "digest", "problem",
    )
]  # fmt: skip
_NO_LISTING = pages.c.problem.is_(None) | pages.c.problem.not_like(f"{OF_A_LISTING}%")


class PageRows:
    """What is noted of the raw pages of a store, for whoever looks. Every method is one transaction; see `Store`."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def one(self, number: int) -> KeptPage | None:
        """The page of that number; None where there is none."""
        with self._store.read() as connection:
            row = connection.execute(select(*_COLUMNS).where(pages.c.id == number)).mappings().one_or_none()
            return None if row is None else _kept(row)

    def unreadable(self, source_id: str, *, since: datetime, limit: int) -> tuple[KeptPage, ...]:
        """At most `limit` pages of a source, fetched at a moment (aware) or later, that could not be read, the latest first."""
        query = (
            select(*_COLUMNS)
            .where(pages.c.source == source_id, pages.c.fetched >= since, pages.c.problem.is_not(None))
            .order_by(pages.c.fetched.desc(), pages.c.id.desc())
            .limit(limit)
        )
        with self._store.read() as connection:
            return tuple(_kept(row) for row in connection.execute(query).mappings())


def _kept(found: RowMapping) -> KeptPage:
    return KeptPage(**found)


def row_of(
    raw: RawPage,
    *,
    file: str,
    offset: int,
    length: int,
    digest: str,
    article: str | None,
    revision: int | None,
    problem: str | None,
) -> Row:
    """What is noted of a raw page."""
    return {
        "source": raw.source,
        "asked": legal(raw.asked),
        "article": article,
        "revision": revision,
        "fetched": raw.fetched.astimezone(UTC),
        "file": file,
        "offset": offset,
        "length": length,
        "digest": digest,
        "problem": problem,
    }


def add(connection: Connection, noted: Row) -> KeptPage:
    """Note where a raw page was kept."""
    number = connection.execute(insert(pages).returning(pages.c.id), noted).scalar_one()
    return KeptPage(id=number, **noted)


def add_all(connection: Connection, noted: Sequence[Row]) -> None:
    """Note where raw pages were kept, in this order."""
    connection.execute(insert(pages), list(noted))


def last(connection: Connection, source_id: str, asked: str, article: str | None) -> KeptPage | None:
    """The page that was kept last of those asked for at an address that gave an article (None: that gave none)."""
    of_article = pages.c.article.is_(None) if article is None else pages.c.article == article
    query = (
        select(*_COLUMNS)
        .where(pages.c.source == source_id, pages.c.asked == legal(asked), of_article)
        .order_by(pages.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _kept(row)


def gave(connection: Connection, page_id: int, *, article: str, revision: int) -> None:
    """Note that a revision of an article was read from a page."""
    values = {"article": article, "revision": revision, "problem": None}
    connection.execute(update(pages).where(pages.c.id == page_id).values(values))


def unreadable_on_day(connection: Connection, source_id: str, moment: datetime) -> int:
    """How many pages that could not be read were kept of a source on the day of a moment, in UTC."""
    day = datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
    query = (
        select(func.count())
        .select_from(pages)
        .where(pages.c.source == source_id, pages.c.fetched >= day, pages.c.fetched < day + timedelta(days=1))
        .where(pages.c.problem.is_not(None))
    )
    return connection.execute(query).scalar_one()


def end_of(connection: Connection, file: str) -> int:
    """Where the last record of a file that is known ends; 0 for a file of which none is."""
    query = select(pages.c.offset + pages.c.length).where(pages.c.file == file).order_by(pages.c.offset.desc()).limit(1)
    return connection.execute(query).scalar() or 0


def of_article(connection: Connection, article_id: str) -> tuple[KeptPage, ...]:
    """Every page from which an article was read, the first kept one first."""
    query = select(*_COLUMNS).where(pages.c.article == article_id).order_by(pages.c.id)
    return tuple(_kept(row) for row in connection.execute(query).mappings())


def latest_after(
    connection: Connection, number: int, *, source_id: str, since: datetime | None, limit: int = _PAGE
) -> tuple[KeptPage, ...]:
    """At most `limit` pages of a source kept after page `number`, in the order in which they were kept; no listings.

    Of each article the one that was kept last, unless its content was given up; of each address that gives no article the one
    that was kept last. `since` leaves out what was fetched before.
    """
    later = pages.alias("later")
    # Two conditions, each with an index of its own; joined by "or" they would have none.
    read_later = exists().where(later.c.article == pages.c.article, later.c.id > pages.c.id)
    asked_later = exists().where(later.c.source == pages.c.source, later.c.asked == pages.c.asked, later.c.id > pages.c.id)
    given_up = exists().where(articles.c.id == pages.c.article, articles.c.pruned.is_not(None))
    superseded = case((pages.c.article.is_(None), asked_later), else_=read_later)
    query = select(*_COLUMNS).where(pages.c.source == source_id, pages.c.id > number, ~superseded, ~given_up, _NO_LISTING)
    if since is not None:
        query = query.where(pages.c.fetched >= since)
    return tuple(_kept(row) for row in connection.execute(query.order_by(pages.c.id).limit(limit)).mappings())


def count_latest(connection: Connection, *, source_ids: Collection[str], since: datetime | None) -> int:
    """About how many pages `latest_after` gives of the sources: articles and addresses, each once."""
    total = 0
    for batch in batched(source_ids):
        for column, condition in ((pages.c.article, pages.c.article.is_not(None)), (pages.c.asked, pages.c.article.is_(None))):
            query = select(func.count(column.distinct())).where(pages.c.source.in_(batch), condition, _NO_LISTING)
            if since is not None:
                query = query.where(pages.c.fetched >= since)
            total += connection.execute(query).scalar_one()
    return total


def files(connection: Connection) -> dict[str, datetime]:
    """When the last page of each file was fetched, by the file's path relative to the folder of raw pages."""
    query = select(pages.c.file, func.max(pages.c.fetched).label("fetched")).group_by(pages.c.file)
    return {row.file: row.fetched for row in connection.execute(query)}


def forget(connection: Connection, file: str) -> int:
    """Forget every page of a file; return how many there were."""
    return connection.execute(delete(pages).where(pages.c.file == file)).rowcount


def count_in(connection: Connection, file: str) -> int:
    """How many pages of a file are known."""
    return connection.execute(select(func.count()).select_from(pages).where(pages.c.file == file)).scalar_one()
