"""The index by which related articles are found: fingerprints, postings and document frequencies.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; articles that are already kept wait to be related, since none was related without them."""
    op.create_table(
        "fingerprints",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fingerprints")),
        sa.UniqueConstraint("article", name=op.f("uq_fingerprints_article")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "postings",
        sa.Column("feature", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("feature", name=op.f("pk_postings")),
    )
    op.create_table(
        "frequencies",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("articles", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frequencies")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("frequencies", "postings", "fingerprints"):
        op.drop_table(table)
