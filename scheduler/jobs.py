"""The jobs: crawl (a child process), relate, publish. Each can be run by hand and by the service alike."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

from feeds.publish import FeedOptions, publish
from feeds.publish import Report as PublishReport
from feeds.question import question_of
from feeds.saved import SavedSearch
from feeds.websub import changes
from news import clock, log
from news.delay import Delays
from news.errors import NewsError, SettingsError
from news.related.job import SHORT, relate
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.source import Source
from news.store import Store, topics
from news.store.sources import decode
from scheduler.memory import HOLDING_LITTLE

GRACE_SECONDS = 60.0
"""Added to a batch's time for start and stop, before its process is ended from outside."""
STOP_SECONDS = 5.0
"""Given to a crawl to end in good order before it is killed."""

CHECK_SECONDS = 600.0
"""After which a check of one source is ended."""
CRASH = "crash"
"""The kind of failure of a run whose process did not come to its end."""

ASKED_WRONGLY = 2
"""The exit code of a child whose configuration cannot be used."""

Event = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Crawler:
    """Starts crawling processes for one configuration."""

    settings: Settings
    file: Path | None
    """The configuration file the child is to read; None: defaults and environment."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What else the child is to find in its environment."""

    async def sources(self) -> tuple[Source, ...]:
        """Return every source, spiders and declared ones.

        Raise SettingsError for an impossible declaration, NewsError where the child ended by something else, such as a signal.
        """
        process = await self.start("sources")
        out, errors = await process.communicate()
        if process.returncode == ASKED_WRONGLY:
            raise SettingsError(_last_line(errors) or "the crawler could not list its sources")
        if process.returncode:
            said = ", ".join(filter(None, (_ending(process.returncode), _last_line(errors))))
            raise NewsError(f"the crawler could not list its sources: {said}")
        return tuple(decode(line) for line in out.decode().splitlines())

    async def check(self, source_id: str) -> str:
        """Look whether a source works, as `loa check` does, and return the verdict in a line; the child keeps it in the store."""
        process = await self.start("check", source_id)
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                out, errors = await process.communicate()
        except TimeoutError:
            return f"{source_id}: the check took longer than {CHECK_SECONDS:.0f} s"
        finally:
            await end(process)
        return next(iter(out.decode("utf-8", "replace").splitlines()), "") or _last_line(errors)

    async def crawl(
        self,
        source_ids: Sequence[str],
        store: Store,
        *,
        on_event: Callable[[Event], None],
        backfill: int = 0,
        listing: str | None = None,
    ) -> tuple[Run, ...]:
        """Crawl sources in one child process and return the run of each, in the order given.

        With `backfill`, so many older pages of each listing (or of `listing` alone) are read in place of what is new.

        A source whose run was not written because the process died or took too long gets one that says so.
        The child's exit status is never believed.
        """
        started = clock.now()
        older = ["--backfill", str(backfill), *(["--listing", listing] if listing else [])] if backfill else []
        process = await self.start("crawl", "--tied", "--events", *older, *source_ids)
        errors: list[str] = []
        limit = self.settings.crawl.run_minutes * 60 * len(source_ids) + GRACE_SECONDS
        too_long = False
        try:
            async with asyncio.timeout(limit):
                await asyncio.gather(_read_events(process, on_event), _read_errors(process, errors), process.wait())
        except TimeoutError:
            too_long = True
        finally:
            await end(process)
        problem = f"took longer than {limit:.0f} s" if too_long else f"process ended with {process.returncode}"
        detail = next((line for line in reversed(errors) if line.startswith("loa: ")), "").removeprefix("loa: ")
        return tuple(
            run_since(store, source_id, started)
            or failed_run(store, source_id, started, f"crawl {problem}: {detail}".rstrip(": "))
            for source_id in source_ids
        )

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Start `python -m crawler` with these arguments; it ends when its standard input is closed, if it watches that."""
        environment = {**HOLDING_LITTLE, **os.environ, **self.environment}
        if self.file is not None:
            environment["LOA_CONFIG"] = str(self.file)
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "crawler",
            *arguments,
            stdin=asyncio.subprocess.PIPE,  # its end tells the child that we are gone
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C in the terminal is ours to pass on
            close_fds=False,  # the child shares the lock on the store: it is not free before both have ended
            limit=2**20,
        )


def relate_all(store: Store, *, seconds: float = inf) -> tuple[int, bool]:
    """Relate every article that waits for it, a few at a time; return how many were, and whether none waits any more.

    After so many `seconds` the rest is left.
    """
    began, total = clock.monotonic(), 0
    while (report := relate(store, seconds=SHORT)).related:
        total += report.related
        if clock.monotonic() - began > seconds:
            return total, False
    return total, True


def publish_all(
    store: Store,
    settings: Settings,
    *,
    everything: bool = False,
    on_delivered: Callable[[Mapping[str, Delays]], None] | None = None,
) -> PublishReport:
    """Build what may have changed, or `everything`, and replace what did; note what a hub is to be told of it.

    How long the articles took that came into the feeds by it is counted, and told to `on_delivered` by source. Raise PublishError
    when a file cannot be written.
    """
    topics.refresh(store)
    mark = store.delays.mark()
    report = publish(store, feed_options(store, settings), now=clock.now(), everything=everything)
    if settings.feeds.hub:
        store.pings.want(changes(settings.public_dir, report.written, base=settings.base_url), now=clock.now())
    delivered = store.delays.delivered(upto=mark, now=clock.now())
    if on_delivered is not None and delivered:
        on_delivered(delivered)
    return report


def feed_options(store: Store, settings: Settings) -> FeedOptions:
    """Return what feeds need to know of the settings.

    Raise SettingsError when the tag authority is no longer the one with which entries were first published:
    every reader would see every entry as new again.
    """
    kept = store.meta("tag_authority")
    if kept is None:
        store.keep_meta("tag_authority", settings.feeds.tag_authority)
    elif kept != settings.feeds.tag_authority:
        raise SettingsError(
            f"feeds.tag_authority is {settings.feeds.tag_authority!r}, but entries were published under {kept!r}; "
            "set it back, or every reader sees every entry as new"
        )
    return FeedOptions(
        public_dir=settings.public_dir,
        public_url=settings.base_url,
        tag_authority=settings.feeds.tag_authority,
        title=settings.feeds.title,
        entries=settings.feeds.entries,
        related=settings.feeds.related,
        outage_notices=settings.feeds.outage_notices,
        hub=settings.feeds.hub,
        archives=settings.feeds.archives,
        precompressed=settings.feeds.precompressed,
        searches=saved_searches(settings),
    )


def saved_searches(settings: Settings) -> tuple[SavedSearch, ...]:
    """Return the searches that have feeds of their own, in the order of the file."""
    return tuple(
        SavedSearch(name=each.name, title=each.title, question=question_of(each.query, sources=each.sources, places=each.places))
        for each in settings.search
    )


async def _read_events(process: asyncio.subprocess.Process, on_event: Callable[[Event], None]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        on_event(event)


async def _read_errors(process: asyncio.subprocess.Process, errors: list[str]) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        errors.append(pass_on(line))
        del errors[:-200]


def pass_on(line: bytes) -> str:
    """Say on standard error, or in the log, what a child said there; return it as text."""
    text = line.decode("utf-8", "replace").rstrip()
    log.pass_on(text)
    return text


async def end(process: asyncio.subprocess.Process) -> None:
    """Close the child's input, which asks it to stop; kill it when it does not."""
    if process.returncode is not None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def run_since(store: Store, source_id: str, started: datetime) -> Run | None:
    """Return the newest run of a source if it began at a moment or later; None: there is none."""
    return next((run for run in store.runs.latest(source_id, limit=1, until=clock.now()) if run.started >= started), None)


def failed_run(store: Store, source_id: str, started: datetime, problem: str) -> Run:
    """Keep and return the run of a crawl that could not write its own: INTERRUPTED, or the `problem` that ended its process."""
    failed = {} if problem == INTERRUPTED else {CRASH: 1}
    now = clock.now()  # which may have been set back since it started
    run = Run(source=source_id, started=min(started, now), finished=now, failed=failed, error=problem)
    store.runs.keep(run)
    return run


def _ending(code: int | None) -> str:
    """How a child ended, in words."""
    return f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def _last_line(output: bytes) -> str:
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("loa: ") if lines else ""
