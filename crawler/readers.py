"""Readers: processes that read pages, so that fetching and keeping go on meanwhile and no page can stop a crawl."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing.connection import wait

from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from news.article import Article
from news.errors import LayoutError
from news.source import Source
from news.store.sources import decode, encode

LONGEST_SECONDS = 60.0
"""A page that is not read by then is given up: the slowest attack known takes two seconds."""


class Readers:
    """A pool of reading processes; with none of them, pages are read in this one.

    Make it before threads and reactor are started: the processes are forks, which start at once and share what was imported.
    """

    def __init__(self, processes: int) -> None:
        """`processes` is their number; 0: read in this process."""
        self._processes = processes
        self._pool = self._start() if processes else None

    async def read(self, page: Page, source: Source, evidence: Evidence) -> Article:
        """Return the article on a page.

        Raise what `read_article` raises, and LayoutError (field "page") for a page that ends its reader or keeps it too long.
        """
        if self._pool is None:
            return read_article(page, source, evidence=evidence)
        pool = self._pool
        try:
            answer = asyncio.get_running_loop().run_in_executor(pool, _read, page.url, page.markup, encode(source), evidence)
            return await asyncio.wait_for(answer, LONGEST_SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            why = "takes too long to read" if isinstance(error, TimeoutError) else "ends the process that reads it"
            self._renew(pool)
            raise LayoutError(page.url, "page", why) from error

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            _kill(pool)

    def _start(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(self._processes, mp_context=multiprocessing.get_context("fork"), initializer=_begin)
        # Asking for work is what makes the pool fork: now, while this process has one thread.
        for future in [pool.submit(os.getpid) for _ in range(self._processes)]:
            future.result()
        return pool

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        """Put a new pool in place of a broken one, unless another page's failure has done so."""
        if self._pool is broken:
            _kill(broken)
            self._pool = self._start()


def _kill(pool: ProcessPoolExecutor) -> None:
    processes = list((pool._processes or {}).values())  # noqa: SLF001 the only way to end one that hangs
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
        process.join()


def _begin() -> None:
    """End with the parent, however it ends: a pool's process would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True, name="parent").start()


_source = lru_cache(maxsize=1024)(decode)


def _read(url: str, markup: str, source: str, evidence: Evidence) -> Article:
    return read_article(Page(url=url, markup=markup, fetched=evidence.now), _source(source), evidence=evidence)
