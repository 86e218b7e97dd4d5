"""Listing and ListedLink: what a page that lists articles offers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.pages.dates import drop_minutes, month_as_minutes
from news.article import Published
from news.source import Source

MOST_LINKS = 500
"""Links of one listing that are taken."""


@dataclass(frozen=True, kw_only=True)
class ListedLink:
    """A link to an article as a listing shows it."""

    url: str
    title: str
    """"" where the listing shows a picture only."""
    published: Published | None = None
    """The date beside the link, provenance listing; None where none stands there."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a listing page offers."""

    links: tuple[ListedLink, ...]
    """In page order, each article once."""
    next: str | None = None
    """Absolute address of the next page; None on the last one, and where only a script knows it."""


def with_true_minutes(links: tuple[ListedLink, ...], source: Source, *, doubted: bool = False) -> tuple[ListedLink, ...]:
    """The links without minutes where the whole listing writes the month in their place, or where minutes are doubted anyway."""
    if not doubted and not month_as_minutes([link.published for link in links if link.published], source.zone):
        return links
    return tuple(replace(link, published=drop_minutes(link.published, source.zone)) if link.published else link for link in links)
