"""Health keeps the last outage that is over, so that feeds can say so.

Revision ID: 0020
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

_NAMES = ("outage_began", "outage_counted", "outage_over")


def upgrade() -> None:
    """Add the columns."""
    for name in _NAMES:
        op.add_column("health", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for name in reversed(_NAMES):
        op.drop_column("health", name)
