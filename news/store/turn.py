"""Turn: one write transaction of an SQLite store at a time, whichever process it is in.

SQLite's own write lock ends before the writer's checkpoint does, and up to 3.51.2 a checkpoint beside another's writing can
damage the file (see `news.store.sqlite.sqlite_warning`). Who writes or checkpoints holds a turn from before it begins until after
it has ended.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from news import clock
from news.errors import StoreError
from news.store import sqlite

_SHORTEST, _LONGEST = 0.0005, 0.01
"""Seconds between two looks whether it has come."""


@contextmanager
def turn(path: Path) -> Generator[None]:
    """Hold the turn to write the store at `path`; whoever waits longest is next, whatever the holder does after it.

    Raises StoreError when it does not come for `sqlite.BUSY_SECONDS`, or cannot be asked for. A thread enters one at a time.
    """
    deadline = clock.monotonic() + sqlite.BUSY_SECONDS
    # Only one waits for the turn itself, the others for the place behind it: a writer that comes again at once must queue.
    with _held(path, "next", deadline) as place, _held(path, "turn", deadline):
        fcntl.flock(place, fcntl.LOCK_UN)
        yield


@contextmanager
def _held(path: Path, what: str, deadline: float) -> Generator[int]:
    """Hold the lock on the file `<path>.<what>`, which stays; gives its descriptor."""
    file = path.with_name(f"{path.name}.{what}")
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{file}: it cannot be opened: {error.strerror}") from error
    try:
        pause = _SHORTEST
        while not _taken(descriptor):
            if clock.monotonic() > deadline:
                raise StoreError(f"{path}: another process kept it locked for more than {sqlite.BUSY_SECONDS} seconds")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST)
        try:
            yield descriptor
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # a fork that was just made holds the file open for a moment longer
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
