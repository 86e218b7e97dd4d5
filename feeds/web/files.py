"""Files below a folder, read so that no link leads out of it."""

from __future__ import annotations

import os
import stat as kinds
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MAX_FILE_BYTES = 16 * 2**20
"""Larger files are as good as not there."""
Stamp = tuple[int, int, int, int]
"""Inode, size, and the moments of change (nanoseconds) of its content and of anything about it."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as it was read."""

    body: bytes
    modified: datetime
    """Whole seconds, UTC."""
    stamp: Stamp


def stamp(path: str) -> Stamp | None:
    """What changes whenever a file does; None for what is no regular file."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    return _stamp_of(status)


def read(root: Path, name: str) -> File | None:
    """The file of a name below `root`, such as "all/feed.rss"; None where there is none.

    A link anywhere on the way from `root` is not followed: what it leads to is not there. Of a file that grows meanwhile the
    part that its stamp tells of is read.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    *folders, last = name.split("/")
    try:
        place = os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        for folder in folders:
            below = os.open(folder, flags | os.O_DIRECTORY, dir_fd=place)
            os.close(place)
            place = below
        with os.fdopen(os.open(last, flags, dir_fd=place), "rb") as file:
            status = os.fstat(file.fileno())
            found = _stamp_of(status)
            if found is None:
                return None
            body = file.read(status.st_size)
    except OSError:
        return None
    finally:
        os.close(place)
    return File(body=body, modified=datetime.fromtimestamp(int(status.st_mtime), UTC), stamp=found)


def _stamp_of(status: os.stat_result) -> Stamp | None:
    if not kinds.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
        return None
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
