"""Walks: where the listings of a source are begun and how far they were walked, remembered over runs."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.walk import Walk
from news import clock
from news.offer import Cursor
from news.source import Source
from news.store import Store

WALKING = "walking:"
"""Before a source's id, the key in the store's `meta` that is set while its listings are walked; a killed run leaves it."""


class Walks:
    """The walks of one run through a source's listings. Every method raises StoreError as the store does."""

    def __init__(self, store: Store, source: Source, *, most: int) -> None:
        """A walk after news reads `most` pages of a listing."""
        self._store = store
        self._source = source
        self._most = most

    def begin(self, backfill_pages: int, *, only: str | None) -> Iterator[Walk]:
        """The first page of each walk: the newest ones, or with `backfill_pages` the ones where a backfill stopped.

        Of one listing where `only` names one. A run that began and did not `finish` leaves it to the next to look behind what is
        known already.
        """
        listings = [only] if only else self._source.listings
        if not backfill_pages:
            key = WALKING + self._source.id
            recovering = bool(self._store.meta(key))
            self._store.keep_meta(key, clock.now().isoformat())
            yield from (Walk(listing=url, url=url, number=1, left=self._most, recovering=recovering) for url in listings)
            return
        for url in listings:
            place = self._store.offers.cursor(self._source.id, url) or Cursor(listing=url, next=url, pages=0)
            if place.next is not None:
                yield Walk(listing=url, url=place.next, number=place.pages + 1, left=backfill_pages, backfill=True)

    def end(self, walk: Walk) -> None:
        """Note that a listing ends before this page, where it is filled from behind."""
        if walk.backfill:
            place = Cursor(listing=walk.listing, next=None, pages=walk.number - 1)
            self._store.offers.move(self._source.id, place, now=clock.now())

    def finish(self) -> None:
        """Note that the walks after news went as far as they were meant to."""
        self._store.keep_meta(WALKING + self._source.id, "")
