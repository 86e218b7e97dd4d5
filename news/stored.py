"""StoredArticle: an article with what the store knows of its life, and the small answers the store gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from news.article import Article, Precision, Provenance, Published
from news.changes import Outcome

LATE = timedelta(days=3)
"""So long after its date an article may be seen and still count as having come then: a day's date begins at midnight, towns put
online on Monday what they dated Friday, and a site may have been out of reach. What is older when it is seen is history."""


def came(published: datetime, first_seen: datetime) -> datetime:
    """When an article came to readers: when it was first seen, but LATE after its date at most, and never before that date."""
    return published + max(timedelta(), min(first_seen - published, LATE))


def first_seen_date(first_seen: datetime) -> Published:
    """The date of an article whose page gives none: when it was first seen, to the minute."""
    minute = first_seen.replace(second=0, microsecond=0)
    return Published(moment=minute, precision=Precision.MINUTE, provenance=Provenance.FIRST_SEEN)


@dataclass(frozen=True, kw_only=True)
class StoredArticle:
    """An article as the store keeps it. Every moment is aware and in UTC."""

    id: str
    """Permanent, see `news.identity.mint`."""
    article: Article
    """What its page last said; `published` is the settled date (`news.changes.settle`), None when no page ever gave one."""
    revision: int
    """Number of its present revision, from 1; only substantive edits count."""
    first_seen: datetime
    last_seen: datetime
    """When its page last showed it."""
    updated: datetime | None = None
    """When Loa saw the last substantive edit; None: never edited."""
    withdrawn: datetime | None = None
    """When it was found gone for good; None: it is there."""
    pruned: datetime | None = None
    """When retention gave up its content, so that only names, title and dates are left; None: all is there."""

    @property
    def published(self) -> Published:
        """The article's own date, else when it was first seen; never moves with edits."""
        return self.article.published or first_seen_date(self.first_seen)

    @property
    def came(self) -> datetime:
        """When it came to readers, see the function of that name; never moves either."""
        return came(self.published.moment, self.first_seen)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One version of an article."""

    number: int
    """From 1."""
    seen: datetime
    """When it was first read."""
    note: str
    """What changed from the revision before ("title, text: 2 paragraphs"); empty for the first."""
    article: Article
    """The last reading of this revision, its dates as the page gave them."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What keeping an article did."""

    id: str
    outcome: Outcome
    revision: int
    """Number of its present revision."""
    note: str = ""
    """What a substantive edit changed; empty where there was none."""
    warning: str = ""
    """Why an article was kept as a new one although it may be a known one; empty where there is no doubt."""


class EventKind(StrEnum):
    """What happened to an article besides its edits."""

    WITHDRAWN = "withdrawn"
    """Found gone from its site, and gone still when looked at again."""
    RESTORED = "restored"
    """It had been withdrawn and was seen again."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A withdrawal of an article or its return; kept for ever."""

    at: datetime
    """When Loa confirmed or saw it. Aware, UTC."""
    kind: EventKind


@dataclass(frozen=True, kw_only=True)
class Validators:
    """What tells whether a page changed since it was last fetched; None where it was not given."""

    etag: str | None = None
    """The ETag header as sent, quotes included."""
    last_modified: str | None = None
    """The Last-Modified header as sent."""
    digest: str | None = None
    """Digest of the body, for servers that send neither."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How much a store holds."""

    articles: int
    """All, the withdrawn and the pruned among them."""
    withdrawn: int
    pruned: int
    """Those whose content was given up by retention."""
    by_source: Mapping[str, int]
    """All articles by source id; a source without any is there with 0."""
