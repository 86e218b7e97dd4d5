"""Sources as the store keeps them, so that feeds can be made with no spider installed."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from news.errors import StoreError
from news.place import from_plain, plain
from news.source import Source
from news.store import changes
from news.store.codec import to_json
from news.store.schema import sources
from news.store.upsert import upsert

_TUPLES = ("listings", "hosts", "title_affixes", "former_hosts")
_DAYS = ("new_system", "valid_from", "valid_to", "verified")


def encode(source: Source) -> str:
    """The source as JSON; equal sources give equal text."""
    content: dict[str, Any] = {field.name: getattr(source, field.name) for field in fields(source)}
    content["selectors"] = dict(sorted(source.selectors.items()))
    content["place"] = plain(source.place) if source.place else None
    content |= {name: content[name].isoformat() for name in _DAYS if content[name]}
    return to_json(content)


def decode(text: str) -> Source:
    """The source that `encode` was given. Raises StoreError when the text is damaged."""
    try:
        content: dict[str, Any] = json.loads(text)
        content |= {name: tuple(content[name]) for name in _TUPLES if name in content}
        content |= {name: date.fromisoformat(content[name]) for name in _DAYS if content.get(name)}
        content["place"] = from_plain(content["place"]) if content["place"] else None
        return Source(**content)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"a stored source cannot be read ({error}): {text[:80]!r}") from error


_ONE = select(sources.c.content).where(sources.c.id == bindparam("wanted"))
_decoded = lru_cache(maxsize=4096)(decode)


def keep(connection: Connection, source: Source, *, now: datetime) -> None:
    """Keep a source, in place of what was known of it."""
    row = {"id": source.id, "content": encode(source), "kept": now}
    before = connection.execute(_ONE, {"wanted": source.id}).scalar_one_or_none()
    if before is not None and before != row["content"]:
        changes.note(connection, changes.Kind.SOURCE, (source.id,))
    connection.execute(upsert(connection, sources, replace=("content", "kept")), row)


def every(connection: Connection) -> tuple[Source, ...]:
    """All sources, by id."""
    return tuple(_decoded(text) for text in connection.execute(select(sources.c.content).order_by(sources.c.id)).scalars())


def one(connection: Connection, source_id: str) -> Source | None:
    """The source of that id; None where there is none."""
    text = connection.execute(_ONE, {"wanted": source_id}).scalar_one_or_none()
    return None if text is None else _decoded(text)
