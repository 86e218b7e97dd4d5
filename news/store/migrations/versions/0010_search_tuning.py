"""The search index is written with less work: merged seldom and bit by bit on SQLite, not compressed on PostgreSQL.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from alembic import op

from news.store.search import postgresql, sqlite

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Set what decides how the index is written from now on."""
    for statement in (postgresql if op.get_bind().dialect.name == "postgresql" else sqlite).TUNE:
        op.execute(statement)


def downgrade() -> None:
    """Set it as it was."""
    for statement in (postgresql if op.get_bind().dialect.name == "postgresql" else sqlite).UNTUNE:
        op.execute(statement)
