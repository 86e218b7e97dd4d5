"""Pings: which changed feeds a hub is still to be told of.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "pings",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_pings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pings_due"), "pings", ["due"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("pings")
