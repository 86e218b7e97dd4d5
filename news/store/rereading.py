"""Rereading: a better reading of a page that was read before takes the place of what is stored.

It is no edit by the town: no revision is added, `updated` and `last seen` stay, and readers see no new entry. What is computed
from an article follows: its names, its date by `news.changes.settle`, the words by which it is searched, its topics, and its
relations, which are made again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select, update

from news.article import Article, Published
from news.changes import fingerprint, settle
from news.store import changes, search, topics
from news.store.articles import settled_date
from news.store.codec import decode, encode
from news.store.names import batched, give_names, lookup, names_of
from news.store.schema import articles, related_state
from news.store.upsert import upsert
from news.stored import first_seen_date
from news.text import legal

_COLUMNS = [
    articles.c[name]
    for name in (
        "number", "id", "source", "revision", "first_seen", "last_seen", "pruned", "published", "precision", "provenance",
        "title", "fingerprint", "content",
    )
]  # fmt: skip


class Reread(StrEnum):
    """What a new reading of an old page did."""

    SAME = "same"
    """It says what is stored."""
    REPLACED = "replaced"
    """It took the place of what was stored."""
    LATER = "later"
    """What is stored was read from a later page: it stays."""
    ABSENT = "absent"
    """There is no such article, or its content was given up."""


@dataclass(frozen=True, kw_only=True)
class Present:
    """What is stored of an article, as its page last said it."""

    article: Article
    """Its `published` is the date on the page."""
    settled: Published | None
    """The date its readers see; None: when it was first seen."""
    revision: int
    last_seen: datetime


def present(connection: Connection, ids: Collection[str]) -> Mapping[str, Present]:
    """What is stored of those of the articles that exist and whose content was not given up."""
    found: dict[str, Present] = {}
    for batch in batched(ids):
        query = select(*_COLUMNS).where(articles.c.id.in_(batch), articles.c.pruned.is_(None))
        for row in connection.execute(query).mappings():
            found[row["id"]] = Present(
                article=decode(row["content"]),
                settled=settled_date(row),
                revision=row["revision"],
                last_seen=row["last_seen"],
            )
    return found


def reread(connection: Connection, article_id: str, article: Article, *, revision: int, now: datetime) -> Reread:
    """Put a new reading in place of the content of an article, if that content is of the revision its page gave."""
    query = select(*_COLUMNS).where(articles.c.id == article_id, articles.c.pruned.is_(None))
    row = connection.execute(query).mappings().one_or_none()
    if row is None or row["source"] != article.source:
        return Reread.ABSENT
    if row["revision"] != revision:
        return Reread.LATER
    content = encode(article)
    if content == row["content"]:
        return Reread.SAME
    mark = fingerprint(article)
    date = settle(settled_date(row), article.published, revision=revision) or first_seen_date(row["first_seen"])
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(
            url=legal(article.url),
            title=legal(article.title),
            fingerprint=mark,
            content=content,
            published=date.moment,
            precision=date.precision.value,
            provenance=date.provenance.value,
        )
    )
    changes.note(connection, changes.Kind.ARTICLE, (article_id,))
    _name(connection, row["number"], article)
    search.keep(connection, {row["number"]: article}, {row["number"]: row["content"]})
    topics.keep(connection, [{"id": article_id, "published": date.moment}], {article_id: article}, known=True)
    if mark != row["fingerprint"] or date.moment != row["published"]:
        due = {"article": row["number"], "revision": 0, "wanted": revision, "since": now}
        connection.execute(upsert(connection, related_state, replace=("revision", "wanted", "since")), due)
    return Reread.REPLACED


def _name(connection: Connection, number: int, article: Article) -> None:
    """Add the names that are new; none is taken from another article."""
    own = names_of(article)
    known = lookup(connection, article.source, own)
    give_names(connection, ((number, article.source, name) for name in own if name not in known))
