"""Offer: an article that a listing named and nobody has read yet; Cursor: how far into the past a listing was walked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from news.article import Published

WAITS = (
    timedelta(0),
    timedelta(0),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
)
"""After so many attempts in vain an offer waits this long; after more of them a week."""
LONGEST_WAIT = timedelta(days=7)
GIVEN_UP = 10
"""Attempts after which an offer is remembered, so that it is not new again, and never asked for any more."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a listing names."""

    name: str
    """The family's key of its address, or the normalised address."""
    url: str
    published: Published | None = None
    """The date the listing gives; None where it gives none."""


@dataclass(frozen=True, kw_only=True)
class OpenOffer:
    """An offer that was not read yet."""

    offer: Offer
    first_offered: datetime
    last_offered: datetime
    attempts: int = 0
    """How often it was asked for in vain."""
    tried: datetime | None = None
    """When last; None: never."""
    error: str | None = None
    """Why, in one line."""

    @property
    def given_up(self) -> bool:
        """Whether it is not asked for any more."""
        return self.attempts >= GIVEN_UP

    def due(self, now: datetime) -> bool:
        """Whether it may be asked for at `now`."""
        return not self.given_up and (self.tried is None or self.tried + wait_after(self.attempts) <= now)


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place in a listing beyond which nobody has read."""

    listing: str
    """Address of its first page."""
    next: str | None
    """Address of the next older page; None: its end was reached."""
    pages: int
    """Pages from the newest one to this place."""


def wait_after(attempts: int) -> timedelta:
    """How long an offer waits after so many attempts in vain."""
    return WAITS[attempts] if attempts < len(WAITS) else LONGEST_WAIT
