"""From the spider's hands into the store."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.crawler import Crawler

from crawler.memory import store_of
from crawler.raw import raw_pages_of
from news import clock
from news.article import Article
from news.errors import NewsError
from news.raw import RawPage
from news.store import Kept, Outcome, Validators


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article as read, with what its answer said of itself."""

    article: Article
    asked: str
    """The address that was asked for."""
    validators: Validators
    offered: str = ""
    """The name of the offer that it was; "" where it was none."""
    raw: RawPage | None = None
    """The page it was read from, to be kept; None: it is not."""


class KeepPipeline:
    """Keep every article, then its page, then its validators: in this order, so that a crash between only costs a second reading.

    An article whose page cannot be kept is kept all the same; the run counts it.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Remember the crawler."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepPipeline:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_item(self, item: Reading) -> Kept:
        """Return what became of the article. Raise StoreError when it could not be kept."""
        store, now = store_of(self._crawler.settings), clock.now()
        kept = store.keep(item.article, now=now, asked=item.asked, offered=item.offered)
        if item.raw is not None:
            self._keep_page(item.raw, kept)
        store.keep_validators(item.asked, item.article.source, item.validators, now=now)
        return kept

    def _keep_page(self, raw: RawPage, kept: Kept) -> None:
        from crawler.report import RunReport  # which knows this module

        try:
            if (pages := raw_pages_of(self._crawler.settings)) is not None:
                pages.keep(raw, article=kept.id, revision=kept.revision, same=kept.outcome is Outcome.SAME)
        except NewsError as error:
            report = self._crawler.get_extension(RunReport)
            if report is not None:
                report.failure(error, raw.url)
