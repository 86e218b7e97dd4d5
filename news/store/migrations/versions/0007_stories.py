"""Stories: articles about one event or project over time.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables, empty: `loa relate --rebuild` tells the stories of articles that were related before."""
    op.create_table(
        "stories",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stories")),
        sa.UniqueConstraint("id", name=op.f("uq_stories_id")),
    )
    op.create_index(op.f("ix_stories_last_number"), "stories", ["last", "number"])
    op.create_table(
        "story_members",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("copy_of", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_story_members_article")),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_story_members_story")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_story_members")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_members_story"), "story_members", ["story"])
    op.create_table(
        "story_aliases",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_story_aliases_story")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_story_aliases")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_aliases_story"), "story_aliases", ["story"])


def downgrade() -> None:
    """Drop them again."""
    for table in ("story_aliases", "story_members", "stories"):
        op.drop_table(table)
