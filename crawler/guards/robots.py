"""robots.txt: no page is asked for before the file of its origin is known, and what it says holds (RFC 9309)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.guards.ledger import ledger_of
from crawler.guards.refusals import (
    UNEXPECTED,
    AddressRefusedError,
    CertificateError,
    HostRestingError,
    RedirectsError,
    RobotsError,
)
from crawler.guards.rules import LONGEST_FILE, ROBOTS, Rules
from news import clock
from news.host import host_of
from news.store.hosts import RobotsFile

FRESH = timedelta(hours=24)
"""How long a file is believed (RFC 9309 section 2.4), over runs."""
UNREACHABLE = frozenset({408, 429})
"""Statuses 4xx that say "not now" in place of "there is none"."""
PRIORITY = 1000


def origin_of(url: str) -> str:
    """Return the scheme and host whose robots.txt holds for an address."""
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc.lower()}"


class RobotsMiddleware:
    """Asks for each origin's robots.txt once a day and refuses what it forbids; one that cannot be had forbids everything."""

    def __init__(self, crawler: Crawler) -> None:
        """Share the ledger of the process, which remembers files over runs."""
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._ledger = ledger_of(crawler)
        self._asking: dict[str, asyncio.Lock] = {}
        self._lost: set[str] = set()
        """Origins whose file this run has asked for in vain: the next run asks again."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RobotsError for what robots.txt forbids, and for anything where it could not be had."""
        if request.meta.get(ROBOTS):
            return
        origin = origin_of(request.url)
        async with self._asking.setdefault(origin, asyncio.Lock()):
            file = self._known(origin) or await self._ask(origin)
        if file.body is None:
            since = f" since {file.failing_since:%Y-%m-%d}" if file.failing_since else ""
            problem = f"robots.txt cannot be fetched ({file.status}{since}), so nothing else is asked of the host"
            cause = "" if file.status == UNEXPECTED else file.status.replace("status ", "http ")
            raise RobotsError(request.url, problem, cause=cause)
        rules = self._ledger.rules.get(origin)
        if rules is None:
            rules = self._ledger.rules[origin] = Rules.parse(file.body, self._agent)
            self._ledger.slow_down(host_of(request.url), rules.crawl_delay)
        if not rules.allows(request.url):
            raise RobotsError(request.url, "forbidden by robots.txt")

    def _known(self, origin: str) -> RobotsFile | None:
        """The file that need not be asked for; None: it must be."""
        file = self._ledger.robots(origin)
        if file is None or (file.body is None and origin not in self._lost):
            return None
        age = clock.now() - file.fetched
        return file if file.body is None or timedelta() <= age < FRESH else None

    async def _ask(self, origin: str) -> RobotsFile:
        status, body = await self._fetch(origin)
        now = clock.now()
        before = self._ledger.robots(origin)
        failing = (before.failing_since if before and before.body is None else None) or now
        file = RobotsFile(
            origin=origin, status=status[:200], fetched=now, body=body, failing_since=None if body is not None else failing
        )
        if body is None:
            self._lost.add(origin)
        self._ledger.keep_robots(file)
        return file

    async def _fetch(self, origin: str) -> tuple[str, bytes | None]:
        """What the file answers, and its body: empty where there is none, None where nobody can tell.

        Raise what says nothing of its file: that the host rests, is no public one, or cannot be trusted.
        """
        from crawler.report import kind_of

        assert self._crawler.engine is not None
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta={ROBOTS: True}, priority=PRIORITY, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except (HostRestingError, AddressRefusedError, CertificateError):
            raise
        except RedirectsError:
            return "more than five redirects", b""  # section 2.3.1.2: then there is none
        except Exception as error:  # noqa: BLE001 whatever it failed of: section 2.3.1.4, assume complete disallow
            return kind_of(error), None
        if 200 <= response.status < 300:
            return str(response.status), response.body[: LONGEST_FILE + 1]
        gone = 400 <= response.status < 500 and response.status not in UNREACHABLE  # section 2.3.1.3
        return f"status {response.status}", b"" if gone else None
