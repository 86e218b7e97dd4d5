"""The store as a crawling process sees it: opened once, on first use, for all spiders of the process."""

from __future__ import annotations

from functools import cache

from scrapy.settings import BaseSettings

from news.settings import Settings
from news.store import Store


@cache
def _open(url: str) -> Store:
    return Store.open(url)


def store_of(settings: BaseSettings) -> Store:
    """Return the store of Scrapy's settings. Raise StoreError when it cannot be opened."""
    loa: Settings = settings["LOA"]
    return _open(loa.store_url)
