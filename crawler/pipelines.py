"""From the spider's hands into the store."""

from __future__ import annotations

from functools import cached_property

from scrapy.crawler import Crawler

from crawler.keeper import Keeper, keeper_of
from crawler.reading import Reading
from crawler.report import RunReport
from news.store import Kept


class KeepPipeline:
    """Keep every article with what belongs to it. One whose page cannot be kept is kept all the same; the run counts it."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember the crawler."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepPipeline:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    async def process_item(self, item: Reading) -> Kept:
        """Return what became of the article. Raise StoreError when it could not be kept."""
        answer = await self._keeper.keep(item)
        if answer.problem is not None and (report := self._crawler.get_extension(RunReport)) is not None:
            report.failure(answer.problem, item.article.url)
        return answer.kept

    @cached_property
    def _keeper(self) -> Keeper:
        return keeper_of(self._crawler.settings)
