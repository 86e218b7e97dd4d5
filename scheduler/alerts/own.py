"""Own: how the parts of the service itself are doing, the disk and the housekeeping jobs."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from news.alerts.subject import SERVICE, Standing, Told
from news.health import State
from news.store.jobs import JobRecord

DISK, STORE, PUBLISH, CRAWL, ALERTS = (f"{SERVICE}{name}" for name in ("disk", "store", "publish", "crawl", "alerts"))
_ROOM = 1.2
"""A disk is well again with so many times the free space below which it is nearly full: no message to and fro at the edge."""
_MOST_FAILURES: Mapping[str, int] = {"backup": 1}
"""So many failures in a row are told at once; two of any other job, since one is an accident."""
_CAUSES: Mapping[str, str] = {
    DISK: "nearly full",
    STORE: "cannot be used",
    PUBLISH: "cannot be written",
    CRAWL: "cannot be started",
    ALERTS: "failing",
}
_ADVICE: Mapping[str, str] = {
    DISK: "Make room: `loa prune --dry-run` shows what could go, archive.pages_days how long pages are kept.",
    STORE: "See the disk and the permissions of data_dir, or the database server; nothing is read until it can be written again.",
    PUBLISH: "See the disk and the permissions of public_dir; what is published already stays as it is.",
    CRAWL: "No source is read until it ends: see this machine's memory and processes, and whether `loa sources` works here.",
    ALERTS: "Until it ends nothing else is told: look at `loa status --problems` meanwhile, and please report what failed.",
}


def fault(subject: str, problem: str, *, since: datetime) -> Standing:
    """Return a part of the service that fails, for the reason `problem`."""
    advice = _ADVICE.get(subject, "Run it by hand to see more; `loa status` shows all jobs.")
    cause = _CAUSES.get(subject, "failed")
    return Standing(subject=subject, state=State.BROKEN, since=since, cause=cause, detail=problem, advice=advice)


def well(subject: str, *, since: datetime) -> Standing:
    """Return a part of the service with which all is well."""
    return Standing(subject=subject, state=State.FRESH, since=since)


def disk(folders: Collection[Path], least_bytes: int, told: Told | None, *, now: datetime) -> Standing | None:
    """Return how the disks of folders are doing; a folder that is not there yet counts by the one it will be made in.

    `told` is what operators were told of it last. A disk that cannot be asked is no fault by itself, and not well either: None
    where no other is nearly full.
    """
    full = told is not None and told.state is State.BROKEN
    limit = least_bytes * _ROOM if full else least_bytes
    asked = True
    for folder in folders:
        free = _free(folder)
        if free is None:
            asked = False
        elif free < limit:
            problem = f"{free // 1_000_000} MB are free for {folder}, fewer than {least_bytes // 1_000_000}"
            return fault(DISK, problem, since=now)
    return well(DISK, since=now) if asked else None


def _free(folder: Path) -> int | None:
    """Free bytes where a folder is or will be made; None: its disk cannot be asked."""
    try:
        there = next((each for each in (folder, *folder.parents) if each.exists()), None)
        return None if there is None else shutil.disk_usage(there).free
    except OSError:  # no permission, a disk that fails, a server that is gone
        return None


def jobs(records: Collection[JobRecord]) -> Iterator[Standing]:
    """Return how each job is doing that came to an end at all; one whose last failure may be an accident is left out."""
    for record in records:
        if record.ended is None:
            continue
        subject = f"{SERVICE}job-{record.name}"
        if record.error is None:
            yield well(subject, since=record.ended)
        elif record.failures >= _MOST_FAILURES.get(record.name, 2):
            times = f"{record.failures} times in a row: " if record.failures > 1 else ""
            yield fault(subject, f"{times}{record.error}", since=record.ended)
