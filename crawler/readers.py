"""Readers: processes that read pages, so that fetching and keeping go on meanwhile and no page can stop a crawl.

Where there is one core processes would only cost, and a thread reads: the memory for its trees comes from a pool of its own, and
nothing else goes through that. It makes a crawl a twelfth quicker than reading between all else.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from crawler.thread import ReadingThread
from crawler.worker import LASTS, Worker
from news.article import Article
from news.errors import LayoutError
from news.raw import RawPage
from news.source import Source
from news.store.sources import decode, encode
from news.warc import record

LONGEST_SECONDS = 60.0
"""A page that is not read by then is given up: the slowest attack known takes two seconds."""
MOST_READERS = 4
"""Processes: one crawl cannot fetch and keep more than these read."""
AHEAD = 3
"""Pages that a process is given at a time, so that it need not wait for the crawl between two."""


_Question = tuple[Callable[[Any, Source], object], object, str]
"""How to read, what to read, and the source as it is written."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A page to read, as it was fetched."""

    raw: RawPage
    content_type: str | None
    """The header that names its charset; None where it was not sent."""
    recorded: bool
    """Whether the page is to be kept as it was fetched."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """A page that was read."""

    article: Article
    record: bytes | None
    """The page as `news.warc.record` writes it; None where it is not to be kept."""


def read_raw(work: Work, source: Source) -> Read:
    """Return the article on a page as it was fetched. Raise what `read_article` raises."""
    raw = work.raw
    page = Page.decode(raw.url, raw.body, content_type=work.content_type, fetched=raw.fetched)
    article = read_article(page, source, evidence=Evidence(now=raw.fetched, listing=raw.listed))
    return Read(article=article, record=record.encode(raw) if work.recorded else None)


def read_page(given: tuple[str, str, Evidence], source: Source) -> Article:
    """Return the article on a page: its address, its markup, what else is known. Raise what `read_article` raises."""
    url, markup, evidence = given
    return read_article(Page(url=url, markup=markup, fetched=evidence.now), source, evidence=evidence)


def fitting() -> int:
    """Return how many reading processes this machine has use for: one a core, since the crawl's own leaves room; none on one."""
    cores = len(os.sched_getaffinity(0))
    return min(MOST_READERS, cores) if cores > 1 else 0


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A page that somebody waits for."""

    url: str
    question: _Question
    answer: asyncio.Future[Any]

    def tell(self, answer: object) -> None:
        if self.answer.done():
            return
        if isinstance(answer, BaseException):
            self.answer.set_exception(answer)
        else:
            self.answer.set_result(answer)


class Readers:
    """A pool of reading processes; with none of them, a thread of this one reads.

    Make it before threads, reactor and store are there: the processes are forks, which share what was imported.
    """

    def __init__(self, processes: int) -> None:
        """`processes` is their number; 0: read in a thread, which begins with the first page and ends with this process."""
        self._thread = ReadingThread()
        self._queue: deque[_Asked] = deque()
        self._given: dict[Worker, deque[_Asked]] = {Worker(_answer): deque() for _ in range(processes)}
        self._sources: dict[str, tuple[Source, str]] = {}

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the processes."""
        return tuple(worker.pid for worker in self._given)

    async def read(self, page: Page, source: Source, evidence: Evidence) -> Article:
        """Return the article on a page.

        Raise what `read_article` raises, and LayoutError (field "page") for a page that ends its reader or keeps it too long.
        """
        article: Article = await self._ask(page.url, read_page, (page.url, page.markup, evidence), source)
        return article

    async def read_raw(self, work: Work, source: Source) -> Read:
        """Return the article on a page as it was fetched, with what is kept of the page. Raise as `read`."""
        found: Read = await self._ask(work.raw.url, read_raw, work, source)
        return found

    def close(self) -> None:
        """End the processes; who still waits for one waits for ever."""
        workers, self._given = list(self._given), {}
        for worker in workers:
            worker.end()

    async def _ask(self, url: str, function: Callable[[Any, Source], object], given: object, source: Source) -> Any:
        loop = asyncio.get_running_loop()
        if not self._given:
            return await self._in_thread(url, function, given, source)
        asked = _Asked(url=url, question=(function, given, self._encoded(source)), answer=loop.create_future())
        self._queue.append(asked)
        self._hand_out()
        return await asked.answer

    async def _in_thread(self, url: str, function: Callable[[Any, Source], object], given: object, source: Source) -> object:
        """Read in the thread. A page at which it is found twice, `LONGEST_SECONDS` apart, is given up, and the thread with it."""
        while True:
            thread = self._thread
            asked = thread.ask(function, given, source)
            answer = asyncio.wrap_future(asked)
            found = False
            try:
                while not answer.done():
                    await asyncio.wait({answer}, timeout=LONGEST_SECONDS)
                    if found and not answer.done():
                        if self._thread is thread:
                            self._thread = ReadingThread()
                            thread.leave()
                        raise LayoutError(url, "page", LASTS)
                    found = asked.running()
            except asyncio.CancelledError:
                answer.cancel()
                raise
            if not answer.cancelled():
                return answer.result()

    def _encoded(self, source: Source) -> str:
        known = self._sources.get(source.id)
        if known is None or known[0] is not source:
            known = self._sources[source.id] = source, encode(source)
        return known[1]

    def _hand_out(self) -> None:
        """Give pages to those processes that have the fewest."""
        while self._queue:
            worker = min(self._given, key=lambda each: len(self._given[each]))
            if len(self._given[worker]) >= AHEAD:
                return
            asked = self._queue.popleft()
            self._given[worker].append(asked)
            worker.ask(asked.question, told=self._told, ended=self._ended, longest=LONGEST_SECONDS)

    def _told(self, worker: Worker, answer: object) -> None:
        self._given[worker].popleft().tell(answer)
        self._hand_out()

    def _ended(self, worker: Worker, why: str) -> None:
        """Put another process in the place of one that has ended, or must: what it was reading is to blame."""
        given = self._given.pop(worker, None)
        if given is None:
            return
        worker.end()
        self._given[Worker(_answer)] = deque()
        if given:
            guilty = given.popleft()
            guilty.tell(LayoutError(guilty.url, "page", why))
        self._queue.extendleft(reversed(given))
        self._hand_out()


_known: dict[str, Source] = {}
"""In a reading process, the sources it was told, as they were written."""


def _answer(question: _Question) -> object:
    function, given, source = question
    if source not in _known:
        _known[source] = decode(source)
    return function(given, _known[source])


_none = Readers(0)
_shared: list[Readers] = []


def share(readers: Readers) -> None:
    """Let all crawls of this process read by these."""
    _shared[:] = [readers]


def shared() -> Readers:
    """Return the readers of this process; by default pages are read in it."""
    return _shared[-1] if _shared else _none
