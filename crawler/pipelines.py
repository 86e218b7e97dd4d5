"""From the spider's hands into the store."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.crawler import Crawler

from crawler.memory import store_of
from news import clock
from news.article import Article
from news.store import Kept, Validators


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article as read, with what its answer said of itself."""

    article: Article
    asked: str
    """The address that was asked for."""
    validators: Validators


class KeepPipeline:
    """Keep every article, then its validators: in this order, so that a crash between the two only costs a second reading."""

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
        kept = store.keep(item.article, now=now)
        store.keep_validators(item.asked, item.article.source, item.validators, now=now)
        return kept
