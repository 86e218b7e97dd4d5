"""`loa run` and `loa crawl`: what a person sees from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from news import clock
from news.configuration import load_settings, read_text
from news.errors import SettingsError, StoreError
from news.settings import Settings
from news.source import Source
from news.store import Lock, Store
from news.store.acts import Act
from scheduler.alerts.alerting import Alerting
from scheduler.configured import Configured, configured
from scheduler.instance import announced, service_of
from scheduler.jobs import Crawler, publish_all, relate_all
from scheduler.logged import progress_of
from scheduler.planning import is_wanted, judged
from scheduler.progress import Progress
from scheduler.proving import told, unproven
from scheduler.service import Service, open_port
from scheduler.telling import tell_now
from scheduler.town.server import SampleTown

BATCH = 20
"""Sources that a crawl by hand reads with one process."""
NAMED = 5
"""Sources that are named one by one."""


async def run_service(file: Path) -> None:
    """Run the service of a configuration file until it is told to stop.

    Raise SettingsError for a configuration that cannot be used or a taken port, StoreError for a store that cannot be opened or
    that another Loa writes to: all before anything is fetched.
    """
    if not sys.stdout.isatty():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # which would end it; from the first crawl on it asks for a reload
    text = read_text(file)
    settings = load_settings(file, text)
    progress = progress_of(settings)
    listener = open_port(settings)
    with contextlib.closing(listener), _town(settings, progress), _store(settings) as (store, lock):
        found = await configured(file, text, settings, store)
        service = Service(settings, store, found.crawler, progress)
        with announced(store):
            await service.run(found.sources, listener, ready=lambda: _greet(file, found, progress), keep=lock.keep)
        progress.say("Stopped; everything read so far is kept.")


async def crawl_once(settings: Settings, file: Path | None, source_ids: Sequence[str]) -> bool:
    """Crawl sources once, relate and publish; return whether every run went well. A running service is asked to do it instead.

    Raise SettingsError for an unknown source, StoreError when another Loa that is no service writes to the store.
    """
    progress = Progress()
    with Store.open(settings.store_url) as store, contextlib.ExitStack() as locked:
        crawler = Crawler(settings=settings, file=file)
        service = _lock(store, locked)
        sources = await crawler.sources()
        chosen = _chosen(sources, source_ids, settings, store, progress)
        if service is not None:
            for source_id in chosen:
                store.acts.ask(source_id, Act.CRAWL, now=clock.now())
            names = ", ".join(chosen) if len(chosen) <= NAMED else f"{len(chosen)} sources"
            progress.say(f"  the service (process {service}) is asked to crawl {names} now")
            return True
        ours = [source for source in sources if is_wanted(source, settings)]
        alerting = Alerting(store, settings, progress.say, lambda: ours)
        well = True
        progress.expect(len(chosen))
        for start in range(0, len(chosen), BATCH):
            for run in await crawler.crawl(chosen[start : start + BATCH], store, on_event=progress.event):
                progress.run(run)
                well = well and run.error is None
        await asyncio.to_thread(judged, store, [source for source in store.sources() if source.id in chosen], now=clock.now())
        await asyncio.to_thread(relate_all, store)
        report = await asyncio.to_thread(publish_all, store, settings)
        await asyncio.to_thread(tell_now, store, settings, progress.say)
        await asyncio.to_thread(alerting.tell_now)
        progress.say(f"  published: {len(report.written)} files changed in {settings.public_dir}")
    return well


def _lock(store: Store, locked: contextlib.ExitStack) -> int | None:
    """Take the writer's lock, or return the process id of the service that has it. Raise StoreError when somebody else has."""
    try:
        locked.enter_context(store.lock())
    except StoreError:
        if service := service_of(store):
            return service
        raise
    return None


def _chosen(
    sources: Collection[Source], source_ids: Sequence[str], settings: Settings, store: Store, progress: Progress
) -> list[str]:
    """Return which sources are to be crawled: those named, or all that may be unasked. Raise SettingsError for none."""
    unknown = set(source_ids) - {source.id for source in sources}
    if unknown:
        raise SettingsError(f"no source is called {min(unknown)!r}; `loa sources` lists them")
    paused = store.acts.paused()
    due = [] if source_ids else [each for each in sources if _due(each, settings) and each.id not in paused]
    waiting = unproven(due, settings, store)
    chosen = list(source_ids) or [source.id for source in due if source not in waiting]
    if not chosen:
        none = "no source is enabled; name one, or declare a [[source]] or `enable` one in loa.toml"
        raise SettingsError(told(waiting) if waiting else none)
    if waiting:
        progress.say(f"  {told(waiting)}")
    return chosen


async def backfill_once(settings: Settings, file: Path | None, source_id: str, pages: int, listing: str | None) -> bool:
    """Read older pages of a source's listings, relate and publish; return whether the run went well.

    Raise SettingsError for an unknown source or listing, StoreError when another Loa writes to the store.
    """
    progress = Progress()
    with _store(settings) as (store, _):
        crawler = Crawler(settings=settings, file=file)
        source = next((each for each in await crawler.sources() if each.id == source_id), None)
        if source is None:
            raise SettingsError(f"no source is called {source_id!r}; `loa sources` lists them")
        if listing is not None and listing not in source.listings:
            raise SettingsError(f"{listing} is no listing of {source_id}; it has {', '.join(source.listings)}")
        listings = [listing] if listing else source.listings
        before = {each: store.offers.cursor(source_id, each) for each in listings}
        (run,) = await crawler.crawl([source_id], store, on_event=progress.event, backfill=pages, listing=listing)
        progress.run(run)
        for each in listings:
            place, start = store.offers.cursor(source_id, each), before[each]
            walked = (place.pages if place else 0) - (start.pages if start else 0)
            where = (
                "its end is reached"
                if place and place.next is None
                else f"page {place.pages} is reached"
                if place
                else "not read"
            )
            progress.say(f"  {each}: {walked} pages read, {where}")
        if oldest := store.oldest(source_id):
            progress.say(f"  the oldest article is of {oldest.astimezone(source.zone):%Y-%m-%d}")
        if run.unread:
            progress.say(f"  {run.unread} articles are offered and not read yet; the next crawls go on with them")
        await asyncio.to_thread(relate_all, store)
        await asyncio.to_thread(publish_all, store, settings)
        await asyncio.to_thread(tell_now, store, settings, progress.say)
    return run.error is None


def _due(source: Source, settings: Settings) -> bool:
    """Tell whether a source is crawled unasked: enabled, meant here, and on a day on which its site is its body's."""
    return is_wanted(source, settings) and source.covers(clock.now())


@contextlib.contextmanager
def _store(settings: Settings) -> Iterator[tuple[Store, Lock]]:
    with Store.open(settings.store_url) as store, store.lock() as lock:
        yield store, lock


@contextlib.contextmanager
def _town(settings: Settings, progress: Progress) -> Iterator[None]:
    """Play the sample town where the configuration asks for it."""
    if settings.sample_town is None:
        yield
        return
    chosen = settings.sample_town
    try:
        town = SampleTown(chosen.port, started=chosen.started, stage_seconds=chosen.stage_seconds)
        town.start()
    except SettingsError as error:
        raise SettingsError(f"{error}; choose another with sample_town.port or LOA_SAMPLE_TOWN_PORT") from error
    progress.say("No loa.toml here, so this is the sample town: make-believe portals on your own machine.")
    for portal in town.portals:
        progress.say(f"  {portal.homepage:<26}{portal.title}")
    try:
        yield
    finally:
        town.stop()


def _greet(file: Path, found: Configured, progress: Progress) -> None:
    settings, waiting = found.settings, found.waiting
    progress.say()
    progress.say(f"Open       {settings.base_url}")
    progress.say(f"Subscribe  {settings.base_url}all/feed.atom   or   {settings.base_url}all/feed.rss")
    progress.say(f"Settings   {file}")
    minutes = sorted({source.interval_minutes or settings.crawl.interval_minutes for source in found.enabled})
    every = f"{minutes[0]}" if len(minutes) == 1 else f"{minutes[0]} to {minutes[-1]}"
    progress.say(f"Reading {len(found.enabled) - len(waiting)} sources now, then every {every} min. Ctrl-C stops.")
    if waiting:
        progress.say(told(waiting))
    progress.say()
