"""Shelf: the published files in memory, each read again when it changed on disk."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from feeds.web import files
from feeds.web.answer import Answer
from feeds.web.coded import ENDINGS, Representation, represent
from feeds.web.moved import FILE, Moved, read_moved
from news import clock

MAX_BYTES = 256 * 2**20
"""Of files kept in memory; the longest unused go first."""
MAX_PATH = 512
MOVED_SECONDS = 1.0
"""For which the table of moved feeds is believed where the feed itself is in memory and on disk."""
_STEP = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
_ADDRESS = re.compile(rf"/(?:{_STEP}/){{0,4}}(?:{_STEP})?")
_FOLDER = re.compile(rf"/(?:{_STEP}/){{0,3}}{_STEP}")

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


@dataclass(frozen=True, kw_only=True, eq=False)
class Item:
    """A published file as it is served; each is equal to itself alone."""

    name: str
    """Relative to the public folder; of what is made for a query, with the query."""
    modified: datetime
    """Whole seconds, UTC, not in the future when it was read."""
    plain: Representation
    coded: tuple[Representation, ...]
    """Compressed, as far as that gains anything; of each coding one."""
    stamp: files.Stamp
    """What tells whether the file on disk is another one."""
    answers: dict[str | None, tuple[Answer, Answer, Answer]] = field(default_factory=dict, repr=False)
    """What the server made of it, by coding, so that it is made once."""

    @cached_property
    def ending(self) -> str:
        """Its ending, a key of MEDIA_TYPES."""
        return PurePosixPath(self.name.partition("?")[0]).suffix

    @cached_property
    def purpose(self) -> str:
        """`feed` or `file`, for whoever counts requests."""
        return "feed" if self.ending in FEED_ENDINGS else "file"

    @property
    def size(self) -> int:
        """Bytes it takes in memory."""
        return sum(len(each.body) for each in (self.plain, *self.coded))


class Shelf:
    """Finds published files by the path of a request. Used from one event loop; reading and compressing leave it free."""

    def __init__(self, root: Path, *, now: Callable[[], datetime], max_bytes: int = MAX_BYTES) -> None:
        self._root = root
        self._prefix = f"{root}/"
        self._now = now
        self._max_bytes = max_bytes
        self._items: OrderedDict[str, Item] = OrderedDict()
        self._bytes = 0
        self._reading: dict[str, asyncio.Task[Item | None]] = {}
        self._moved = Moved()
        self._moved_stamp: files.Stamp | None = None
        self._moved_until = 0.0

    def at_hand(self, path: str) -> Item | None:
        """The file at a path, if it is in memory and still the one on disk; None says nothing of what there is."""
        name = name_of(path)
        if name is None or (known := self._items.get(name)) is None or files.stamp(self._prefix + name) != known.stamp:
            return None
        moment = clock.monotonic()
        if moment >= self._moved_until:
            self._moved_until = moment + MOVED_SECONDS
            self.moved()
            if name not in self._items:
                return None
        self._items.move_to_end(name)
        return known

    async def find(self, path: str) -> Item | None:
        """The file at a path such as "/all/feed.rss" or "/all/", as it is on disk now; None where nothing is published there."""
        name = name_of(path)
        if name is None:
            return None
        found = files.stamp(self._prefix + name)
        if found is None:
            self._drop(name)
            return None
        known = self._items.get(name)
        if known is not None and known.stamp == found:
            self._items.move_to_end(name)
            return known
        reading = self._reading.get(name)
        if reading is None:  # whoever comes meanwhile finds what the first one reads
            reading = self._reading[name] = asyncio.create_task(self._refresh(name))
            reading.add_done_callback(lambda _: self._reading.pop(name, None))
        return await asyncio.shield(reading)

    def is_folder(self, path: str) -> bool:
        """Whether a path without a slash at its end is that of a published folder."""
        if len(path) > MAX_PATH or not _FOLDER.fullmatch(path):
            return False
        return files.stamp(f"{self._prefix}{path[1:]}/index.html") is not None

    def moved(self) -> Moved:
        """Which feeds have moved or ended, as the table on disk says now. It is small and changes seldom: read at once."""
        found = files.stamp(self._prefix + FILE)
        if found != self._moved_stamp:
            table = files.read(self._root, FILE) if found else None
            self._moved = read_moved(table.body) if table else Moved()
            self._moved_stamp = found
            for name in list(self._items):  # a feed that moved is not served from memory either
                if self._moved.successor(f"/{name}") or self._moved.has_ended(f"/{name}"):
                    self._drop(name)
        return self._moved

    async def _refresh(self, name: str) -> Item | None:
        item = await asyncio.to_thread(self._read, name)
        self._drop(name)
        if item is not None:
            self._items[name] = item
            self._bytes += item.size
            while self._bytes > self._max_bytes and len(self._items) > 1:
                self._drop(next(iter(self._items)))
        return item

    def _read(self, name: str) -> Item | None:
        """Read and compress a file; None where it vanished meanwhile or lies elsewhere. Runs in a thread."""
        file = files.read(self._root, name)
        if file is None:
            return None
        plain, coded = represent(file.body, dict(self._ready(name, file)))
        modified = min(file.modified, self._now().replace(microsecond=0))
        return Item(name=name, modified=modified, plain=plain, coded=coded, stamp=file.stamp)

    def _ready(self, name: str, file: files.File) -> Iterator[tuple[str, bytes]]:
        """What was compressed beforehand, by coding, where it is no older than the file."""
        for coding, ending in ENDINGS.items():
            ready = files.read(self._root, name + ending)
            if ready is not None and ready.stamp[2] >= file.stamp[2]:
                yield coding, ready.body

    def _drop(self, name: str) -> None:
        item = self._items.pop(name, None)
        if item is not None:
            self._bytes -= item.size


def name_of(path: str) -> str | None:
    """The name, below the public folder, of what a path asks for; None where nothing of the kind is ever published."""
    return _name_of(path) if len(path) <= MAX_PATH else None


@lru_cache(4096)
def _name_of(path: str) -> str | None:
    if not _ADDRESS.fullmatch(path):
        return None
    name = path[1:]
    if not name or name.endswith("/"):
        name += "index.html"
    return name if PurePosixPath(name).suffix in MEDIA_TYPES and name != FILE else None
