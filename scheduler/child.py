"""Child: one crawling process on stand-by, from its start to its end, watched from outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from news import clock
from scheduler.jobs import Crawler, Event, end, pass_on
from scheduler.memory import resident

SILENT_TICKS = 12
"""Looks without a sign of life after which a process counts as hanging; it beats once a look."""
STARTING_TICKS = 60
"""The same for one that has not come so far as to crawl: on a machine that does too much at once that takes its time."""
_TOLD_LINES = 200


class Child:
    """A crawling process. It is handed sources one by one, and tells of each when it has ended."""

    def __init__(self, process: asyncio.subprocess.Process, crew: int, tell: Callable[[Child, Event], None]) -> None:
        """`tell` hears every event of the process as long as it lives."""
        self.crew = crew
        self.under_way: dict[str, float] = {}
        """By source id, since when it is crawled, on the monotonic clock."""
        self.handed = 0
        """Sources in all."""
        self.retired = False
        """Whether it is handed nothing more."""
        self.ready = False
        """Whether it has come so far as to crawl."""
        self.why: str | None = None
        """Why it was killed; None: it was not."""
        self._process = process
        self._tell = tell
        self._silent = 0
        self._errors: list[str] = []
        self._idle_since = clock.monotonic()

    @classmethod
    async def start(cls, crawler: Crawler, crew: int, tell: Callable[[Child, Event], None]) -> Child:
        """Start a process."""
        return cls(await crawler.start("stand-by"), crew, tell)

    def hand(self, source_id: str) -> None:
        """Let it crawl a source now."""
        assert self._process.stdin is not None
        self.handed += 1
        self.under_way[source_id] = clock.monotonic()
        self._process.stdin.write(f"{source_id}\n".encode())

    def done(self, source_id: str) -> None:
        """Note that a source is under way no more."""
        self.under_way.pop(source_id, None)
        self._idle_since = clock.monotonic()

    async def run(self) -> str:
        """Pass on what the process says until it has ended; return how it ended, in one line."""
        await asyncio.gather(self._read_events(), self._read_errors())
        code = await self._process.wait()
        said = next((line for line in reversed(self._errors) if line.startswith("loa: ")), "").removeprefix("loa: ")
        if not (said or self.ready):  # it did not come so far as to say it in our words
            said = next((line.strip() for line in reversed(self._errors) if line.strip()), "")
        return self.why or f"its process ended with {code}{f': {said}' if said else ''}"

    async def end(self) -> None:
        """Ask it to end in good order, and kill it when it does not."""
        await end(self._process)

    def kill(self, why: str) -> None:
        """End it now."""
        if self._process.returncode is None:
            self.why = why
            self._process.kill()

    def tick(self) -> bool:
        """Note that time has passed; return whether there was no sign of life for too long.

        Looks are counted, not seconds: while this process itself did not run, nobody could hear the other.
        """
        self._silent += 1
        return self._silent > (SILENT_TICKS if self.ready else STARTING_TICKS)

    def overdue(self, seconds: float) -> list[str]:
        """Return the sources that have been crawled for longer than that."""
        if not self.ready:
            return []
        before = clock.monotonic() - seconds
        return [source_id for source_id, since in self.under_way.items() if since < before]

    def idle(self, seconds: float) -> bool:
        """Return whether there has been nothing to crawl for so long."""
        return not self.under_way and clock.monotonic() - self._idle_since > seconds

    def megabytes(self) -> float:
        """Return the memory that it and the processes that read for it take."""
        return resident(self._process.pid) / 1e6

    async def _read_events(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self._silent = 0
            event: dict[str, Any]
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if not self.ready:
                self.ready = True
                self.under_way = dict.fromkeys(self.under_way, clock.monotonic())
            self._tell(self, event)

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._errors.append(pass_on(line))
            del self._errors[:-_TOLD_LINES]
