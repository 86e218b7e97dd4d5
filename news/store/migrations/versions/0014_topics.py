"""Topics: which articles are of which common topic; those that are there already are sorted.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from news.topics import rules, topics_of

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BATCH = 1000


def upgrade() -> None:
    """Create the table and fill it, a thousand articles at a time."""
    table = op.create_table(
        "article_topics",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_article_topics_article")),
        sa.PrimaryKeyConstraint("topic", "published", "article", name=op.f("pk_article_topics")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_topics_article", "article_topics", ["article"])
    query = sa.text(
        "SELECT number, id, source, published, content FROM articles WHERE number > :number AND pruned IS NULL "
        "ORDER BY number LIMIT :most"
    )
    number = 0
    while rows := op.get_bind().execute(query, {"number": number, "most": _BATCH}).all():
        number = rows[-1].number
        if found := list(_sorted(rows)):
            op.bulk_insert(table, found)
    op.get_bind().execute(sa.text("INSERT INTO meta (key, value) VALUES ('topics', :rules)"), {"rules": rules()})


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("article_topics")
    op.execute("DELETE FROM meta WHERE key = 'topics'")


def _sorted(rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        content = json.loads(row.content)
        for topic in topics_of(content.get("categories", ()), content["url"]):
            yield {"topic": topic, "published": row.published, "article": row.id, "source": row.source}
