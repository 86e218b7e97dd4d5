"""Changes: which articles, links, stories and sources changed, in the order in which it happened.

A row is written in the same transaction as the change it tells of, so that whoever asks what changed since a position misses
nothing, whatever dies in between. There is one write transaction at a time, so that numbers rise in the order of commits.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Table, Text, delete, insert, select
from sqlalchemy.sql.functions import max as maximum

from news.store.schema import RowNumber, metadata

KEPT = 100_000
"""How many of the latest changes are remembered, some 10 MB: whoever was away for longer looks at everything anew."""

changes = Table(
    "changes",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, doc="id of the article, story or source, slug of the topic; empty for the first row"),
    Column("seal", BigInteger, nullable=False, doc="by chance: it tells the row from that of the same number in another store"),
)


class Kind(StrEnum):
    """What changed."""

    ARTICLE = "article"
    """What an article says, its dates, or whether it is there."""
    LINKS = "links"
    """The relations that an article shows."""
    STORY = "story"
    """Who tells a story, or which id it has."""
    TOPIC = "topic"
    """A topic lost an article, for now or for good; what it gains shows in the article."""
    SOURCE = "source"
    """The declaration of a source that was known already."""
    HEALTH = "health"
    """What readers or operators are told of how a source does."""
    BEGUN = "begun"
    """Nothing: the first row of a store."""


class Position(NamedTuple):
    """How far the changes were read: the number and seal of the last one."""

    number: int
    seal: int


def note(connection: Connection, kind: Kind, subjects: Iterable[str]) -> None:
    """Note that these changed, in the transaction that changes them; each once, none is nothing to note."""
    seal = secrets.randbits(63)
    rows = [{"kind": kind.value, "subject": subject, "seal": seal} for subject in sorted(set(subjects))]
    if rows:
        connection.execute(insert(changes), rows)


def position(connection: Connection) -> Position:
    """The position after the last change."""
    row = connection.execute(select(changes.c.number, changes.c.seal).order_by(changes.c.number.desc()).limit(1)).one()
    return Position(row.number, row.seal)


def since(connection: Connection, known: Position) -> Mapping[Kind, frozenset[str]] | None:
    """What changed after a position, by kind, each kind there; None where nobody can say.

    That is so when the position is of another store, or of another life of this one (a backup that was put back), and when it is
    so old that the changes after it are forgotten.
    """
    seal = connection.execute(select(changes.c.seal).where(changes.c.number == known.number)).scalar()
    if seal != known.seal:
        return None
    found: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for row in connection.execute(select(changes.c.kind, changes.c.subject).where(changes.c.number > known.number)):
        found[Kind(row.kind)].add(row.subject)
    return {kind: frozenset(subjects) for kind, subjects in found.items()}


def forget(connection: Connection, kept: int = KEPT) -> int:
    """Forget all but the latest changes, at least the last one stays; how many were forgotten."""
    last = connection.execute(select(maximum(changes.c.number))).scalar_one()
    return connection.execute(delete(changes).where(changes.c.number <= last - max(kept, 1))).rowcount
