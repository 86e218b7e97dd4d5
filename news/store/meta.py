"""Meta: single values that belong to the store as a whole."""

from __future__ import annotations

from sqlalchemy import Connection, select

from news.store.schema import meta
from news.store.upsert import upsert


def value(connection: Connection, key: str) -> str | None:
    """The value kept under a key; None where there is none."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def keep(connection: Connection, key: str, new: str) -> None:
    """Keep a value, in place of what was kept under its key."""
    connection.execute(upsert(connection, meta, replace=("value",)), {"key": key, "value": new})


def beginning(connection: Connection, prefix: str) -> dict[str, str]:
    """Every value whose key begins so, by key."""
    query = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(prefix, autoescape=True))
    return {row.key: row.value for row in connection.execute(query)}
