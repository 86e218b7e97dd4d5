"""WriterLock: one writing process a store."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from news.errors import StoreError


class WriterLock:
    """A lock beside the store's file, held by the process that writes it: `with WriterLock(path): …`.

    Entering raises StoreError when another process, or another lock of this one, holds it. The kernel gives it back when the
    process ends in whatever way; the file stays, naming the last holder.
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
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise StoreError(f"another Loa is writing to {self.path} (process {holder})") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._descriptor = descriptor
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._descriptor)
