"""Traps: calendars, session ids and counters that make up addresses without end."""

from __future__ import annotations

import math
import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.guards.refusals import TrapError
from news.settings import Settings

LONGEST_ADDRESS = 2000
DEEPEST_PATH = 20
MOST_REPEATS = 3
"""Of one part in a path: /tin/tin/tin/tin is a relative link that goes round in circles."""

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"(?=[\w-]*\d)[\w-]{16,}|[0-9a-f]{12,}", re.IGNORECASE)
"""Made up by a machine: long, with a digit; or hexadecimal."""
_TITLE = re.compile(r"[^\W\d_]+(?:[-_+][^\W_]+){2,}")
"""Words in a row, as in the address of an article."""


def shape(url: str) -> str:
    """Return what the addresses of one kind have in common: digits, tokens, titles and the values of the query left out.

    >>> shape("https://town.example/lich/2026-03?thang=4")
    'https://town.example/lich/#-#?thang'
    """
    parts = urlsplit(url)
    path = "/".join(_step(step) for step in parts.path.split("/"))
    names = ",".join(sorted({name.lower() for name, _ in parse_qsl(parts.query[:LONGEST_ADDRESS], keep_blank_values=True)}))
    return f"{parts.scheme}://{parts.netloc.lower()}{path}" + (f"?{names}" if names else "")


def _step(step: str) -> str:
    stem, dot, ending = step.rpartition(".")
    if not dot:
        stem, ending = step, ""
    if _TITLE.search(stem):
        return f"~{dot}{ending}"
    return _DIGITS.sub("#", _TOKEN.sub("*", stem)) + dot + _DIGITS.sub("#", ending)


def misshapen(url: str) -> str | None:
    """Return what makes an address one that no site means; None: nothing does."""
    if len(url) > LONGEST_ADDRESS:
        return f"the address is longer than {LONGEST_ADDRESS} characters"
    steps = [step for step in urlsplit(url).path.split("/") if step]
    if len(steps) > DEEPEST_PATH:
        return f"the address has more than {DEEPEST_PATH} steps"
    step, count = next(iter(Counter(steps).most_common(1)), ("", 0))
    if count > MOST_REPEATS:
        return f"the address repeats {step[:40]!r} {count} times"
    return None


class TrapMiddleware:
    """Refuses what looks made up, and everything beyond what one run may ask of a source."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the limits from the settings; the budget is a crawl's, for what looks at many sources counts for itself."""
        loa: Settings = crawler.settings["LOA"]
        articles = loa.crawl.max_pages + loa.crawl.recheck_pages
        self._most_alike = max(loa.crawl.max_alike, articles, loa.crawl.max_listing_pages)
        crawls = getattr(crawler.spidercls, "source", None) is not None
        self._most = loa.crawl.max_requests if crawls else math.inf
        self._asked: set[int] = set()
        self._shapes: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TrapMiddleware:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise TrapError for an address no site means, for one too many of its shape, and at the end of the run's budget.

        An address that is asked for again (a retry) counts once.
        """
        if reason := misshapen(request.url):
            raise TrapError(request.url, reason)
        name = hash((request.method, request.url))
        if name in self._asked:
            return
        if len(self._asked) >= self._most:
            raise TrapError(request.url, f"the run has asked for {self._most} addresses (crawl.max_requests)")
        kind = shape(request.url)
        if self._shapes[kind] >= self._most_alike:
            raise TrapError(
                request.url, f"the run has asked for {self._most_alike} addresses of the shape {kind} (crawl.max_alike)"
            )
        self._asked.add(name)
        self._shapes[kind] += 1
