"""Writes one run: what a crawl of one source offered, fetched and kept, and what went wrong by kind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import sys
from collections import Counter
from datetime import datetime

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.guards.hosts import HostRefusedError
from crawler.guards.refusals import UNEXPECTED
from crawler.memory import store_of
from crawler.reading import Reading
from news import clock
from news.errors import NewsError, StoreError
from news.run import INTERRUPTED, Run
from news.source import Source
from news.store import Kept, Outcome

logger = logging.getLogger(__name__)

_COUNTED = ("listed", "fetched", "new", "edited", "unchanged", "withdrawn", "read", "bytes")
OPTIONAL_FIELDS = ("lead", "authors", "published", "categories", "image")
"""Fields whose absence is counted: a share that falls says that a layout changed."""

MOST_REFUSED = 20
"""Articles that the store refuses in a row."""

KINDS: dict[type[BaseException], str] = {
    CannotResolveHostError: "dns",
    DownloadConnectionRefusedError: "connection",
    DownloadFailedError: "fetch",
    DownloadTimeoutError: "timeout",
    ResponseDataLossError: "cut short",
}
TLS_WORDS = re.compile(r"\b(ssl|tls|certificate)", re.IGNORECASE)


def kind_of(error: BaseException) -> str:
    """Return the short stable word under which a failure is counted."""
    if isinstance(error, NewsError):
        return error.kind
    if isinstance(error, HttpError):
        return f"http {error.response.status}"
    if isinstance(error, HostRefusedError):
        return "host"
    if isinstance(error, IgnoreRequest):
        return "refused"
    kind = next((kind for class_, kind in KINDS.items() if isinstance(error, class_)), UNEXPECTED)
    return "tls" if kind == "fetch" and TLS_WORDS.search(str(error)) else kind


def _spelt(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class RunReport:
    """Counts one spider's run and keeps it in the store when the spider closes, however it ends."""

    def __init__(self, crawler: Crawler) -> None:
        """Connect to the crawler's signals; a spider without a source writes no run."""
        self._crawler = crawler
        self._started: datetime = clock.now()
        self.counts: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._warnings: Counter[str] = Counter()
        self._error: str | None = None
        self._refused = 0
        self._ending: asyncio.Future[None] | None = None
        self.number: int | None = None
        """Of the run, once it is kept."""
        self.problem: str | None = None
        """Why the run could not be kept; None: it was, or is not to be kept yet."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunReport:
        """Make one for a crawler, as Scrapy asks. Raise NotConfigured for a spider that has no source."""
        if getattr(crawler.spidercls, "source", None) is None:
            raise NotConfigured
        report = cls(crawler)
        crawler.signals.connect(report.spider_opened, signals.spider_opened)
        crawler.signals.connect(report.response_received, signals.response_received)
        crawler.signals.connect(report.item_scraped, signals.item_scraped)
        crawler.signals.connect(report.item_error, signals.item_error)
        crawler.signals.connect(report.spider_error, signals.spider_error)
        crawler.signals.connect(report.spider_closed, signals.spider_closed)
        return report

    def failure(self, error: BaseException, url: str, *, whole_run: bool = False) -> None:
        """Count and log a page that failed; `whole_run` when without it the run as a whole has failed (a listing)."""
        kind = kind_of(error)
        self.failed[kind] += 1
        problem = str(error) if isinstance(error, NewsError | HostRefusedError) else f"{url}: {kind}: {error}"
        problem = " ".join(problem.split())
        keys = {"source": self._source_id, "url": url, "run": _spelt(self._started), "kind": kind}
        if kind == UNEXPECTED:  # a mistake of ours: where it happened is what helps
            logger.error("unexpected", extra=keys, exc_info=error)
        if whole_run and self._error is None:
            self._error = problem
        logger.warning("%s", problem, extra=keys)

    def spider_opened(self, spider: Spider) -> None:
        """Keep the source itself, so that its feeds can be built without its spider; a store that refuses is told in a line."""
        self._started = clock.now()
        source: Source = spider.source  # type: ignore[attr-defined]
        try:
            store_of(self._crawler.settings).keep_source(source, now=self._started)
        except StoreError as error:
            self.failure(error, source.homepage)

    def response_received(self, response: Response) -> None:
        """Count what came over the wire; robots.txt is no page."""
        self.counts["bytes"] += len(response.body)
        if not response.url.endswith("/robots.txt"):
            self.counts["fetched"] += 1
        self._say("fetched", response.url)

    def item_scraped(self, item: Kept) -> None:
        """Count what became of an article: the pipeline hands on the store's answer."""
        self._refused = 0
        word = {Outcome.NEW: "new", Outcome.EDITED: "edited", Outcome.RESTORED: "edited"}.get(item.outcome, "unchanged")
        self.counts[word] += 1

    def item_error(self, item: Reading, failure: object) -> None:
        """Count an article that could not be kept: with the store failing, the run as a whole has.

        Where it refuses one after the other, the run ends: to ask for the rest would only load the site.
        """
        error = failure.value  # type: ignore[attr-defined]
        self.failure(error, item.article.url, whole_run=True)
        self._refused += isinstance(error, StoreError)
        if self._refused == MOST_REFUSED and (engine := self._crawler.engine) is not None:
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason="the store refuses what is read"))

    def spider_error(self, failure: object, response: Response | None) -> None:
        """Record a mistake of ours in reading one page (None: before there was any); the rest of the run goes on."""
        self.failure(failure.value, self._source_id if response is None else response.url)  # type: ignore[attr-defined]

    def read(self, reading: Reading) -> None:
        """Count an article that was read, what it lacks and what it warns of."""
        self.counts["read"] += 1
        self._missing.update(name for name in OPTIONAL_FIELDS if not getattr(reading.article, name))
        self._warnings.update(warning.partition(":")[0] for warning in reading.article.warnings)

    def warn(self, warning: str) -> None:
        """Count something worth knowing that is no failure."""
        self._warnings[warning] += 1

    def spider_closed(self, reason: str) -> None:
        """Keep the run; one that the store refuses is told all the same."""
        if reason == "shutdown":  # whatever failed on the way may have failed for that
            self._error = INTERRUPTED
        elif reason != "finished" and self._error is None:
            self._error = f"ended early: {reason}"
        counts = {name: self.counts[name] for name in _COUNTED}
        try:
            store = store_of(self._crawler.settings)
            run = Run(
                source=self._source_id,
                started=self._started,
                finished=max(clock.now(), self._started),  # the clock may have been set back meanwhile
                failed=dict(self.failed),
                missing=dict(self._missing),
                warnings=dict(self._warnings),
                error=self._error,
                unread=store.offers.count(self._source_id),
                **counts,
            )
            self.number = store.runs.keep(run)
        except StoreError as error:
            self.problem = f"its run could not be kept: {error}"
            logger.warning("%s", self.problem, extra={"source": self._source_id, "run": _spelt(self._started)})
        self._say("closed")

    def _say(self, event: str, url: str | None = None) -> None:
        """Tell the process that started this one, which shows progress, by a JSON line; nobody listens behind `scrapy crawl`."""
        if self._crawler.settings.getbool("LOA_EVENTS"):
            line = {
                "event": event,
                "source": self._source_id,
                "url": url,
                **self.counts,
                "failed": self.failed.total(),
                "error": self._error,
            }
            with contextlib.suppress(BrokenPipeError):  # who started this one is gone; what was read is kept all the same
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                sys.stdout.flush()

    @property
    def _source_id(self) -> str:
        source_id: str = self._crawler.spidercls.source.id  # type: ignore[attr-defined]
        return source_id
