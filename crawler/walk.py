"""Walk: from a listing's first page towards older ones, and where to stop."""

from __future__ import annotations

from dataclasses import dataclass

from news.identity import normalise
from news.offer import Cursor


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One page of a listing that is asked for, and how it was reached."""

    listing: str
    """Address of the first page."""
    url: str
    """Address of this page."""
    number: int
    """Pages from the newest one to this, which is 1 for the newest."""
    left: int
    """Pages that may still be read, this one among them."""
    backfill: bool = False
    """Whether older pages are wanted whatever they hold, rather than what is new."""
    recovering: bool = False
    """Whether a run before this one was stopped on its way, so that what lies behind known articles may be unknown."""
    seen: frozenset[str] = frozenset()
    """The pages on the way, by their normalised addresses."""

    def go_on(self, following: str | None, *, fresh: bool) -> Walk | None:
        """Return the next page to ask for, None where the walk ends.

        `following` is what this page calls its next one, `fresh` whether it names articles that were never named before.
        """
        if self.left <= 1 or self.ends_with(following) or following is None or not (fresh or self.backfill or self.recovering):
            return None
        return Walk(
            listing=self.listing,
            url=following,
            number=self.number + 1,
            left=self.left - 1,
            backfill=self.backfill,
            recovering=self.recovering,
            seen=self.seen | {normalise(self.url)},
        )

    def place(self, following: str | None, *, fresh: bool) -> Cursor | None:
        """Return the place beyond which nobody has read, None where the walk says nothing of it.

        A walk after news says so when it had to stop among articles that are all new.
        """
        if self.backfill:
            return Cursor(listing=self.listing, next=None if self.ends_with(following) else following, pages=self.number)
        if fresh and self.left <= 1 and not self.ends_with(following):
            return Cursor(listing=self.listing, next=following, pages=self.number)
        return None

    def ends_with(self, following: str | None) -> bool:
        """Whether the listing ends here: no next page, or one that was read on the way."""
        return following is None or normalise(following) in self.seen | {normalise(self.url)}
