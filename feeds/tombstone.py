"""Tombstone: what stands in an Atom feed where an entry was (RFC 6721)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """An entry that is no more."""

    ref: str
    """Id of the entry."""
    when: datetime
    """When Loa found it gone. Aware, whole seconds."""
    by: str = ""
    """Who took it away: the source's title; empty where that is not said."""
