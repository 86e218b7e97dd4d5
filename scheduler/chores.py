"""Chores: the jobs of housekeeping, as a configuration wants them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from news import clock
from news.checkups import Checkups
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.acts import Act
from news.store.backup import back_up
from news.store.health import Healths
from scheduler.housekeeping import Job
from scheduler.indexing import finish_index
from scheduler.jobs import relate_all
from scheduler.pictures import pictures_of
from scheduler.proving import unproven
from scheduler.rechecks import to_check
from scheduler.retention import prune_all
from scheduler.telling import tell_now

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORE = "store"
"""What jobs are kept apart for that go through the whole store."""
NAME = "loa-{:%Y%m%dT%H%M%SZ}.tar"
NAMES = "loa-????????T??????Z.tar"


def chores(
    settings: Settings,
    store: Store,
    *,
    sources: Callable[[], Collection[Source]],
    say: Callable[[str], None],
    stopping: asyncio.Event | None = None,
    relate: Callable[[], str] | None = None,
) -> tuple[Job, ...]:
    """Return the jobs of a configuration, in alphabetical order.

    `sources` asks which are crawled. `relate` does so where others relate too; None: nobody else does.
    """
    relating = relate or partial(_relate, store)
    jobs = [
        Job(name="prune", about="give up what is too old", every=DAY, work=_beside(_prune, store, settings), apart=STORE),
        Job(name="recheck", about="check sources again", every=HOUR, work=_beside(_recheck, store, settings, sources)),
        Job(name="relate", about="relate what was left", every=HOUR, work=_beside(relating), at_start=True),
        Job(
            name="index",
            about="finish the search index",
            every=DAY,
            work=lambda: finish_index(store, say, stopping or asyncio.Event()),
            at_start=True,
            apart=STORE,
        ),
    ]
    if settings.pages.images == "proxy":
        jobs.append(Job(name="pictures", about="bound the cache of pictures", every=DAY, work=_beside(_pictures, settings)))
    if settings.feeds.hub is not None:
        jobs.append(Job(name="hub", about="tell the hub what it missed", every=HOUR, work=_beside(_tell, store, settings, say)))
    if settings.backup.folder is not None:
        every = timedelta(hours=settings.backup.every_hours)
        work = _beside(_back_up, store, settings, settings.backup.folder)
        jobs.append(Job(name="backup", about="write the store into a file", every=every, work=work, apart=STORE))
    return tuple(sorted(jobs, key=lambda job: job.name))


def _beside(work: Callable[..., str], *arguments: object) -> Callable[[], asyncio.Future[str]]:
    """What does a job in a thread of its own."""
    return lambda: asyncio.ensure_future(asyncio.to_thread(work, *arguments))


def _prune(store: Store, settings: Settings) -> str:
    done = prune_all(store, settings, now=clock.now())
    return f"{done.articles.articles} articles and {done.pages.files} files of pages given up"


def _recheck(store: Store, settings: Settings, sources: Callable[[], Collection[Source]]) -> str:
    paused = store.acts.paused()
    crawled = [source for source in sources() if source.id not in paused and source.covers(clock.now())]
    chosen = to_check(
        crawled,
        waiting=unproven(crawled, settings, store),
        checkups=Checkups(store).every(),
        healths=Healths(store).of(),
        now=clock.now(),
    )
    for source_id in chosen:
        store.acts.ask(source_id, Act.CHECK, now=clock.now())
    return f"{len(chosen)} sources to be checked"


def _relate(store: Store) -> str:
    count, _ = relate_all(store)
    return f"{count} articles related"


def _pictures(settings: Settings) -> str:
    return f"{pictures_of(settings).tidy()} pictures given up"


def _tell(store: Store, settings: Settings, say: Callable[[str], None]) -> str:
    tell_now(store, settings, say)
    return f"{len(store.pings.untold())} feeds of which the hub does not know"


def _back_up(store: Store, settings: Settings, folder: Path) -> str:
    """Write a backup, and only then give up those that are more than are kept, and what attempts that were killed left."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in _left(folder):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    file = folder / NAME.format(clock.now())
    manifest = back_up(store, file, settings.pages_dir if settings.backup.pages else None, now=clock.now())
    # Named later than this one are those of a clock that was ahead: they go first, or this one would be taken for the oldest.
    others = sorted(folder.glob(NAMES), key=lambda each: (each.name <= file.name, each.name))
    for old in others[: max(0, len(others) - settings.backup.keep)]:
        old.unlink()
    size = sum(member.bytes for member in manifest.members)
    return f"{manifest.counts['articles']} articles in {file.name}, {size / 1e6:,.1f} MB, verified"


def _left(folder: Path) -> Sequence[Path]:
    return [*folder.glob(".loa-backup-*"), *folder.glob(f"{NAMES}.part")]
