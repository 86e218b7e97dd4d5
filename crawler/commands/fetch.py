"""Fetch one page the way a crawl would: own user agent, robots.txt obeyed, the same limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

from crawler.pages.page import Page
from crawler.process import hush
from news import clock
from news.errors import FetchError


class _OnePage(Spider):
    """Fetches one address and keeps what came."""

    name = "one-page"
    address: str
    result: list[Page | FetchError]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page."""
        yield Request(self.address, self.parse, errback=self.failed, meta={"handle_httpstatus_all": True})

    def parse(self, response: Response) -> None:
        """Keep the page, or the status that it came with."""
        if response.status != 200:
            self.result.append(FetchError(response.url, f"answers {response.status}"))
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        self.result.append(Page.decode(response.url, response.body, content_type=content_type or None, fetched=clock.now()))

    def failed(self, failure: Any) -> None:
        """Keep why nothing came."""
        error = failure.value
        problem = str(error) if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: {error}"
        self.result.append(FetchError(self.address, problem))


def fetch(address: str) -> Page:
    """Return the page at an address. Raise FetchError when it cannot be had or robots.txt forbids it.

    Can be called once a process: Scrapy's reactor does not start twice.
    """
    result: list[Page | FetchError] = []
    process = CrawlerProcess(get_project_settings())
    hush()
    process.crawl(_OnePage, address=address, result=result)
    process.start()
    page = result[0] if result else FetchError(address, "no answer")
    if isinstance(page, FetchError):
        raise page
    return page
