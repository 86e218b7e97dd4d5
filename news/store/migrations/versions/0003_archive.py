"""What an archive needs: events of an article's life, what listings offer, where a walk through them stands, raw pages.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and the columns."""
    op.add_column("articles", sa.Column("pruned", sa.BigInteger(), nullable=True))
    doubted = sa.text("missing_since IS NOT NULL")
    op.create_index(
        "ix_articles_doubted", "articles", ["source", "missing_since"], sqlite_where=doubted, postgresql_where=doubted
    )
    op.create_table(
        "events",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_events_article")),
        sa.PrimaryKeyConstraint("article", "at", "kind", name=op.f("pk_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "offers",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=True),
        sa.Column("first_offered", sa.BigInteger(), nullable=False),
        sa.Column("last_offered", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("source", "name", name=op.f("pk_offers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cursors",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "listing", name=op.f("pk_cursors")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pages",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("fetched", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
    )
    op.create_index(op.f("ix_pages_source_asked"), "pages", ["source", "asked"])
    op.create_index(op.f("ix_pages_source_fetched"), "pages", ["source", "fetched"])
    op.create_index(op.f("ix_pages_article"), "pages", ["article"])
    op.create_index(op.f("ix_pages_file_offset"), "pages", ["file", "offset"])


def downgrade() -> None:
    """Drop them again."""
    for table in ("pages", "cursors", "offers", "events"):
        op.drop_table(table)
    op.drop_index("ix_articles_doubted", "articles")
    op.drop_column("articles", "pruned")
