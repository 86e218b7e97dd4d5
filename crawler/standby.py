"""Stand-by: a crawling process that is handed sources as they fall due, and says at once how each crawl ended.

Each line of standard input is the id of a source to crawl; that it closes, or SIGTERM, means to end now, in good order. What it
says on standard output are JSON lines, by their `event`: `ready`, and from then on `alive` every few seconds; those of
`crawler.report`; and `ended` for every source that was handed over, with the number of its run, or null and the `error`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.project import get_project_settings

from crawler.loader import SourceSpiderLoader
from crawler.process import end_with_parent, runner_of
from crawler.report import RunReport

BEAT_SECONDS = 5.0
"""How often a process whose loop still turns says so."""
NICENESS = 5
"""Crawling gives way to whoever serves readers on the same cores."""


def stand_by() -> None:
    """Crawl what is handed over until standard input closes. Raise SettingsError for an impossible source, StoreError."""
    os.nice(NICENESS)
    settings = get_project_settings()
    settings.set("LOA_EVENTS", True)
    loader = SourceSpiderLoader(settings)
    with runner_of(settings) as runner:
        asyncio.run(_StandBy(runner, loader).run())


class _StandBy:
    def __init__(self, runner: AsyncCrawlerRunner, loader: SourceSpiderLoader) -> None:
        self._runner = runner
        self._loader = loader
        self._handed: asyncio.Queue[str | None] = asyncio.Queue()
        self._crawls: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._handed.put_nowait, None)
        threading.Thread(target=self._listen, args=(loop,), daemon=True, name="parent").start()
        beating = asyncio.create_task(self._beat())
        while (source_id := await self._handed.get()) is not None:
            crawl = asyncio.create_task(self._crawl(source_id))
            self._crawls.add(crawl)
            crawl.add_done_callback(self._crawls.discard)
        beating.cancel()
        await self._runner.stop()
        await asyncio.gather(*self._crawls)

    async def _crawl(self, source_id: str) -> None:
        number, problem = None, None
        try:
            crawler = self._runner.create_crawler(self._loader.load(source_id))
            await self._runner.crawl(crawler)
            report = crawler.get_extension(RunReport)
            number, problem = (report.number, report.problem) if report else (None, None)
        except Exception as error:  # noqa: BLE001 a door: one source never ends the others
            problem = f"{type(error).__name__}: {error}"
        _say(event="ended", source=source_id, run=number, error=problem)

    async def _beat(self) -> None:
        _say(event="ready")
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            _say(event="alive")

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read standard input, which the kernel closes however the parent ends; a thread, since nobody else reads it."""
        for line in sys.stdin:
            loop.call_soon_threadsafe(self._handed.put_nowait, line.strip())
        loop.call_soon_threadsafe(self._handed.put_nowait, None)
        end_with_parent()


def _say(**event: Any) -> None:
    with contextlib.suppress(BrokenPipeError):  # who would listen is gone; what was read is kept all the same
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()
