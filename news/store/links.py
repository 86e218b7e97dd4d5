"""Relations as the store keeps them, and which articles wait to be related."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.sql.functions import count

from news.related.relation import Reason, Relation
from news.store import changes
from news.store.articles import numbers
from news.store.codec import to_json
from news.store.names import batched
from news.store.schema import articles, related_state, relations
from news.store.transactions import Transactions


def of_articles(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Relation, ...]]:
    """The relations of each of the articles, best first; links to withdrawn and pruned articles are left out."""
    found: dict[str, list[Relation]] = {article_id: [] for article_id in ids}
    for batch in batched(found):
        query = (
            select(relations)
            .join(articles, articles.c.id == relations.c.other)
            .where(relations.c.article.in_(batch), articles.c.withdrawn.is_(None), articles.c.pruned.is_(None))
            .order_by(relations.c.article, relations.c.score.desc(), relations.c.other)
        )
        for row in connection.execute(query):
            relation = Relation(
                article=row.article,
                other=row.other,
                score=row.score,
                reason=Reason(row.reason),
                evidence=tuple(json.loads(row.evidence)),
            )
            found[row.article].append(relation)
    return {article_id: tuple(each) for article_id, each in found.items()}


def keep(connection: Connection, article_id: str, new: Sequence[Relation]) -> None:
    """Keep the relations of an article, in place of all it had. Raises ValueError for one of another article or to itself."""
    keep_all(connection, {article_id: new})


def keep_all(connection: Connection, new: Mapping[str, Sequence[Relation]]) -> None:
    """Keep the relations of each of the articles, in place of all they had; ValueError as for `keep`.

    Where they are the same nothing is written.
    """
    for article_id, relation in ((article_id, relation) for article_id, given in new.items() for relation in given):
        if relation.article != article_id or relation.other == article_id:
            msg = f"not a relation of {article_id}: {relation.article} to {relation.other}"
            raise ValueError(msg)
    known: dict[str, set[tuple[str, float, str, str]]] = {article_id: set() for article_id in new}
    for batch in batched(new):
        for row in connection.execute(select(relations).where(relations.c.article.in_(batch))):
            known[row.article].add((row.other, row.score, row.reason, row.evidence))
    wanted = {article_id: [_row(relation) for relation in given] for article_id, given in new.items()}
    changed = [article_id for article_id, rows in wanted.items() if known[article_id] != {tuple(row[1:]) for row in rows}]
    for batch in batched(changed):
        connection.execute(delete(relations).where(relations.c.article.in_(batch)))
    rows = [row._asdict() for article_id in changed for row in wanted[article_id]]
    if rows:
        connection.execute(insert(relations), rows)
    changes.note(connection, changes.Kind.LINKS, changed)


class _Row(NamedTuple):
    """A row of `relations`."""

    article: str
    other: str
    score: float
    reason: str
    evidence: str


def _row(relation: Relation) -> _Row:
    return _Row(relation.article, relation.other, relation.score, relation.reason.value, to_json(relation.evidence))


_WAITING = (related_state.c.revision != related_state.c.wanted, articles.c.withdrawn.is_(None), articles.c.pruned.is_(None))


def unrelated(connection: Connection, limit: int) -> tuple[str, ...]:
    """At most `limit` ids of articles whose present revision was not related yet, the longest waiting first.

    None is withdrawn or pruned.
    """
    query = (
        select(articles.c.id)
        .join(related_state, articles.c.number == related_state.c.article)
        .where(*_WAITING)
        .order_by(related_state.c.since, related_state.c.article)
        .limit(limit)
    )
    return tuple(connection.execute(query).scalars())


def count_unrelated(connection: Connection) -> int:
    """How many articles wait, see `unrelated`."""
    query = (
        select(count()).select_from(related_state).join(articles, articles.c.number == related_state.c.article).where(*_WAITING)
    )
    return connection.execute(query).scalar_one()


def unmark(connection: Connection) -> int:
    """Let every article wait to be related anew; its relations stay until then. Returns the number of the latest article."""
    connection.execute(update(related_state).where(related_state.c.revision != 0).values(revision=0))
    return connection.execute(select(articles.c.number).order_by(articles.c.number.desc()).limit(1)).scalar() or 0


def has_unmarked(connection: Connection, number: int) -> bool:
    """Whether an article that came up to this one waits to be related for the first time, or anew since `unmark`."""
    query = (
        select(articles.c.id)
        .join(related_state, articles.c.number == related_state.c.article)
        .where(*_WAITING, related_state.c.revision == 0, articles.c.number <= number)
        .limit(1)
    )
    return connection.execute(query).first() is not None


_MARK = update(related_state).where(related_state.c.article == bindparam("of")).values(revision=bindparam("related"))


def mark_related(connection: Connection, done: Mapping[str, int]) -> None:
    """Note which revision of each article its relations were made from; an edit in between leaves it waiting."""
    if done:
        there = numbers(connection, done)
        connection.execute(_MARK, [{"of": there[each], "related": revision} for each, revision in done.items() if each in there])


class Relations:
    """The relations of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def of(self, article_ids: Collection[str]) -> Mapping[str, tuple[Relation, ...]]:
        """The relations of each of the articles, best first; links to withdrawn articles are left out."""
        with self._store.read() as connection:
            return of_articles(connection, article_ids)

    def keep(self, article_id: str, new: Sequence[Relation]) -> None:
        """Keep the relations of an article, in place of all it had. Raises ValueError for a relation of another article."""
        with self._store.write() as connection:
            keep(connection, article_id, new)

    def waiting(self, limit: int) -> tuple[str, ...]:
        """At most `limit` ids of articles whose present revision was not related yet, longest waiting first; none withdrawn."""
        with self._store.read() as connection:
            return unrelated(connection, limit)

    def mark(self, done: Mapping[str, int]) -> None:
        """Note which revision of each article its relations were made from: by article id, the number of the revision."""
        with self._store.write() as connection:
            mark_related(connection, done)
