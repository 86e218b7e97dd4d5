"""Raw pages as a crawling process keeps them: what an answer brought, before it is read."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.guards.refusals import AnsweredChallengeError
from crawler.memory import store_of
from news.article import Published
from news.errors import NewsError
from news.raw import OF_A_LISTING, RawPage, told_headers
from news.settings import Settings
from news.warc import RawPages

READ_IN_VAIN = frozenset({"layout", "empty", "challenge", "parked", "charset", "unexpected"})
"""Kinds of errors of which a page is worth a look, and may be read by a better reader."""


def raw_page(response: Response, source_id: str, *, asked: str, listed: Published | None, now: datetime) -> RawPage:
    """Return what an answer brought; `listed` is the date its listing gave, None where it gave none."""
    pairs = ((name, value) for name, values in response.headers.items() for value in values)
    return RawPage(
        source=source_id,
        asked=asked,
        url=response.url,
        fetched=now,
        status=response.status,
        headers=told_headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs),
        body=response.body,
        listed=listed,
    )


def answer_of(error: BaseException) -> Response | None:
    """Return what came though it was refused as no page: a bot challenge; None: nothing did, or it is not worth a look."""
    return error.answer if isinstance(error, AnsweredChallengeError) else None


def raw_pages_of(settings: BaseSettings) -> RawPages | None:
    """Return the raw pages of Scrapy's settings; None where none are to be kept. Raise StoreError as `store_of` does."""
    loa: Settings = settings["LOA"]
    return RawPages(loa.pages_dir, store_of(settings)) if loa.archive.pages_age else None


def keep_unreadable(settings: BaseSettings, raw: RawPage, problem: str, *, listing: bool = False) -> NewsError | None:
    """Keep a page that could not be read, a few of a source each day, and return why it could not be kept, None where it could.

    `problem` is the kind of the error; what is no page at all (a document, a server's error) is left. A `listing` is kept to be
    looked at: no article is read from it.
    """
    if problem not in READ_IN_VAIN:
        return None
    try:
        if (pages := raw_pages_of(settings)) is not None:
            pages.keep(raw, problem=f"{OF_A_LISTING}{problem}" if listing else problem)
    except NewsError as error:
        return error
    return None
