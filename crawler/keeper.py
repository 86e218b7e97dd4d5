"""Keeper: what the crawls of a process read, kept a batch at a time, because a transaction costs more than an article."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.memory import store_of
from crawler.reading import Reading
from news import clock
from news.errors import NewsError
from news.settings import Settings
from news.store import Kept, Outcome, Store, gathering
from news.warc import RawPages, ReadPage

GATHERED_SECONDS = 0.5
"""How long the first article of a batch waits for others at most."""
_STEP = 0.05
"""Seconds without another article after which none is waited for."""
MOST = 64
"""Articles of one transaction."""
_PATIENT_SECONDS = 5.0
"""A transaction that failed after so long waited for a lock: each article alone would wait as long."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of one reading."""

    kept: Kept
    problem: NewsError | None
    """Why its page could not be kept as it was fetched; None: it could, or was not to be."""


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    reading: Reading
    answer: asyncio.Future[Answer]


class Keeper:
    """Keeps articles, then their pages, then their validators: so a crash between only costs a second reading.

    An article is told as kept when its transaction has ended, not before; until then it is an offer.
    """

    def __init__(self, store: Store, pages: RawPages | None) -> None:
        """`pages` is where raw pages are kept; None: they are not."""
        self._store = store
        self._pages = pages
        self._waiting: list[_Waiting] = []
        self._working: asyncio.Task[None] | None = None

    async def keep(self, reading: Reading) -> Answer:
        """Keep an article with others that come at about the same time. Raise StoreError when it could not be kept."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(reading=reading, answer=loop.create_future())
        self._waiting.append(waiting)
        if self._working is None:
            self._working = loop.create_task(self._work())
        return await waiting.answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._keep(batch)
        finally:
            self._working = None

    async def _gather(self) -> None:
        """Wait as long as others come, within bounds."""
        before, until = 0, clock.monotonic() + GATHERED_SECONDS
        while before < len(self._waiting) < MOST and clock.monotonic() < until:
            before = len(self._waiting)
            await asyncio.sleep(_STEP)

    async def _keep(self, batch: Sequence[_Waiting]) -> None:
        """Keep a batch; whatever happens, everyone who waits is told."""
        try:
            now = clock.now()
            kept = self._keep_articles(batch, now)
            problems = await self._keep_pages(kept)
            self._keep_validators([waiting.reading for waiting, _ in kept], now)
        except Exception as error:  # noqa: BLE001 handed on to those who wait
            _fail(batch, error)
            return
        for (waiting, each), problem in zip(kept, problems, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(Answer(kept=each, problem=problem))

    def _keep_articles(self, batch: Sequence[_Waiting], now: datetime) -> list[tuple[_Waiting, Kept]]:
        """Keep what can be kept; who waits for the rest is told why."""
        started = clock.monotonic()
        try:
            with self._store.write() as connection:
                kept = gathering.keep(connection, [_arrived(waiting.reading) for waiting in batch], now=now)
        except Exception as error:  # noqa: BLE001 handed on to those who wait
            if len(batch) == 1 or clock.monotonic() - started > _PATIENT_SECONDS:
                _fail(batch, error)
                return []
            # One of them may be what cannot be kept.
            return [each for waiting in batch for each in self._keep_articles([waiting], now)]
        return list(zip(batch, kept, strict=True))

    async def _keep_pages(self, kept: Sequence[tuple[_Waiting, Kept]]) -> Sequence[NewsError | None]:
        pages = [_page(waiting.reading, each) for waiting, each in kept]
        wanted = [page for page in pages if page is not None]
        if self._pages is None or not wanted:
            return [None] * len(pages)
        try:
            # Elsewhere: it waits for the disk.
            found = iter(await asyncio.to_thread(self._pages.keep_all, wanted))
        except NewsError as error:
            return [error if page is not None else None for page in pages]
        return [next(found) if page is not None else None for page in pages]

    def _keep_validators(self, readings: Sequence[Reading], now: datetime) -> None:
        if readings:
            with self._store.write() as connection:
                gathering.keep_validators(
                    connection, [(each.asked, each.article.source, each.validators) for each in readings], now=now
                )


@cache
def _shared(store: Store, pages_dir: Path | None) -> Keeper:
    return Keeper(store, RawPages(pages_dir, store) if pages_dir is not None else None)


def keeper_of(settings: BaseSettings) -> Keeper:
    """Return the keeper of the process. Raise StoreError when the store cannot be opened."""
    loa: Settings = settings["LOA"]
    return _shared(store_of(settings), loa.pages_dir if loa.archive.pages_age else None)


def _arrived(reading: Reading) -> gathering.Arrived:
    return gathering.Arrived(article=reading.article, asked=reading.asked, offered=reading.offered)


def _page(reading: Reading, kept: Kept) -> ReadPage | None:
    if reading.raw is None:
        return None
    return ReadPage(
        raw=reading.raw,
        article=kept.id,
        revision=kept.revision,
        same=kept.outcome is Outcome.SAME,
        new=kept.outcome is Outcome.NEW,
        digest=reading.validators.digest,
        record=reading.record,
    )


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)
