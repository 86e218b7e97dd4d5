"""SourceSpider: from a source's listings to its articles, stopping where everything is known."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.families import FAMILIES, Family
from crawler.memory import store_of
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from crawler.pipelines import Reading
from crawler.raw import keep_unreadable, raw_page
from crawler.report import RunReport, kind_of
from news import clock
from news.article import Article, Published
from news.errors import FetchError
from news.identity import normalise
from news.settings import Settings
from news.source import Source
from news.store import Store, Validators

GONE = (404, 410)
HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")
"""Types under which portals send pages; some send none."""

Yield = Iterator[Request | Reading]


class SourceSpider(Spider):
    """Reads one source: subclass it with a `source` and a `name`, or declare the source in loa.toml."""

    source: ClassVar[Source]
    handle_httpstatus_list: ClassVar[list[int]] = [304, *GONE]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every listing, then look again at articles still young enough to be edited."""
        self._asked: set[str] = set()
        self._listing_validators: dict[str, Validators] = {}
        for address in self.source.listings:
            yield self._listing(address, number=1)
        recent = clock.now() - self._loa.crawl.recheck_age
        for address in self._store.rechecks(self.source.id, seen_after=recent, limit=self._loa.crawl.recheck_pages):
            if request := self._article(address, conditional=True):
                yield request

    def parse_listing(self, response: Response, number: int) -> Yield:
        """Follow what a listing offers and is not known; go on to its next page only while it offers such."""
        if response.status == 304:
            return
        if response.status in GONE:
            if number == 1:  # a later page that is not there is where the paging ends
                error = FetchError(response.url, f"the listing answers {response.status}")
                self._report.failure(error, response.url, whole_run=True)
            return
        try:
            listing = read_listing(self._page(response), self.source, now=clock.now())
        except Exception as error:  # noqa: BLE001 a door: one page never ends the others
            # An error on a later page is where some portals' paging ends; the first page must always list something.
            self._report.failure(error, response.url, whole_run=number == 1)
            return
        self._listing_validators[response.request.url if response.request else response.url] = _validators(response)
        self._report.counts["listed"] += len(listing.links)
        keys = {self._key(link.url): link for link in listing.links}
        known = self._store.known(self.source.id, keys.keys())
        unknown = [link for key, link in keys.items() if key not in known]
        for link in unknown:
            if request := self._article(link.url, listed=link.published):
                yield request
        if unknown and listing.next and number < self._loa.crawl.max_listing_pages:
            yield self._listing(listing.next, number=number + 1)

    def parse_article(self, response: Response, listed: Published | None, depth: int) -> Yield:
        """Read one article, ask for the length of its attachments, and discover what its other news points to."""
        asked = response.request.url if response.request else response.url
        now = clock.now()
        known = self._store.find(self.source.id, asked)
        validators = _validators(response)
        kept = self._store.validators(asked) if known else None
        if known and (response.status == 304 or (kept and kept.digest == validators.digest)):
            self._report.counts["unchanged"] += 1
            self._store.checked([known], now=now, there=True)
            return
        if response.status in GONE:
            self._gone(asked, response.status)
            return
        raw = raw_page(response, self.source.id, asked=asked, listed=listed, now=now)
        try:
            article = read_article(self._page(response), self.source, evidence=Evidence(now=now, listing=listed))
        except Exception as error:  # noqa: BLE001 a door: one page never ends the others
            self._report.failure(error, response.url)
            if problem := keep_unreadable(self.settings, raw, kind_of(error)):
                self._report.failure(problem, response.url)
            self._postpone(known)
            return
        is_new = depth == 0 and not self._store.known(self.source.id, [article.key])
        reading = Reading(article=article, asked=asked, validators=validators, raw=raw)
        self._report.read(reading)
        yield from self._measure(reading, measured=0)
        if is_new:
            yield from self._discover(article)

    def parse_attachment(self, response: Response, reading: Reading, measured: int) -> Yield:
        """Note the true length and type of one attachment, from the answer to a HEAD request; then the next one."""
        length = (response.headers.get("Content-Length") or b"").decode("latin-1")
        if response.status == 200 and length.isdigit() and int(length) > 0:
            reading = _with_length(reading, measured, int(length), _media_type(response))
        yield from self._measure(reading, measured=measured + 1)

    def failed_attachment(self, failure: Any) -> Yield:
        """Go on without the length of an attachment that does not answer."""
        keywords = failure.request.cb_kwargs
        yield from self._measure(keywords["reading"], measured=keywords["measured"] + 1)

    def failed_listing(self, failure: Any) -> None:
        """Record a listing that could not be fetched: without the first page there is no run."""
        self._report.failure(failure.value, failure.request.url, whole_run=failure.request.cb_kwargs["number"] == 1)

    def failed_article(self, failure: Any) -> None:
        """Record an article that could not be fetched."""
        self._report.failure(failure.value, failure.request.url)
        self._postpone(self._store.find(self.source.id, failure.request.url))

    def closed(self, reason: str) -> None:
        """Remember the listings' validators only after a run without failures: a 304 would hide what is still to be fetched."""
        if reason == "finished" and not self._report.failed:
            for address, validators in self._listing_validators.items():
                self._store.keep_validators(address, self.source.id, validators, now=clock.now())

    def _listing(self, address: str, *, number: int) -> Request:
        meta = {"conditional": number == 1}
        keywords = {"number": number}
        return Request(
            address, self.parse_listing, meta=meta, cb_kwargs=keywords, errback=self.failed_listing, priority=10, dont_filter=True
        )

    def _article(
        self, address: str, *, listed: Published | None = None, conditional: bool = False, depth: int = 0
    ) -> Request | None:
        """Return the request for an article, or None when it was asked for in this run or the run has asked for enough."""
        key = self._key(address)
        if key in self._asked or len(self._asked) >= self._loa.crawl.max_pages:
            return None
        self._asked.add(key)
        keywords = {"listed": listed, "depth": depth}
        return Request(
            address, self.parse_article, meta={"conditional": conditional}, cb_kwargs=keywords, errback=self.failed_article
        )

    def _measure(self, reading: Reading, *, measured: int) -> Yield:
        attachments = reading.article.attachments
        while measured < len(attachments):
            if (
                attachments[measured].bytes is None
                and urlsplit(attachments[measured].url).netloc.lower() in self.source.allowed_hosts
            ):
                keywords = {"reading": reading, "measured": measured}
                yield Request(
                    attachments[measured].url,
                    self.parse_attachment,
                    method="HEAD",
                    cb_kwargs=keywords,
                    errback=self.failed_attachment,
                    dont_filter=True,
                )
                return
            measured += 1
        yield reading

    def _discover(self, article: Article) -> Yield:
        """Follow the unknown among other news and the editor's list, once: what those pages list is left alone."""
        links = {self._key(link.url): link.url for link in (*article.listed, *article.other_news)}
        known = self._store.known(self.source.id, links.keys())
        for key, address in links.items():
            offered = key not in known and urlsplit(address).netloc.lower() in self.source.allowed_hosts
            if (
                offered
                and (self._family is None or self._family.is_article(address))
                and (request := self._article(address, depth=1))
            ):
                yield request

    def _gone(self, address: str, status: int) -> None:
        article_id = self._store.find(self.source.id, address)
        if article_id is None:
            self._report.failure(FetchError(address, f"answers {status}"), address)
        elif self._store.missing(article_id, now=clock.now(), confirm_after=self._loa.crawl.withdraw_after):
            self._report.counts["withdrawn"] += 1

    def _postpone(self, article_id: str | None) -> None:
        """Send a known article that could not be read to the end of the queue of those to be looked at again."""
        if article_id is not None:
            self._store.checked([article_id], now=clock.now(), there=False)

    def _page(self, response: Response) -> Page:
        """Raise FetchError for an answer that is no page."""
        kind = _media_type(response) or ""
        if kind not in HTML_TYPES:
            raise FetchError(response.url, f"is {kind}, not a page")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return Page.decode(response.url, response.body, content_type=content_type or None, fetched=clock.now())

    def _key(self, address: str) -> str:
        return (self._family.key(address) if self._family else None) or normalise(address)

    @property
    def _family(self) -> Family | None:
        return FAMILIES.get(self.source.family)

    @property
    def _loa(self) -> Settings:
        return cast("Settings", self.settings["LOA"])

    @property
    def _store(self) -> Store:
        return store_of(self.settings)

    @property
    def _report(self) -> RunReport:
        return cast("RunReport", self.crawler.get_extension(RunReport))


def _validators(response: Response) -> Validators:
    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    digest = hashlib.sha256(response.body).hexdigest()
    return Validators(etag=header("ETag"), last_modified=header("Last-Modified"), digest=digest)


def _media_type(response: Response) -> str | None:
    value = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return value.partition(";")[0].strip().lower() or None


def _with_length(reading: Reading, index: int, length: int, media_type: str | None) -> Reading:

    attachments = list(reading.article.attachments)
    known = attachments[index]
    attachments[index] = replace(known, bytes=length, media_type=known.media_type or media_type)
    return replace(reading, article=replace(reading.article, attachments=tuple(attachments)))
