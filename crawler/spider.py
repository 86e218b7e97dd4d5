"""SourceSpider: from a source's listings to its articles, so that nothing a listing ever named is lost."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.alike import warning_of
from crawler.answers import header_of, page_of, page_type, validators_of
from crawler.families import FAMILIES, Family
from crawler.freshness import lifetime
from crawler.guards.refusals import RobotsError, StatusError
from crawler.lengths import Lengths, Yield
from crawler.memory import store_of
from crawler.pages.listing import read_listing
from crawler.pages.vacancy import NOTHING
from crawler.raw import answer_of, keep_unreadable, raw_page
from crawler.readers import Work, shared
from crawler.reading import Reading
from crawler.report import RunReport, kind_of
from crawler.walk import Walk
from crawler.walks import Walks
from news import clock
from news.article import Article
from news.errors import EmptyPageError, FetchError, LayoutError, StoreError
from news.identity import normalise
from news.offer import Cursor, Offer
from news.run import PAGES_LEFT, UNREADABLE
from news.settings import Settings
from news.source import Source
from news.store import Store, names

GONE = (404, 410)
OF_THE_HOST = frozenset({"host resting", "connection", "dns", "tls", "private address"})
"""Kinds of failures that say nothing of the page that was asked for; robots.txt says nothing of it either."""


class SourceSpider(Spider):
    """Reads one source: subclass it with a `source` and a `name`, or declare the source in loa.toml.

    Whatever a listing names is an offer, kept before anything of it is fetched and forgotten once it is read: a run that is
    killed, fails or has asked for enough loses nothing. Arguments: `backfill_pages`, to read so many older pages of each listing
    in place of what is new; `only_listing`, to do that for one of them.
    """

    source: ClassVar[Source]
    handle_httpstatus_list: ClassVar[list[int]] = [304, *GONE]
    backfill_pages: int = 0
    only_listing: str | None = None

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the listings, then for what was offered before, then look again at articles still young enough to be edited."""
        try:
            for request in self._begin():
                yield request
        except StoreError as error:
            self._walked = False
            self._report.failure(error, self.source.homepage, whole_run=True)

    def _begin(self) -> Iterator[Request]:
        self._asked: set[str] = set()
        self._named: set[str] = set()
        self._pointed: set[str] = set()
        self._walked = True
        for walk in self._walks.begin(self.backfill_pages, only=self.only_listing):
            yield self._listing(walk)
        now, limits = clock.now(), self._loa.crawl
        yield from self._articles(self._due(now))
        if self.backfill_pages:
            return
        recent = now - limits.recheck_age
        for address in self._store.rechecks(self.source.id, seen_after=recent, limit=limits.recheck_pages):
            if request := self._article(Offer(name=self._key(address), url=address), conditional=True):
                yield request

    def parse_listing(self, response: Response, walk: Walk) -> Yield:
        """Keep what a listing offers, then ask for it; go on to older pages while they offer what was never offered before."""
        if response.status == 304:
            self._hold(response, walk)
            return
        if response.status in GONE:
            if walk.number == 1:
                self._walked = False
                error = StatusError(response.url, response.status)
                self._report.failure(error, response.url, whole_run=True)
            else:  # where the paging ends
                self._walks.end(walk)
            return
        now = clock.now()
        try:
            listing = read_listing(page_of(response), self.source, now=now)
        except Exception as error:  # noqa: BLE001 a door: one page never ends the others
            self._unlisted(response, walk, error)
            return
        self._report.counts["listed"] += len(listing.links)
        named = [Offer(name=self._key(link.url), url=link.url, published=link.published) for link in listing.links]
        self._named.update(each.name for each in named)
        if warning := self._dates(named):
            self._report.warn(warning)
        wanted, fresh = self._store.offers.remember(
            self.source.id, named, now=now, place=lambda fresh: self._walked_to(walk, listing.next, fresh)
        )
        if walk.number == 1:
            self._store.validators.keep(walk.url, self.source.id, validators_of(response), now=now)
            self._hold(response, walk)
        yield from self._articles(wanted)
        if following := walk.go_on(listing.next, fresh=bool(fresh)):
            yield self._listing(following)

    def _unlisted(self, response: Response, walk: Walk, error: Exception) -> None:
        """Note a page of a listing that lists nothing: paging may end at a later one, the first must always list something."""
        empty = isinstance(error, EmptyPageError) and error.problem.startswith(NOTHING)
        if walk.number > 1 and (empty or isinstance(error, LayoutError)):
            self._walks.end(walk)
        else:
            self._walked = False
        if walk.number == 1:
            self._keep(response, walk.url, error, listing=True)
        if not (walk.number > 1 and empty):
            self._report.failure(error, response.url, whole_run=walk.number == 1)

    def _hold(self, response: Response, walk: Walk) -> None:
        """Note for how long a listing says that there is nothing new."""
        if walk.number == 1 and (held := lifetime(header_of(response))):
            self._store.validators.hold(walk.url, until=clock.now() + held)

    async def parse_article(self, response: Response, offer: Offer, depth: int) -> AsyncIterator[Request | Reading]:
        """Read one article, ask for the length of its attachments, and discover what its other news points to."""
        now = clock.now()
        # What was asked for as an offer was unknown a moment ago.
        known = self._find(offer) if response.meta.get("conditional") else None
        raw = raw_page(response, self.source.id, asked=offer.url, listed=offer.published, now=now)
        validators = validators_of(response, raw.digest)
        kept = self._store.validators.of(offer.url) if known else None
        if known and (response.status == 304 or (kept and kept.digest == validators.digest)):
            self._report.counts["unchanged"] += 1
            self._store.checked([known], now=now, there=True)
            return
        if response.status in GONE or self._is_front(response.url, offer.url):
            self._gone(offer, known, f"answers {response.status}" if response.status in GONE else f"leads to {response.url}")
            return
        try:
            work = Work(raw=raw, content_type=page_type(response), recorded=self._loa.archive.pages_age is not None)
            read = await shared().read_raw(work, self.source)
        except Exception as error:  # noqa: BLE001 a door: one page never ends the others
            known = known or self._find(offer)
            if known and isinstance(error, EmptyPageError) and error.problem.startswith(NOTHING):
                self._gone(offer, known, str(error))
                return
            self._report.failure(error, response.url)
            if known:
                self._report.warn(UNREADABLE)
            if problem := keep_unreadable(self.settings, raw, kind_of(error)):
                self._report.failure(problem, response.url)
            self._in_vain(offer, known, error)
            return
        article = read.article
        is_new = depth == 0 and known is None and not self._is_known(article.key, offer)
        reading = Reading(
            article=article, asked=offer.url, offered=offer.name, validators=validators, raw=raw, record=read.record
        )
        self._report.read(reading)
        for each in self._lengths.ask(reading):
            yield each
        if is_new:
            for each in self._discover(article):
                yield each

    def failed_listing(self, failure: Any) -> None:
        """Record a listing that could not be fetched: without the first page there is no run, and what lies behind is unknown."""
        self._walked = False
        first = failure.request.cb_kwargs["walk"].number == 1
        self._report.failure(failure.value, failure.request.url, whole_run=first)
        if first:
            self._keep(answer_of(failure.value), failure.request.cb_kwargs["walk"].url, failure.value, listing=True)

    def failed_article(self, failure: Any) -> None:
        """Record an article that could not be fetched."""
        offer: Offer = failure.request.cb_kwargs["offer"]
        self._report.failure(failure.value, offer.url)
        self._keep(answer_of(failure.value), offer.url, failure.value)
        self._in_vain(offer, None, failure.value)

    def closed(self, reason: str) -> None:
        """Note that the listings were walked to where this run meant to go; else the next one walks to its bound."""
        if reason == "finished" and self._walked and not self.backfill_pages:
            # Where the store refuses, its run cannot be kept either, and is told by that.
            with contextlib.suppress(StoreError):
                self._walks.finish()

    def _dates(self, listed: Sequence[Offer]) -> str | None:
        """What is wrong with the dates of a listing; those of known articles are asked for only where all are alike."""
        dated = [(names.stored_key(each.name), each.published) for each in listed]
        if warning_of(dated, {}, self.source.zone) is None:
            return None
        with self._store.read() as connection:
            known = names.dates(connection, self.source.id, [name for name, _ in dated])
        return warning_of(dated, known, self.source.zone)

    def _due(self, now: datetime) -> Iterator[Offer]:
        """What was offered before and may be asked for; what has become known by another way is no offer any more."""
        due = self._store.offers.due(self.source.id, now=now, limit=self._loa.crawl.max_pages)
        known = self._store.known(self.source.id, [offer.name for offer in due])
        if known:
            self._store.offers.take(self.source.id, known)
        return (offer for offer in due if offer.name not in known)

    def _walked_to(self, walk: Walk, following: str | None, fresh: bool) -> Cursor | None:
        place = walk.place(following, fresh=fresh)
        if place is not None and not walk.backfill:
            self._report.warn(PAGES_LEFT)
        return place

    def _keep(self, answer: Response | None, asked: str, error: BaseException, *, listing: bool = False) -> None:
        """Keep what could not be read, to be looked at; None: nothing came."""
        if answer is None:
            return
        raw = raw_page(answer, self.source.id, asked=asked, listed=None, now=clock.now())
        if problem := keep_unreadable(self.settings, raw, kind_of(error), listing=listing):
            self._report.failure(problem, answer.url)

    def _listing(self, walk: Walk) -> Request:
        return Request(
            walk.url,
            self.parse_listing,
            meta={"conditional": walk.number == 1 and not (walk.recovering or walk.backfill)},
            cb_kwargs={"walk": walk},
            errback=self.failed_listing,
            priority=10,
            dont_filter=True,
        )

    def _articles(self, offers: Iterable[Offer], *, depth: int = 0) -> Iterator[Request]:
        return filter(None, (self._article(offer, depth=depth) for offer in offers))

    def _article(self, offer: Offer, *, conditional: bool = False, depth: int = 0) -> Request | None:
        """Return the request for an article, or None when it was asked for in this run or the run has asked for enough."""
        if offer.name in self._asked or len(self._asked) >= self._loa.crawl.max_pages:
            return None
        self._asked.add(offer.name)
        keywords = {"offer": offer, "depth": depth}
        meta = {"conditional": conditional}
        return Request(offer.url, self.parse_article, meta=meta, cb_kwargs=keywords, errback=self.failed_article)

    def _discover(self, article: Article) -> Yield:
        """Follow the unknown among other news and the editor's list, once: what those pages list is left alone."""
        family = self._family
        named: dict[str, Offer] = {}
        for link in (*article.listed, *article.other_news):
            # Most of what a page points to, the pages before it have pointed to.
            if link.url in self._pointed:
                continue
            self._pointed.add(link.url)
            name = self._key(link.url)
            if name not in self._named and self.source.allows(link.url) and (not family or family.is_article(link.url)):
                named[name] = Offer(name=name, url=link.url)
        if named:
            self._named.update(named)
            wanted, _ = self._store.offers.remember(self.source.id, list(named.values()), now=clock.now())
            yield from self._articles(wanted, depth=1)

    def _find(self, offer: Offer) -> str | None:
        return self._store.find(self.source.id, offer.url)

    def _is_known(self, key: str, offer: Offer) -> bool:
        """Whether an article that came by an offer is known after all: by a key that is not the offer's name."""
        return key != offer.name and bool(self._store.known(self.source.id, [key]))

    def _is_front(self, url: str, asked: str) -> bool:
        """Whether readers who ask for an article are led to the site's front page or its list of news."""
        fronts = {normalise(each) for each in (self.source.homepage, *self.source.listings)}
        return normalise(url) in fronts and normalise(asked) not in fronts

    def _gone(self, offer: Offer, known: str | None, why: str) -> None:
        now = clock.now()
        known = known or self._find(offer)
        if known is None:
            self._report.failure(FetchError(offer.url, why), offer.url)
            self._store.offers.failed(self.source.id, offer.name, why, now=now, gone=True)
        elif self._store.missing(known, now=now, confirm_after=self._loa.crawl.withdraw_after):
            self._report.counts["withdrawn"] += 1

    def _in_vain(self, offer: Offer, known: str | None, error: BaseException) -> None:
        """Send a known article to the end of the queue of those to be looked at again, let an offer wait."""
        now = clock.now()
        known = known or self._find(offer)
        if known is not None:
            self._store.checked([known], now=now, there=False)
        elif not isinstance(error, RobotsError) and (kind := kind_of(error)) not in OF_THE_HOST:
            self._store.offers.failed(self.source.id, offer.name, f"{kind}: {error}", now=now)

    def _key(self, address: str) -> str:
        return (self._family.key(address) if self._family else None) or normalise(address)

    @cached_property
    def _family(self) -> Family | None:
        return FAMILIES.get(self.source.family)

    @cached_property
    def _loa(self) -> Settings:
        return cast("Settings", self.settings["LOA"])

    @cached_property
    def _store(self) -> Store:
        return store_of(self.settings)

    @cached_property
    def _walks(self) -> Walks:
        return Walks(self._store, self.source, most=self._loa.crawl.max_listing_pages)

    @cached_property
    def _lengths(self) -> Lengths:
        return Lengths(self.source)

    @cached_property
    def _report(self) -> RunReport:
        return cast("RunReport", self.crawler.get_extension(RunReport))
