"""Conversation: ask a site for one page after the other, as a crawl would, and decide from each answer what to ask next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

from crawler.guards.refusals import StatusError
from crawler.pages.page import Page
from crawler.process import hush
from news import clock
from news.errors import FetchError, NewsError
from news.raw import RawPage
from news.source import Source

Result = TypeVar("Result")


class Fetch(Protocol):
    """Asks for one page."""

    async def __call__(self, address: str) -> RawPage:
        """Return what the address answers with status 200.

        Raise FetchError when it answers otherwise or not at all, or when robots.txt or a guard forbids to ask.
        """


class _Talker(Spider):
    """Holds a conversation: everything that Scrapy fetches for it passes the guards of a crawl."""

    name = "conversation"
    records = False
    talk: Callable[[Fetch], Awaitable[Any]]
    outcome: list[Any]

    async def start(self) -> AsyncIterator[Request]:
        """Talk; nothing is left to be scheduled."""
        try:
            self.outcome.append(await self.talk(self._fetch))
        except Exception as error:  # noqa: BLE001 raised again where Scrapy has ended
            self.outcome.append(error)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _fetch(self, address: str) -> RawPage:
        engine = self.crawler.engine
        assert engine is not None
        try:
            request = Request(address, dont_filter=True)
            response = await engine.download_async(request)
        except IgnoreRequest as error:
            raise FetchError(address, str(error) or "refused") from error
        except NewsError:
            raise
        except Exception as error:
            raise FetchError(address, f"{type(error).__name__}: {error}".rstrip(": ")) from error
        if response.status != 200:
            raise StatusError(response.url, response.status)
        source: Source | None = getattr(self, "source", None)
        return raw_page(response, asked=address, source_id=source.id if source else "")


def raw_page(response: Response, *, asked: str, source_id: str) -> RawPage:
    """Return an answer as it came."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values
    )
    return RawPage(
        source=source_id,
        asked=asked,
        url=response.url,
        fetched=clock.now(),
        status=response.status,
        headers=headers,
        body=response.body,
    )


def page_of(raw: RawPage) -> Page:
    """Return a page to be read of what was fetched."""
    return Page.decode(raw.url, raw.body, content_type=raw.content_type, fetched=raw.fetched)


class _RecordedTalker(_Talker):
    """One whose requests stand in the accounts of their hosts, and whose failures are remembered."""

    records = True


def converse(talk: Callable[[Fetch], Awaitable[Result]], *, source: Source | None = None, records: bool = False) -> Result:
    """Run a conversation to its end and return what it returns; what it raises is raised.

    With a `source` it stays on that source's hosts. With `records` what it asks of hosts is recorded as a crawl's requests are.
    Can be called once a process, which is ended by Ctrl-C as Scrapy ends one.
    """
    outcome: list[Any] = []
    process = AsyncCrawlerProcess(get_project_settings())
    hush()
    more = {"source": source} if source else {}
    process.crawl(_RecordedTalker if records else _Talker, talk=talk, outcome=outcome, **more)
    process.start()
    if not outcome:
        raise FetchError(source.homepage if source else "", "the conversation ended before its time")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    result: Result = outcome[0]
    return result


def fetch(address: str) -> Page:
    """Return the page at an address. Raise FetchError when it cannot be had or robots.txt forbids it. Once a process."""

    async def ask(fetch: Fetch) -> RawPage:
        return await fetch(address)

    return page_of(converse(ask))
