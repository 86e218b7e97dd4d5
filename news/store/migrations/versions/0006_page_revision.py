"""Which revision of its article a raw page gave, so that reading it again never goes behind a later edit.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("pages", sa.Column("revision", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("pages", "revision")
