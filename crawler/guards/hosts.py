"""Requests stay on the hosts a source names: what a page links to or redirects to is only somebody's word."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.guards.rules import ROBOTS
from news.source import Source


class HostRefusedError(IgnoreRequest):
    """A request or redirect led to a host that its source does not name."""


class HostsMiddleware:
    """Refuse every request, redirected ones among them, that leaves http(s) or the source's own hosts."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember the crawler, whose spider knows its source."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostsMiddleware:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise HostRefusedError for an address that is not the source's; spiders without a source (the shell) are free.

        A robots.txt may redirect to another host (RFC 9309 section 2.3.1.2).
        """
        if request.meta.get(ROBOTS):
            return
        source: Source | None = getattr(self._crawler.spider, "source", None)
        if source is None:
            return
        if urlsplit(request.url).scheme not in {"http", "https"} or not source.allows(request.url):
            allowed = ", ".join(sorted(source.allowed_hosts))
            msg = f"{request.url}: host is not one of {allowed}; add it to the source's `hosts` if it belongs there"
            raise HostRefusedError(msg)
