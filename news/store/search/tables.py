"""What the index stands on in the database, besides the tables that only one kind of database has."""

from __future__ import annotations

from sqlalchemy import Index

from news.store.schema import articles

FILTER = "ix_articles_search"
"""Name of the index that tells of a match whether it may be shown, without reading the article."""

Index(FILTER, articles.c.number, articles.c.withdrawn, articles.c.pruned, articles.c.published, articles.c.source)


def is_ours(table: str | None) -> bool:
    """Whether a table of that name belongs to the index, which every kind of database builds in its own way."""
    return table is not None and (table == "search" or table.startswith("search_"))
