"""Detail: what is known of one source beyond its facts: its runs, its rhythm, what could not be read, and its hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from news.offer import OpenOffer
from news.raw import KeptPage
from news.rhythm import Rhythm
from news.run import Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from news.store.pages import PageRows
from scheduler.operator.ledger import host_rows

RUNS = 50
"""Runs that are shown, the newest first."""
DAYS = 90
"""For which articles are counted by day."""
_TROUBLES = 30
_LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One address that could not be read."""

    url: str
    at: datetime | None
    """When it was last tried in vain; None: nobody knows."""
    said: str
    """What was wrong, in one line."""
    page: int | None = None
    """Number of the raw page that could not be read; None: no page came, or none of it was kept."""
    attempts: int = 0
    """In vain; 0: nobody counted."""
    given_up: bool = False
    """Whether it is not asked for any more."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What takes some questions to find out, of one source."""

    at: datetime
    runs: tuple[Run, ...]
    """The last, the newest first."""
    rhythm: Rhythm | None
    """None: it was never crawled."""
    days: Mapping[date, int]
    """Articles published on each of the last DAYS days by the source's own calendar, today last; every day is there."""
    troubles: tuple[Trouble, ...]
    """What could not be read, the latest first."""
    hosts: tuple[Mapping[str, Any], ...]
    """The hosts it is read from, as `host_rows` gives them; one that was never asked is left out."""
    unread: int
    """Offers that are still to be read."""


def detail(store: Store, source: Source, settings: Settings, *, now: datetime) -> Detail:
    """Return what is known of a source. Raise StoreError when the database refuses."""
    pages = PageRows(store).unreadable(source.id, since=now - _LOOKED_BACK, limit=_TROUBLES)
    offers = store.offers.unread(source.id)
    published = store.overview.published(source.id, since=now - timedelta(days=DAYS + 1))
    rows = host_rows(store, delay=timedelta(seconds=settings.crawl.delay_seconds), now=now)
    return Detail(
        at=now,
        runs=store.runs.latest(source.id, limit=RUNS, until=now),
        rhythm=Healths(store).rhythm(source, now=now),
        days=days_of(published, source, now=now),
        troubles=troubles(pages, offers),
        hosts=tuple(row for row in rows if row["host"] in source.allowed_hosts),
        unread=sum(not each.given_up for each in offers),
    )


def days_of(published: Sequence[datetime], source: Source, *, now: datetime) -> Mapping[date, int]:
    """Return how many of the moments fall on each of the last DAYS days in the source's zone, the earliest day first."""
    counted = Counter(moment.astimezone(source.zone).date() for moment in published)
    today = now.astimezone(source.zone).date()
    return {day: counted[day] for back in range(DAYS - 1, -1, -1) for day in [today - timedelta(days=back)]}


def troubles(pages: Sequence[KeptPage], offers: Sequence[OpenOffer]) -> tuple[Trouble, ...]:
    """Return each address that could not be read once, the latest tried first, with its raw page where one was kept.

    `pages` are the kept pages that could not be read, the latest first.
    """
    latest: dict[str, KeptPage] = {}
    for page in pages:
        latest.setdefault(page.asked, page)
    found: dict[str, Trouble] = {}
    for each in offers:
        if each.error is not None:
            page_of = latest.get(each.offer.url)
            found[each.offer.url] = Trouble(
                url=each.offer.url,
                at=each.tried,
                said=each.error,
                page=page_of.id if page_of else None,
                attempts=each.attempts,
                given_up=each.given_up,
            )
    for url, page in latest.items():
        found.setdefault(url, Trouble(url=url, at=page.fetched, said=page.problem or "", page=page.id))
    by_time = sorted(found.values(), key=lambda each: (each.at is not None, each.at), reverse=True)
    return tuple(by_time[:_TROUBLES])
