"""Answer: what a portal replies to one request, before HTTP dresses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status, type and bytes."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    modified: datetime | None = None
    """When what it shows last changed; aware; None for a page without a memory, such as an error."""
