"""The index by which articles are found by their words.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

from news.store.search import postgresql, sqlite
from news.store.search.rebuilding import build_few

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = ["number", "withdrawn", "pruned", "published", "source"]


def upgrade() -> None:
    """Create the index, with the articles in it where they are few; `loa search --rebuild` puts in many."""
    op.create_index("ix_articles_search", "articles", _COLUMNS)
    connection = op.get_bind()
    for statement in (postgresql if connection.dialect.name == "postgresql" else sqlite).CREATE:
        op.execute(statement)
    build_few(connection)


def downgrade() -> None:
    """Drop it again."""
    for statement in (postgresql if op.get_bind().dialect.name == "postgresql" else sqlite).DROP:
        op.execute(statement)
    op.execute("DELETE FROM meta WHERE key = 'search'")
    op.drop_index("ix_articles_search", "articles")
