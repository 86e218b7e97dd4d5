"""Machine: what the service itself is doing: its jobs, backups, alerts and pings on their way, versions, memory."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from news.settings import Settings
from news.store import Store
from news.store.alerts import KEPT, Alert
from news.store.jobs import JobRecord
from news.store.pings import Ping
from scheduler.chores import NAMES, chores
from scheduler.instance import service_of
from scheduler.memory import resident

MESSAGES = 20
"""Alerts that are shown, the newest first."""
_BACKUPS = 10
_LIBRARIES = ("scrapy", "beautifulsoup4", "lxml", "sqlalchemy", "apscheduler", "uvicorn")


@dataclass(frozen=True, kw_only=True)
class KeptJob:
    """A job of housekeeping and what became of it."""

    name: str
    about: str
    record: JobRecord


@dataclass(frozen=True, kw_only=True)
class BackupFile:
    """A backup that is there."""

    name: str
    bytes: int
    written: datetime


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What is known of the service and what it stands on."""

    at: datetime
    service: int | None
    """Process id of the service that works on the store; None: there is none."""
    memory: int
    """Bytes that this process and those it started take; 0: nobody can tell."""
    store: str
    """File or address of the store, without a password."""
    database: str
    """Its name and version."""
    schema: str
    """Version of the store's schema."""
    jobs: tuple[KeptJob, ...]
    """By name."""
    backups: tuple[BackupFile, ...]
    """The last ones written by the job, the newest first."""
    untold: tuple[Ping, ...]
    """Feeds of whose last change the hub does not know."""
    unsent: tuple[Alert, ...]
    """Alerts that have not arrived, those given up among them, the oldest first."""
    alerts: tuple[Alert, ...]
    """The last MESSAGES alerts, the newest first."""
    versions: Mapping[str, str]
    """Of Loa, Python and the libraries, by name."""

    @property
    def pending(self) -> Sequence[Alert]:
        """Alerts that are still to be sent."""
        return [each for each in self.unsent if not each.given_up]

    @property
    def failing(self) -> Sequence[KeptJob]:
        """Jobs that failed the last time."""
        return [each for each in self.jobs if each.record.error is not None]


def machine(store: Store, settings: Settings, *, now: datetime) -> Machine:
    """Return what is known now. Raise StoreError when the database refuses."""
    records = store.jobs.every()
    database, schema = store.overview.database()
    return Machine(
        at=now,
        service=service_of(store),
        memory=resident(os.getpid()),
        store=store.name,
        database=database,
        schema=schema,
        jobs=tuple(
            KeptJob(name=each.name, about=each.about, record=records.get(each.name, JobRecord(name=each.name)))
            for each in chores(settings, store, sources=tuple, say=_nothing)
        ),
        backups=tuple(_backups(settings.backup.folder)),
        untold=store.pings.untold(),
        unsent=store.alerts.unsent(since=now - KEPT),
        alerts=store.alerts.latest(limit=MESSAGES),
        versions=versions(),
    )


def versions() -> Mapping[str, str]:
    """Return the versions of Loa, of Python and of what Loa stands on."""
    return {"loa": version("loa"), "python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


def _backups(folder: Path | None) -> Sequence[BackupFile]:
    if folder is None:
        return ()
    found = []
    for path in sorted(folder.glob(NAMES), reverse=True)[:_BACKUPS]:
        try:
            known = path.stat()
        except OSError:  # given up meanwhile
            continue
        found.append(BackupFile(name=path.name, bytes=known.st_size, written=datetime.fromtimestamp(known.st_mtime, UTC)))
    return found


def _nothing(_: str) -> None:
    """Say nothing."""
