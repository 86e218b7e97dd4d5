"""Alerts: what operators were told of, the messages that are to reach them, and changes of health found by their moment.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "alert_subjects",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("noticed", sa.BigInteger(), nullable=True),
        sa.Column("unsteady", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_alert_subjects")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", "channel", name=op.f("pk_alerts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_alerts_due"), "alerts", ["due"])
    op.create_index(op.f("ix_alerts_made"), "alerts", ["made"])
    op.create_index(op.f("ix_health_changes_at"), "health_changes", ["at"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_index(op.f("ix_health_changes_at"), "health_changes")
    op.drop_table("alerts")
    op.drop_table("alert_subjects")
