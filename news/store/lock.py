"""WriterLock: one writing process a store."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from news import clock
from news.errors import StoreError

ORPHANS_SECONDS = 15.0
"""How long the children of a killed holder are waited for; they end by themselves."""


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_gone(holder: str) -> bool:
    """Whether there is no process of that number any more."""
    if not holder.isdigit():
        return False
    try:
        os.kill(int(holder), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


class Lock(Protocol):
    """The lock of the one process that writes a store: `with lock: …`. Entering raises StoreError when another has it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def keep(self) -> str | None:
        """Make sure that it is still ours, from whatever thread; return who has it if it was lost and is another's by now.

        Raises StoreError when that cannot be found out: then nothing can be written either.
        """


class WriterLock:
    """A lock beside the store's file, held by the process that writes it: `with WriterLock(path): …`.

    Entering raises StoreError when another process, or another lock of this one, holds it. The kernel gives it back when the
    process ends in whatever way; the file stays, naming the last holder. A child that inherits open files (`close_fds=False`)
    shares the lock: when its parent is killed, the store stays taken until the child has ended too, and who comes next waits for
    that.
    """

    def __init__(self, path: Path) -> None:
        """`path` is the store's file; the lock is `<path>.lock`."""
        self.path = path
        self.file = path.with_name(f"{path.name}.lock")
        self._descriptor = -1

    def __enter__(self) -> Self:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{self.file}: the lock cannot be opened: {error.strerror}") from error
        deadline = clock.monotonic() + ORPHANS_SECONDS
        while not _taken(descriptor):
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            if not _is_gone(holder) or clock.monotonic() > deadline:
                os.close(descriptor)
                raise StoreError(f"another Loa is writing to {self.path} (process {holder})")
            time.sleep(0.1)  # the holder is dead, and a child of it about to be
        os.set_inheritable(descriptor, True)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._descriptor = descriptor
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._descriptor)

    def keep(self) -> str | None:
        """Return None: what the kernel has given to this process it takes away from nobody."""
        return None
