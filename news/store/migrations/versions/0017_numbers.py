"""What is written with every article is keyed by the article's number, and names are looked up by a number too.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from news.store.names import digest

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BATCH = 1000
_COLUMNS: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "revisions": {"number": sa.Integer(), "seen": sa.BigInteger(), "note": sa.Text(), "content": sa.LargeBinary()},
    "events": {"at": sa.BigInteger(), "kind": sa.Text()},
    "related_state": {"revision": sa.Integer(), "wanted": sa.Integer(), "since": sa.BigInteger()},
}
"""Of the tables that are keyed by article, what follows it; of all this, only what a revision said may be null."""
_FURTHER_KEYS = {"revisions": ("number",), "events": ("at", "kind"), "related_state": ()}


def upgrade() -> None:
    """Write the tables anew in the order of the articles; their indexes follow when they are full."""
    _key_by(was="id", now="number")
    old = _set_aside("aliases")
    table = op.create_table(
        "aliases",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("article", _NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_aliases_article")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_aliases")),
    )
    query = sa.text(
        f"SELECT a.number AS article, old.source, old.name FROM articles a JOIN {old} old ON old.article = a.id "  # noqa: S608
        "WHERE a.number > :number AND a.number <= :last ORDER BY a.number, old.name"
    )
    for number, last in _spans():
        rows = op.get_bind().execute(query, {"number": number, "last": last}).mappings()
        op.bulk_insert(table, [{**row, "digest": digest(row["source"], row["name"])} for row in rows])
    op.drop_table(old)
    op.create_index(op.f("ix_aliases_article"), "aliases", ["article"])
    op.create_index(op.f("ix_aliases_digest"), "aliases", ["digest"])


def downgrade() -> None:
    """Key them by the article's id again, names by themselves."""
    _key_by(was="number", now="id")
    old = _set_aside("aliases")
    op.create_table(
        "aliases",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_aliases_article")),
        sa.PrimaryKeyConstraint("source", "name", name=op.f("pk_aliases")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO aliases (source, name, article) SELECT old.source, old.name, a.id "  # noqa: S608
        f"FROM articles a JOIN {old} old ON old.article = a.number"
    )
    op.drop_table(old)
    op.create_index(op.f("ix_aliases_article"), "aliases", ["article"])


def _key_by(*, was: str, now: str) -> None:
    """Write the tables of an article anew: their first column, its id or its number, becomes the other of the two."""
    for name, columns in _COLUMNS.items():
        old = _set_aside(name)
        op.create_table(
            name,
            sa.Column("article", _NUMBER if now == "number" else sa.Text(), nullable=False, autoincrement=False),
            *(sa.Column(each, kind, nullable=each == "content") for each, kind in columns.items()),
            sa.ForeignKeyConstraint(["article"], [f"articles.{now}"], name=op.f(f"fk_{name}_article")),
            sa.PrimaryKeyConstraint("article", *_FURTHER_KEYS[name], name=op.f(f"pk_{name}")),
            # A number alone is the row's number in SQLite; of everything else a row is kept where its key stands.
            sqlite_with_rowid=name == "related_state" and now == "number",
        )
        op.execute(
            f"INSERT INTO {name} (article, {', '.join(columns)}) "  # noqa: S608
            f"SELECT a.{now}, {', '.join(f'old.{each}' for each in columns)} "
            f"FROM articles a JOIN {old} old ON old.article = a.{was} ORDER BY a.number"
        )
        op.drop_table(old)
    due = sa.text("revision != wanted")
    op.create_index("ix_related_state_due", "related_state", ["since", "article"], sqlite_where=due, postgresql_where=due)


def _spans() -> Iterator[tuple[int, int]]:
    """Yield numbers of articles between which a thousand lie, the first excluded."""
    page = "SELECT max(number) FROM (SELECT number FROM articles WHERE number > :number ORDER BY number LIMIT :most) page"
    number = 0
    while (last := op.get_bind().execute(sa.text(page), {"number": number, "most": _BATCH}).scalar()) is not None:
        yield number, last
        number = last


def _set_aside(name: str) -> str:
    """Rename a table so that another can have its name, and return the name it has meanwhile."""
    old = f"old_{name}"
    op.rename_table(name, old)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {old} RENAME CONSTRAINT pk_{name} TO pk_{old}")
    return old
