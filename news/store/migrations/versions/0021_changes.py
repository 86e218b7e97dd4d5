"""Changes: what changed in the order in which it happened, so that only what shows it is published anew.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table with its first row: every position is that of a row."""
    changes = op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("seal", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
    )
    op.bulk_insert(changes, [{"kind": "begun", "subject": "", "seal": secrets.randbits(63)}])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("changes")
