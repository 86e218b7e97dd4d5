"""robots.txt as RFC 9309 means it, where Scrapy's own middleware is laxer."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

FORBID_ALL = b"User-agent: *\nDisallow: /\n"
LONGEST_CRAWL_DELAY = 60.0
"""Seconds; a longer Crawl-delay is taken as this one, or a run would never end."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obey robots.txt: no file allows all, a failing or unreachable server forbids all, Crawl-delay slows the host down."""

    def __init__(self, crawler: Crawler) -> None:
        """Make one for a crawler; Scrapy's own reads its settings."""
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:  # RFC 9309 section 2.3.1.4: assume complete disallow
            response = response.replace(body=FORBID_ALL)
            self._unreachable[netloc] = f"status {response.status}"
        elif response.status >= 400:  # section 2.3.1.3: may access any resource
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        if isinstance(parser, ProtegoRobotParser):
            self._slow_down(parser, netloc.lower())

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        self._parsers[netloc] = ProtegoRobotParser(FORBID_ALL, None)
        self._unreachable[netloc] = f"{type(exc).__name__}"

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest for what robots.txt forbids, or for anything where it could not be had."""
        why = self._unreachable.get(urlsplit(request.url).netloc)
        if why:
            msg = f"robots.txt cannot be fetched ({why}), so nothing else is asked of the host"
            raise IgnoreRequest(msg)
        super().process_request_2(rp, request)

    def _slow_down(self, parser: ProtegoRobotParser, slot_name: str) -> None:
        """Stretch the host's delay to its Crawl-delay: a common extension that RFC 9309 leaves to the crawler."""
        delay = parser.rp.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        slot = self.crawler.engine.downloader.slots.get(slot_name)
        if delay and slot:
            slot.delay = max(slot.delay, min(float(delay), LONGEST_CRAWL_DELAY))
