"""The first tables: sources, articles with their aliases and revisions, runs, validators, relations.

Moments are whole microseconds since 1970 in UTC.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "runs",
        sa.Column("id", _ROW_NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_source_started"), "runs", ["source", "started"])
    op.create_index(op.f("ix_runs_started"), "runs", ["started"])
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "validators",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_validators")),
    )
    op.create_index(op.f("ix_validators_source"), "validators", ["source"])
    op.create_table(
        "articles",
        sa.Column("number", _ROW_NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn", sa.BigInteger(), nullable=True),
        sa.Column("missing_since", sa.BigInteger(), nullable=True),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_articles_source")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_articles_source_key")),
    )
    op.create_index(op.f("ix_articles_published_id"), "articles", ["published", "id"])
    op.create_index(op.f("ix_articles_source_first_seen"), "articles", ["source", "first_seen"])
    op.create_index(op.f("ix_articles_source_number"), "articles", ["source", "number"])
    gone = sa.text("withdrawn IS NOT NULL")
    op.create_index("ix_articles_withdrawn", "articles", ["withdrawn"], sqlite_where=gone, postgresql_where=gone)
    op.create_index(op.f("ix_articles_source_published_id"), "articles", ["source", "published", "id"])
    op.create_table(
        "aliases",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_aliases_article")),
        sa.PrimaryKeyConstraint("source", "name", name=op.f("pk_aliases")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_aliases_article"), "aliases", ["article"])
    op.create_table(
        "related_state",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_related_state_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_related_state")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_related_state_due",
        "related_state",
        ["since", "article"],
        sqlite_where=sa.text("revision != wanted"),
        postgresql_where=sa.text("revision != wanted"),
    )
    op.create_table(
        "relations",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_relations_article")),
        sa.ForeignKeyConstraint(["other"], ["articles.id"], name=op.f("fk_relations_other")),
        sa.PrimaryKeyConstraint("article", "other", name=op.f("pk_relations")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_relations_other"), "relations", ["other"])
    op.create_table(
        "revisions",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_revisions_article")),
        sa.PrimaryKeyConstraint("article", "number", name=op.f("pk_revisions")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for table in ("revisions", "relations", "related_state", "aliases", "articles", "validators", "sources", "runs", "meta"):
        op.drop_table(table)
