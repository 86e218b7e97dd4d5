"""HostFiles: one budget a host for all processes of a machine; who holds a host's file may ask it.

A service that crawls and a `loa check` beside it are processes of their own. For each host there is a file that one of them at a
time holds, from before a request until after its answer, and in which it leaves the moment from which the host may be asked
again. The kernel gives the file back when its holder ends in whatever way, and a moment that has passed says nothing: nothing
stale is ever in the way.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

logger = logging.getLogger(__name__)

_LONGEST_NAME = 200
"""Characters of a file's name; hosts that share them share a budget, too."""
_LONGEST_TEXT = 64


class HostFile:
    """The file of a host, held."""

    def __init__(self, descriptor: int | None) -> None:
        """None: there is no file, and nobody to share the host with."""
        self._descriptor = descriptor

    @property
    def next_allowed(self) -> datetime | None:
        """When the host may be asked again, as the last who held the file has left it; aware. None: nobody has, or in vain."""
        if self._descriptor is None:
            return None
        try:
            moment = datetime.fromisoformat(os.pread(self._descriptor, _LONGEST_TEXT, 0).decode("ascii"))
        except ValueError:
            return None
        return moment if moment.tzinfo is not None else None

    def leave(self, next_allowed: datetime | None) -> None:
        """Say when the host may be asked again; None: nothing changes."""
        if self._descriptor is not None and next_allowed is not None:
            text = next_allowed.isoformat().encode("ascii")
            os.pwrite(self._descriptor, text, 0)
            os.ftruncate(self._descriptor, len(text))


class HostFiles:
    """The files of all hosts, in one folder."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` is made where there is none; None: hosts are shared with nobody."""
        self._folder = folder
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._give_up(folder, error)

    @contextmanager
    def hold(self, host: str) -> Iterator[HostFile | None]:
        """Hold the file of a host, and give it; None: another process holds it, and the host must not be asked.

        Where files cannot be had the log says so once, and hosts are shared with nobody from then on.
        """
        descriptor = self._open(host)
        if descriptor is None:
            yield HostFile(None)
            return
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            try:
                yield HostFile(descriptor)
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)  # a fork that was just made holds the file open for a moment longer
        finally:
            os.close(descriptor)

    def _open(self, host: str) -> int | None:
        if self._folder is None:
            return None
        file = self._folder / quote(host, safe="")[:_LONGEST_NAME]
        try:
            return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            self._give_up(file, error)
            return None

    def _give_up(self, file: Path | None, error: OSError) -> None:
        logger.warning("%s: %s: other processes of this machine do not share the budget of hosts", file, error.strerror)
        self._folder = None
