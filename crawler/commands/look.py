"""Look: one source looked at live, its listings and its newest articles, and the verdict on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.commands import fault
from crawler.commands.conversation import Fetch, page_of
from crawler.commands.failure import ElsewhereError, failure_kind
from crawler.commands.keeping import keep_listings
from crawler.commands.verdict import State, Verdict, broken, judge
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.listed import ListedLink
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from crawler.pages.parked import is_parked
from crawler.report import kind_of
from news import clock
from news.article import Article
from news.errors import LayoutError, NewsError, ParkedError
from news.raw import RawPage
from news.source import Source
from news.store import Store
from news.warc import RawPages

ARTICLES = 3
"""Articles of a source that are read."""
MORE = 10
"""Articles that are read where one of the first could not be: of ten, one may be odd."""
LISTINGS = 5
HISTORY = 50
"""Stored articles that say what is usual."""
MAYBE_OURS = frozenset({"layout", "fields", "text", "dates", "charset"})
"""Kinds that a change of our own may cause as well as one of the town's."""


@dataclass(frozen=True, kw_only=True)
class Archive:
    """What is known from before."""

    store: Store
    pages: RawPages | None
    """None where no pages are kept."""
    golden: Path
    """Folder of golden cases."""


async def look_at(source: Source, fetch: Fetch, archive: Archive) -> Verdict:
    """Return the verdict on a source; whatever goes wrong is one, so that the others are looked at too."""
    try:
        return await Look(source, fetch, archive).verdict()
    except Exception as error:  # noqa: BLE001 a door: one source never ends the others
        told = " ".join(str(error).split()) or "no reason given"
        return broken(source.id, kind_of(error), told if isinstance(error, NewsError) else f"{type(error).__name__}: {told}")


class Look:
    """Looks at one source."""

    def __init__(self, source: Source, fetch: Fetch, archive: Archive) -> None:
        self._source = source
        self._fetch = fetch
        self._archive = archive
        self._known = archive.store.newest(sources=[source.id], limit=HISTORY)
        self._listings: list[RawPage] = []

    async def verdict(self) -> Verdict:
        """Return the verdict; every failure to fetch or read is one. Raise StoreError when the store cannot be read."""
        links: dict[str, ListedLink] = {}
        for address in self._source.listings[:LISTINGS]:
            try:
                links |= {link.url: link for link in await self._listing(address) if link.url not in links}
            except NewsError as error:
                return self._unlisted(address, error)
        articles, failures = await self._articles(_newest(list(links.values())))
        verdict = judge(self._source.id, articles, failures, self._known, links=len(links), now=clock.now())
        if verdict.kind in MAYBE_OURS:
            return await self._whose(verdict)
        if verdict.state is not State.BROKEN and self._archive.pages:
            keep_listings(self._archive.pages.folder, self._source, self._listings)
        return verdict

    async def _listing(self, address: str) -> Sequence[ListedLink]:
        raw = await self._fetch(address)
        self._listings.append(raw)
        page = page_of(raw)
        self._at_home(address, raw, page)
        return read_listing(page, self._source, now=clock.now()).links

    async def _articles(self, links: Sequence[ListedLink]) -> tuple[list[Article], list[NewsError]]:
        articles: list[Article] = []
        failures: list[NewsError] = []
        for link in links[:MORE]:
            if len(articles) + len(failures) >= ARTICLES and not failures:
                break
            try:
                articles.append(await self._article(link))
            except NewsError as error:
                failures.append(error)
        return articles, failures

    async def _article(self, link: ListedLink) -> Article:
        raw = await self._fetch(link.url)
        page = page_of(raw)
        self._at_home(link.url, raw, page)
        return read_article(page, self._source, evidence=Evidence(now=clock.now(), listing=link.published))

    def _at_home(self, asked: str, raw: RawPage, page: Page) -> None:
        """Raise ElsewhereError or ParkedError where a redirect left the source's hosts, which a crawl would not have followed."""
        if self._source.allows(raw.url):
            return
        if is_parked(page):
            raise ParkedError(asked, f"readers are sent to {raw.url}, which says that the domain is for sale or has run out")
        raise ElsewhereError(asked, f"readers are sent to {raw.url}")

    def _unlisted(self, address: str, error: NewsError) -> Verdict:
        """The verdict on a source of which a listing could not be had or read."""
        reason = " ".join(str(error).split())[:300]
        if not isinstance(error, LayoutError):
            return broken(self._source.id, failure_kind(error), reason)
        evidence = fault.of_listing(self._source, address, pages=self._archive.pages, folder=self._archive.golden)
        return _with(broken(self._source.id, "links", reason), evidence)

    async def _whose(self, verdict: Verdict) -> Verdict:
        evidence = await fault.of_articles(
            self._source, self._known, store=self._archive.store, pages=self._archive.pages, folder=self._archive.golden
        )
        return _with(verdict, evidence)


def _with(verdict: Verdict, evidence: fault.Evidence) -> Verdict:
    """The verdict with what old pages say: a fault of ours where they no longer read, the town's change where they do."""
    if evidence.ours:
        return broken(verdict.source, "ours", f"{verdict.reason}; and {evidence.told}", links=verdict.links, read=verdict.read)
    return replace(verdict, reason=f"{verdict.reason}; {evidence.told}: the site changed") if evidence.told else verdict


def _newest(links: Sequence[ListedLink]) -> list[ListedLink]:
    """The links, those with the latest dates first, the others in page order behind."""
    dated = [(link.published.moment, -place, link) for place, link in enumerate(links) if link.published]
    dated.sort(reverse=True)
    return [*(link for _, _, link in dated), *(link for link in links if link.published is None)]
