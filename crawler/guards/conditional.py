"""Conditional requests: a page that has not changed costs its server a 304 and us nothing (RFC 9110 section 13)."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.memory import store_of

_SENDABLE = re.compile(r"[\x20-\x7e]+")
"""What a site may say of its page and have said back: other characters it may have sent, but no header we send holds them."""


class ConditionalMiddleware:
    """Send what the page's last kept answer said of itself: ETag as If-None-Match, Last-Modified as If-Modified-Since."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember the crawler, whose settings say where the store is."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalMiddleware:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add the validators to a request that asks for them with `meta["conditional"]`."""
        if not request.meta.get("conditional"):
            return
        validators = store_of(self._crawler.settings).validators.of(request.url)
        if validators is None:
            return
        if validators.etag and _SENDABLE.fullmatch(validators.etag):
            request.headers.setdefault(b"If-None-Match", validators.etag)
        if validators.last_modified and _SENDABLE.fullmatch(validators.last_modified):
            request.headers.setdefault(b"If-Modified-Since", validators.last_modified)
