"""Delays: how long articles took from their publication to the feeds, by source and day.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "delays",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_delays")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("delays")
