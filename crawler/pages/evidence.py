"""Evidence: what is known about an article besides its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from news.article import Published


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the reader of a page may lean on without looking it up."""

    now: datetime
    """The moment of reading, aware: no article was published long after it, and no date is ever taken from it."""
    listing: Published | None = None
    """The date that the listing showed beside the article; None where it showed none."""

    def __post_init__(self) -> None:
        """Raise ValueError for a moment without a zone."""
        if self.now.utcoffset() is None:
            msg = "now must be aware"
            raise ValueError(msg)
