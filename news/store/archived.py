"""Archived: all that the store knows of one article."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, select

from news.article import Article, Precision, Provenance, Published
from news.source import Source
from news.store import codec, sources
from news.store.names import batched
from news.store.schema import aliases, articles, events, revisions
from news.store.schema import sources as sources_table
from news.stored import Event, EventKind, StoredArticle

MOMENTS = ("first_seen", "last_seen", "checked", "updated", "withdrawn", "missing_since", "pruned")
"""Of an article's life, in the words of the table `articles`."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One revision, as it is kept."""

    number: int
    seen: datetime
    note: str
    article: Article | None
    """None: the present revision, which is the article's own content; or given up by retention."""


@dataclass(frozen=True, kw_only=True)
class Archived:
    """All that the store knows of one article, but for its number and what is computed from others. Moments in UTC."""

    id: str
    source: Source
    declared: datetime
    """When the source was last declared."""
    key: str
    """The first it was known by."""
    article: Article
    """As its page last said it."""
    published: Published
    """The settled date; of provenance first seen where no page ever gave one."""
    first_seen: datetime
    last_seen: datetime
    checked: datetime
    updated: datetime | None
    withdrawn: datetime | None
    missing_since: datetime | None
    pruned: datetime | None
    fingerprint: str | None
    """Of what it said before its content was given up; None for any other, whose content has it."""
    versions: tuple[Version, ...]
    """From the first, without a gap; the last one is the present."""
    aliases: tuple[str, ...]
    """In alphabetical order."""
    events: tuple[Event, ...]
    """In order."""

    @property
    def stored(self) -> StoredArticle:
        """The article as readers of the store get it."""
        own = self.published if self.published.provenance is not Provenance.FIRST_SEEN else None
        return StoredArticle(
            id=self.id,
            article=replace(self.article, published=own),
            revision=self.versions[-1].number,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
            updated=self.updated,
            withdrawn=self.withdrawn,
            pruned=self.pruned,
        )

    def differences(self, other: Archived) -> tuple[str, ...]:
        """The names of the fields in which another differs."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name))


def after(connection: Connection, number: int, *, source_id: str | None, limit: int) -> tuple[int, tuple[Archived, ...]]:
    """At most `limit` articles in order of arrival after row `number`, and the number of the last one; none at the end.

    Raises StoreError when something stored is damaged.
    """
    query = select(articles).where(articles.c.number > number).order_by(articles.c.number).limit(limit)
    if source_id is not None:
        query = query.where(articles.c.source == source_id)
    rows = connection.execute(query).mappings().all()
    return (rows[-1]["number"] if rows else number), tuple(_archived(connection, rows))


def by_ids(connection: Connection, ids: Collection[str]) -> dict[str, Archived]:
    """Those of the ids that exist. Raises StoreError when something stored is damaged."""
    found: dict[str, Archived] = {}
    for batch in batched(ids):
        rows = connection.execute(select(articles).where(articles.c.id.in_(batch))).mappings().all()
        found |= {each.id: each for each in _archived(connection, rows)}
    return found


def _archived(connection: Connection, rows: Collection[RowMapping]) -> Iterable[Archived]:
    numbers = [row["number"] for row in rows]
    declared = _sources(connection, {row["source"] for row in rows})
    histories = _children(connection, revisions, (revisions.c.number,), numbers)
    names = _children(connection, aliases, (aliases.c.name,), numbers)
    happened = _children(connection, events, (events.c.at, events.c.kind), numbers)
    for row in rows:
        source, moment = declared[row["source"]]
        yield Archived(
            id=row["id"],
            source=source,
            declared=moment,
            key=row["key"],
            article=codec.decode(row["content"]),
            published=Published(
                moment=row["published"], precision=Precision(row["precision"]), provenance=Provenance(row["provenance"])
            ),
            **{name: row[name] for name in MOMENTS},
            fingerprint=None if row["pruned"] is None else row["fingerprint"],
            versions=tuple(map(_version, histories[row["number"]])),
            aliases=tuple(sorted(each["name"] for each in names[row["number"]])),
            events=tuple(Event(at=each["at"], kind=EventKind(each["kind"])) for each in happened[row["number"]]),
        )


def _sources(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Source, datetime]]:
    query = select(sources_table).where(sources_table.c.id.in_(ids))
    return {row.id: (sources.decode(row.content), row.kept) for row in connection.execute(query)}


def _children(
    connection: Connection, table: Table, order: tuple[Column[Any], ...], numbers: Collection[int]
) -> dict[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = {number: [] for number in numbers}
    for batch in batched(numbers):
        query = select(table).where(table.c.article.in_(batch)).order_by(table.c.article, *order)
        for row in connection.execute(query).mappings():
            found[row["article"]].append(row)
    return found


def _version(row: RowMapping) -> Version:
    content = row["content"]
    return Version(
        number=row["number"],
        seen=row["seen"],
        note=row["note"],
        article=None if content is None else codec.decode(codec.unpack(content)),
    )
