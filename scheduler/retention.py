"""Retention: what is given up of articles and of pages as they were fetched, by the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from news.settings import Settings
from news.store import Store
from news.store.pruning import Pruned, prune
from news.warc import Forgotten, RawPages


@dataclass(frozen=True, kw_only=True)
class Retention:
    """What was given up, or would be."""

    articles: Pruned
    pages: Forgotten


def prune_all(store: Store, settings: Settings, *, now: datetime, dry_run: bool = False) -> Retention:
    """Give up what is older than it is to be kept; with `dry_run` only say what would be.

    Articles first, see `news.store.pruning.prune`, then the monthly files of pages all of which are older than
    `archive.pages_days`. Of the store's changes the latest are remembered, see `news.store.changes`.
    The caller holds the writer's lock. Raise StoreError, or RawPageError for a file that cannot be deleted;
    what was done until then stays done.
    """
    articles = prune(store, articles_age=settings.archive.articles_age, declared=settings.sources, now=now, dry_run=dry_run)
    if not dry_run:
        store.changes.forget()
    pages = RawPages(settings.pages_dir, store)
    try:
        older_than = now - timedelta(days=settings.archive.pages_days)
    except OverflowError:
        return Retention(articles=articles, pages=Forgotten(files=0, pages=0, bytes=0))
    return Retention(articles=articles, pages=pages.forget(older_than=older_than, dry_run=dry_run))
