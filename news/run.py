"""Run: one crawl of one source, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

INTERRUPTED = "interrupted: Loa was stopped"
"""The `error` of a run that was ended from outside: nothing is wrong with its source, and it is due again at once."""
DATES_ALIKE = "a listing dates all its articles alike"
"""The warning of a run whose listing, of a handful of articles or more, shows one date with all of them."""
DATES_LOST = "a listing dates articles alike that have different dates"
"""The warning of a run whose listing shows one date with all articles, though those that are known have different ones."""
UNREADABLE = "an article that was read before cannot be read"
"""The warning of a run in which a page failed of which it is known that it can be read."""
PAGES_LEFT = "older pages of a listing are left unread"
"""The warning of a run that had to stop walking among news: `loa backfill` goes on there."""
OF_THE_RUN = frozenset({DATES_ALIKE, DATES_LOST, UNREADABLE, PAGES_LEFT})
"""Warnings that are no article's."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one crawl of one source did."""

    source: str
    """Id of the source."""
    started: datetime
    """Aware."""
    finished: datetime
    """Aware, not before `started`."""
    listed: int = 0
    """Links to articles found on listings, each counted once."""
    fetched: int = 0
    """Pages asked for and received, listings among them."""
    new: int = 0
    """Articles kept for the first time."""
    edited: int = 0
    """Articles with a substantive edit, restored ones among them."""
    unchanged: int = 0
    """Articles read again with nothing, or nothing but cosmetics, changed."""
    withdrawn: int = 0
    """Articles that became withdrawn in this run."""
    unread: int = 0
    """Articles that listings have offered and that could not be read yet, at the end of the run; none given up."""
    read: int = 0
    """Articles whose pages were read: new, edited and unchanged ones, but none that was known to be unchanged before it was."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Pages that could not be read, by `news.errors` kind."""
    missing: Mapping[str, int] = field(default_factory=dict)
    """Articles without an optional field, by the field's name."""
    warnings: Mapping[str, int] = field(default_factory=dict)
    """Warnings of the articles read, by wording."""
    bytes: int = 0
    """Bytes received in bodies, as sent over the network."""
    error: str | None = None
    """What ended the run before its time, in one line; None when it came to its end."""

    def __post_init__(self) -> None:
        """Freeze the counts; raise ValueError for a moment without a zone or an end before the start."""
        if self.started.utcoffset() is None or self.finished.utcoffset() is None:
            msg = "the moments of a run must be aware"
            raise ValueError(msg)
        if self.finished < self.started:
            msg = "a run cannot finish before it started"
            raise ValueError(msg)
        for name in ("failed", "missing", "warnings"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.finished - self.started).total_seconds()

    @property
    def ok(self) -> bool:
        """Whether it came to its end and no page failed; what a failure means for the source is for its health to say."""
        return self.error is None and not any(self.failed.values())
