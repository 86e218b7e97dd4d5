"""Shelf: the published files in memory, each read again when it changed on disk."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import re
import stat
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MAX_BYTES = 256 * 2**20
"""Of files kept in memory; the longest unused go first."""
_MAX_FILE = 16 * 2**20
_ADDRESS = re.compile(r"/(?:[a-z0-9]+(?:-[a-z0-9]+)*/)?(?:[a-z0-9]+(?:[.-][a-z0-9]+)*)?")
_FOLDER = re.compile(r"/[a-z0-9]+(?:-[a-z0-9]+)*")

MEDIA_TYPES = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
"""What is served, by ending; nothing else is."""
FEED_ENDINGS = frozenset({".rss", ".atom", ".json"})


@dataclass(frozen=True, kw_only=True)
class Representation:
    """A body with the strong tag that names exactly these bytes."""

    body: bytes
    etag: str
    """Quotes included."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A published file as it is served."""

    name: str
    """Relative to the public folder."""
    modified: datetime
    """Whole seconds, UTC, not in the future when it was read."""
    plain: Representation
    gzipped: Representation | None
    """None where compressing would gain nothing."""
    stamp: tuple[int, ...]
    """What tells whether the file on disk is another one."""

    @property
    def ending(self) -> str:
        """Its ending, a key of MEDIA_TYPES."""
        return Path(self.name).suffix

    @property
    def size(self) -> int:
        """Bytes it takes in memory."""
        return len(self.plain.body) + (len(self.gzipped.body) if self.gzipped else 0)


class Shelf:
    """Finds published files by the path of a request. Used from one event loop; reading and compressing leave it free."""

    def __init__(self, root: Path, *, now: Callable[[], datetime], max_bytes: int = MAX_BYTES) -> None:
        self._root = root
        self._now = now
        self._max_bytes = max_bytes
        self._items: OrderedDict[str, Item] = OrderedDict()
        self._bytes = 0
        self._locks: dict[str, asyncio.Lock] = {}

    async def find(self, path: str) -> Item | None:
        """The file at a path such as "/all/feed.rss" or "/all/", as it is on disk now; None where nothing is published there."""
        if not _ADDRESS.fullmatch(path):
            return None
        name = path.removeprefix("/")
        if not name or name.endswith("/"):
            name += "index.html"
        if Path(name).suffix not in MEDIA_TYPES:
            return None
        known, stamp = self._items.get(name), self._stamp(name)
        if stamp is None:
            self._drop(name)
            return None
        if known is None or known.stamp != stamp:
            lock = self._locks.setdefault(name, asyncio.Lock())
            async with lock:  # whoever waited finds what the first one read
                known = self._items.get(name)
                if known is None or known.stamp != stamp:
                    known = await asyncio.to_thread(self._read, name)
                    self._drop(name)
                    self._keep(known)
            self._locks.pop(name, None)
        if known is not None:
            self._items.move_to_end(name)
        return known

    def is_folder(self, path: str) -> bool:
        """Whether a path without a slash at its end is that of a published folder."""
        return bool(_FOLDER.fullmatch(path)) and self._stamp(f"{path[1:]}/index.html") is not None

    def _stamp(self, name: str) -> tuple[int, ...] | None:
        """None for what is no regular file or, through a link, lies elsewhere."""
        path = self._root / name
        try:
            status = path.lstat()
            parent = path.parent.lstat() if path.parent != self._root else None
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_FILE or (parent and not stat.S_ISDIR(parent.st_mode)):
            return None
        return _stamp_of(status)

    def _read(self, name: str) -> Item | None:
        """Read and compress a file; None where it vanished meanwhile. Runs in a thread."""
        try:
            handle = os.open(self._root / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            body = file.read()
        digest = hashlib.sha256(body).hexdigest()[:32]
        small = gzip.compress(body, compresslevel=6, mtime=0)
        modified = min(datetime.fromtimestamp(int(status.st_mtime), UTC), self._now().replace(microsecond=0))
        return Item(
            name=name,
            modified=modified,
            plain=Representation(body=body, etag=f'"{digest}"'),
            gzipped=Representation(body=small, etag=f'"{digest}-gzip"') if len(small) < len(body) else None,
            stamp=_stamp_of(status),
        )

    def _keep(self, item: Item | None) -> None:
        if item is None:
            return
        self._items[item.name] = item
        self._bytes += item.size
        while self._bytes > self._max_bytes and len(self._items) > 1:
            self._drop(next(iter(self._items)))

    def _drop(self, name: str) -> None:
        item = self._items.pop(name, None)
        if item is not None:
            self._bytes -= item.size


def _stamp_of(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
