"""A crawling process: one batch of sources, hosts side by side, one source of a host after the other."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging
from scrapy.utils.project import get_project_settings

from crawler.loader import SourceSpiderLoader
from crawler.memory import store_of
from crawler.readers import Readers, fitting, share
from news import log
from news.errors import SettingsError
from news.source import Source

QUIET = ("scrapy.core.scraper", "scrapy.core.downloader.handlers", "scrapy.downloadermiddlewares")
"""Loggers of Scrapy that say again what the run's report says in one line."""

ORPHAN_SECONDS = 5.0
"""Given to a crawl whose parent is gone to end in good order."""


def hush() -> None:
    """Keep Scrapy from saying failures that the caller tells itself."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def speak(settings: Settings) -> None:
    """Log by Loa's own settings: what Scrapy says, too."""
    loa, told = settings["LOA"], settings.getbool("LOA_EVENTS")
    configure_logging(settings)
    journal = told and bool(os.environ.get("JOURNAL_STREAM"))
    log.configure(form=loa.log.format, level=loa.log.level, journal=journal, marked=told, secrets=loa.secrets)


def known_sources() -> tuple[Source, ...]:
    """Return every source there is. Raise SettingsError when the configuration declares an impossible one."""
    return SourceSpiderLoader(get_project_settings()).sources()


def source_called(source_id: str) -> Source:
    """Return the source of that id. Raise SettingsError when there is none."""
    for source in known_sources():
        if source.id == source_id:
            return source
    raise SettingsError(f"no source is called {source_id!r}; `loa sources` lists them")


def crawl(
    source_ids: Sequence[str], *, tied: bool = False, events: bool = False, backfill: int = 0, listing: str | None = None
) -> None:
    """Crawl the sources and return when all are done; each writes its own run.

    `tied`: end in good order when standard input closes, that is, when the process that started this one is gone.
    `events`: tell progress in JSON lines on standard output.
    `backfill`: read so many older pages of each listing, or of `listing` alone, in place of what is new.
    Raise SettingsError for an unknown source, StoreError when the store cannot be opened: both before anything is fetched.
    """
    settings = get_project_settings()
    settings.set("LOA_EVENTS", events)
    loader = SourceSpiderLoader(settings)
    known = {source.id: source for source in loader.sources()}
    for source_id in source_ids:
        if source_id not in known:
            raise SettingsError(f"no source is called {source_id!r}; `loa sources` lists them")
    groups: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for source_id in source_ids:
        groups[known[source_id].allowed_hosts].append(source_id)

    async def in_turn(runner: AsyncCrawlerRunner, group: Sequence[str]) -> None:
        for source_id in group:
            await runner.crawl(loader.load(source_id), backfill_pages=backfill, only_listing=listing)

    async def all_groups(runner: AsyncCrawlerRunner) -> None:
        _stop_when_told(runner)
        if tied:
            _stop_with_parent(runner)
        await asyncio.gather(*(in_turn(runner, group) for group in groups.values()))

    with runner_of(settings) as runner:
        asyncio.run(all_groups(runner))


@contextmanager
def runner_of(settings: Settings) -> Iterator[AsyncCrawlerRunner]:
    """Give what runs crawls in this process, with processes that read for them. Raise StoreError when there can be no store."""
    _spare_the_collector()
    # Before there are threads, connections and a store, which forks would share.
    readers = Readers(fitting())
    share(readers)
    try:
        store_of(settings)
        speak(settings)
        hush()
        yield AsyncCrawlerRunner(settings)
    finally:
        readers.close()


def _spare_the_collector() -> None:
    """Let the garbage collector look seldom, and never at what was there from the start.

    Every page is a tree of thousands of objects that die together; looking at all of them again and again takes half the time of
    reading.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _stop_when_told(runner: AsyncCrawlerRunner) -> None:
    """End in good order at Ctrl-C or SIGTERM; at once the second time."""
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        loop.remove_signal_handler(number)
        stopping.append(asyncio.ensure_future(runner.stop()))

    stopping: list[asyncio.Future[object]] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)


def _stop_with_parent(runner: AsyncCrawlerRunner) -> None:
    """Watch standard input, which the kernel closes however the parent ends; a thread, since nobody else reads it."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        loop.call_soon_threadsafe(lambda: asyncio.ensure_future(runner.stop()))
        end_with_parent()

    threading.Thread(target=watch, daemon=True, name="parent").start()


def end_with_parent() -> NoReturn:
    """End this process after a while, however busy it is; for a thread that saw that the parent wants it to end, or is gone.

    Nobody may be left to end it from outside, and a crawl that is being started or hangs never stops by itself.
    """
    time.sleep(ORPHAN_SECONDS)
    os._exit(1)
