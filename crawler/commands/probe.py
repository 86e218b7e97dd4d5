"""`loa probe`: any address of a town becomes a source that is ready to be tried, with what it is not sure of."""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from crawler.commands.candidates import feeds_in, homepage_of, listings_in, same_office, sitemaps_in
from crawler.commands.conversation import Fetch, converse, page_of
from crawler.commands.findings import FEWEST_LINKS, Findings, FoundListing, toml, with_further
from crawler.commands.hints import missing_selectors
from crawler.commands.new import spider_of
from crawler.commands.told import told
from crawler.families import FAMILIES, Family
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.links import absolute
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from crawler.pages.syndication import is_syndication
from crawler.pages.zone import guess_zone
from news import clock
from news.article import Article
from news.errors import FetchError, LayoutError, NewsError, SettingsError
from news.host import host_of
from news.source import Source
from news.text import clean

_FEEDS = 4
_LISTINGS = 5
_SAMPLES = 3
_FAMILIES = 3
"""Families by which a site is read before none is taken."""
_ENOUGH = 2
"""Pieces of evidence in a front page that make a family likely; some sites carry a piece of another's markup."""
_FRONT = re.compile(r"^(?:trang (?:chủ|nhất)|home(?:page)?|startseite|accueil|inicio)\s*[-|–:]\s*", re.IGNORECASE)


def probe(options: argparse.Namespace) -> int:
    """Look at a site, print what was found and a source; return 0 when an article could be read, else 1.

    Raise SettingsError for what is no http(s) address, FetchError when the address itself cannot be had.
    """
    if urlsplit(options.url).scheme not in {"http", "https"} or not urlsplit(options.url).hostname:
        raise SettingsError(f"{options.url}: an absolute http or https address is needed")

    async def talk(fetch: Fetch) -> Findings:
        return await Probe(options.url, fetch).run()

    found = converse(talk)
    print(told(found))  # noqa: T201 the command speaks to a person
    print(spider_of(found.source) if options.python else toml(found.source))  # noqa: T201
    return 0 if found.samples else 1


class Probe:
    """Looks at one site, with a bounded number of requests, each as polite as a crawl's."""

    def __init__(self, url: str, fetch: Fetch) -> None:
        self._url = url
        self._fetch = fetch
        self._pages: dict[str, Page] = {}
        self._problems: list[str] = []
        self._selectors: dict[str, str] = {}

    async def run(self) -> Findings:
        """Ask and return what was found. Raise FetchError when the address itself cannot be had."""
        first = await self._page(self._url)
        homepage = homepage_of(first.url)
        home = await self._try(homepage) or first
        pages = [first] if home is first else [first, home]
        family, evidence, listings, samples = await self._choose(pages, first, homepage)
        source = self._source(first, homepage, family)
        known = {found.url for found in listings}
        feeds = [found for found in await self._feeds(pages, source, family) if found.url not in known]
        if not listings and feeds:
            samples = await self._samples(first, feeds, source)
        hosts = {host_of(article.url) for _, article in samples} - {host_of(homepage)}
        return Findings(
            asked=self._url,
            homepage=homepage,
            family=family,
            evidence=evidence,
            listings=(*listings, *feeds),
            samples=samples,
            hosts=tuple(sorted(hosts)),
            zone=_zone([*pages, *(page for page, _ in samples)]),
            title=_site_title(home),
            selectors=self._selectors,
            problems=tuple(self._problems),
        )

    async def _choose(
        self, pages: Sequence[Page], first: Page, homepage: str
    ) -> tuple[Family | None, tuple[str, ...], list[FoundListing], tuple[tuple[Page, Article], ...]]:
        """Find the family by which articles can be read, the likeliest first, and last none; () of samples where none can."""
        likely = _families(pages)
        trial = likely[0][0] if likely and len(likely[0][1]) >= _ENOUGH else None
        listings, samples = await self._read(pages, first, self._source(first, homepage, trial))
        # An article's page tells its system better than a front page does.
        seen = [self._pages[found.url] for found in listings if found.url in self._pages]
        likely = _families([*pages, *seen, *(page for page, _ in samples)])[:_FAMILIES]
        problems, tried = list(self._problems), {trial: (listings, samples, self._selectors)}
        choices: list[tuple[Family | None, tuple[str, ...]]] = [*likely, (None, ())]
        for family, evidence in choices:
            if family not in tried:
                self._problems, self._selectors = list(problems), {}
                tried[family] = (*await self._read(pages, first, self._source(first, homepage, family)), self._selectors)
            listings, samples, self._selectors = tried[family]
            if samples:
                return family, evidence, listings, samples
        family, evidence = choices[0]
        listings, samples, self._selectors = tried[family]
        return family, evidence, listings, samples

    async def _read(
        self, pages: Sequence[Page], first: Page, source: Source
    ) -> tuple[list[FoundListing], tuple[tuple[Page, Article], ...]]:
        """Look for lists of articles, and read some, as pages of a source."""
        listings = await self._listings(pages, source)
        return listings, await self._samples(first, listings, source)

    async def _page(self, address: str) -> Page:
        page = self._pages.get(address)
        if page is None:
            page = self._pages[address] = page_of(await self._fetch(address))
        return page

    async def _try(self, address: str) -> Page | None:
        try:
            return await self._page(address)
        except FetchError as error:
            self._note(error)
            return None

    def _source(self, first: Page, homepage: str, family: Family | None) -> Source:
        """A stand-in for the source that is being looked for, on every host of the office."""
        hosts = {host_of(homepage)}
        for anchor in first.tree.iter("a"):
            address = absolute(first.url, anchor.get("href"))
            if address and same_office(address, homepage) and len(hosts) < 20:
                hosts.add(host_of(address))
        zone = guess_zone(first)
        return Source(
            id="probe",
            title="",
            homepage=homepage,
            listings=(homepage,),
            family=family.name if family else "generic",
            language="vi" if zone == "Asia/Ho_Chi_Minh" else "en",
            timezone=zone,
            hosts=tuple(sorted(hosts)),
        )

    async def _listings(self, pages: Sequence[Page], source: Source) -> list[FoundListing]:
        found = [listing for page in pages if (listing := _as_listing(page, source))]
        candidates = listings_in(pages, source.homepage)
        for address in candidates[:_LISTINGS]:
            page = await self._try(address)
            if page is not None and page not in pages and (listing := _as_listing(page, source)):
                found.append(listing)
        # A page made for news says more than a front page, which shows a few of everything.
        found.sort(key=lambda each: _promise(each, source.homepage), reverse=True)
        if found and found[0].kind == "page" and found[0].listing.next:
            following = await self._try(found[0].listing.next)
            if following is not None and (more := _as_listing(following, source)):
                found[0] = with_further(found[0], more.listing)
        return found

    async def _feeds(self, pages: Sequence[Page], source: Source, family: Family | None) -> list[FoundListing]:
        found = []
        for address in feeds_in(pages, source.homepage, family.name if family else None)[:_FEEDS]:
            page = await self._quietly(address)
            if page is not None and is_syndication(page.markup) and (listing := _as_listing(page, source, kind="feed")):
                found.append(listing)
        robots = await self._quietly(urljoin(source.homepage, "/robots.txt"))
        for address in sitemaps_in(robots.markup if robots else "", source.homepage)[:_FEEDS]:
            page = await self._quietly(address)
            if page is not None and is_syndication(page.markup) and (listing := _as_listing(page, source, kind="sitemap")):
                found.append(listing)
        return found

    async def _quietly(self, address: str) -> Page | None:
        """A page that may well not be there."""
        try:
            return await self._page(address)
        except FetchError:
            return None

    async def _samples(self, first: Page, listings: Sequence[FoundListing], source: Source) -> tuple[tuple[Page, Article], ...]:
        addresses = [link.url for found in listings[:1] for link in found.listing.links]
        own = source.family != "generic" and any(found.url == first.url for found in listings)
        if not own and not is_syndication(first.markup) and first.url != source.homepage:
            addresses.insert(0, first.url)
        samples: list[tuple[Page, Article]] = []
        unread: list[tuple[Page, LayoutError]] = []
        for address in addresses[: 2 * _SAMPLES]:
            page = await self._try(address) if len(samples) < _SAMPLES else None
            if page is None:
                continue
            try:
                samples.append((page, read_article(page, source, evidence=Evidence(now=clock.now()))))
            except LayoutError as error:
                unread.append((page, error))
            except NewsError as error:
                self._note(error)
        samples = samples or self._by_hint([page for page, _ in unread], source)
        read = [page for page, _ in samples]
        for page, missing in unread:
            if page is not first and page not in read:
                self._note(missing)
        return tuple(samples[:_SAMPLES])

    def _by_hint(self, pages: Sequence[Page], source: Source) -> list[tuple[Page, Article]]:
        """Articles of pages that the layout cannot read, by selectors that most of the pages agree on."""
        evidence = Evidence(now=clock.now())
        for page in pages[:_SAMPLES]:
            selectors = missing_selectors(page, source, evidence=evidence)
            helped = replace(source, selectors={**source.selectors, **selectors})
            read: list[tuple[Page, Article]] = []
            for each in pages if selectors else ():
                with contextlib.suppress(NewsError):
                    read.append((each, read_article(each, helped, evidence=evidence)))
            if 2 * len(read) > len(pages):
                self._selectors = selectors
                return read
        return []

    def _note(self, error: NewsError) -> None:
        if str(error) not in self._problems:
            self._problems.append(str(error))


def _families(pages: Sequence[Page]) -> list[tuple[Family, tuple[str, ...]]]:
    """The families for which something speaks in a page, the likeliest first, each with what does.

    Of equal evidence the one counts whose articles have addresses like the pages': sites carry pieces of one another's markup.
    """
    found: dict[str, tuple[Family, tuple[str, ...]]] = {}
    for family in FAMILIES.values():
        evidence = max((family.evidence(page) for page in pages), key=len, default=())
        if evidence:
            found[family.name] = (family, evidence)

    def likelihood(each: tuple[Family, tuple[str, ...]]) -> tuple[int, int]:
        family, evidence = each
        return len(evidence), sum(family.is_article(page.url) for page in pages)

    return sorted(found.values(), key=likelihood, reverse=True)


def _promise(found: FoundListing, homepage: str) -> tuple[bool, bool, int, bool, int]:
    """How much a list promises: a page of its own rather than a front page, many links, a way to older ones, dates."""
    listing = found.listing
    return found.kind == "page", found.url != homepage, min(len(listing.links), 10), listing.next is not None, found.dated


def _as_listing(page: Page, source: Source, *, kind: str = "") -> FoundListing | None:
    try:
        listing = read_listing(page, source, now=clock.now())
    except NewsError:
        return None
    kind = kind or ("feed" if is_syndication(page.markup) else "page")
    return FoundListing(url=page.url, kind=kind, listing=listing) if len(listing.links) >= FEWEST_LINKS else None


def _zone(pages: Sequence[Page]) -> str:
    """The zone that the first page tells of those that tell any; a front page may have next to no text."""
    return next((zone for page in pages if (zone := guess_zone(page)) != "UTC"), "UTC")


def _site_title(page: Page) -> str:
    try:
        return _FRONT.sub("", clean(page.tree.findtext(".//title") or ""))[:120]
    except NewsError:
        return ""
