"""Footprint: how much room Loa takes on its disks, and how much is left."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from news.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Room:
    """One thing that takes room."""

    name: str
    """One of: store, raw pages, pictures, public folder."""
    path: Path
    bytes: int
    """Sum of its files' lengths; 0 where there is nothing."""
    files: int


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A file system that Loa writes to."""

    name: str
    """What lies on it: data, or public."""
    free: int
    """Bytes an ordinary program may still write."""
    total: int

    @property
    def scarce(self) -> bool:
        """Whether somebody should make room: less than 1 GB and less than a tenth are left, or less than a hundredth."""
        return (self.free < 10**9 and self.free * 10 < self.total) or self.free * 100 < self.total


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """All of it."""

    rooms: tuple[Room, ...]
    disks: tuple[Disk, ...]
    """Each once, though both folders lie on it."""


def footprint(settings: Settings) -> Footprint:
    """Look at every file of Loa's; what vanishes meanwhile is left out. A PostgreSQL store is not counted: it is elsewhere."""
    rooms = [
        _room("raw pages", settings.pages_dir),
        _room("pictures", settings.pictures_dir),
        _room("public folder", settings.public_dir),
    ]
    if settings.database is None:
        rooms.insert(0, _store(settings.data_dir))
    disks: dict[int, Disk] = {}
    for name, folder in (("data", settings.data_dir), ("public", settings.public_dir)):
        try:
            usage, device = shutil.disk_usage(folder), folder.stat().st_dev
        except OSError:
            continue
        disks.setdefault(device, Disk(name=name, free=usage.free, total=usage.total))
    return Footprint(rooms=tuple(rooms), disks=tuple(disks.values()))


def _store(folder: Path) -> Room:
    sizes = [size for path in folder.glob("loa.sqlite3*") if (size := _size(path)) is not None]
    return Room(name="store", path=folder, bytes=sum(sizes), files=len(sizes))


def _room(name: str, folder: Path) -> Room:
    size = files = 0
    for where, _, names in os.walk(folder):
        for each in names:
            found = _size(Path(where, each))
            if found is not None:
                size, files = size + found, files + 1
    return Room(name=name, path=folder, bytes=size, files=files)


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except OSError:
        return None
