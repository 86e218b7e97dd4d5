"""Compacting: giving the room of what was deleted back to the disk."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from news.errors import StoreError
from news.store import sqlite
from news.store.turn import turn

if TYPE_CHECKING:
    from news.store.store import Store

_SPARE = 32 * 2**20


def compact(store: Store) -> tuple[int, int]:
    """Write an SQLite store anew without its gaps; return its bytes before and after.

    It takes as long as copying the file, and meanwhile nobody writes. Raises StoreError where the disk has not room for the two
    copies that SQLite makes (https://www.sqlite.org/lang_vacuum.html), when the database refuses, and for any other database,
    which reuses its room by itself.
    """
    if store.engine.dialect.name != "sqlite":
        raise StoreError(f"only an SQLite file is compacted; {store.engine.dialect.name} reuses its room by itself")
    before = _size(store.path)
    require_room(store.path, before)
    store.engine.dispose()
    try:
        with (
            turn(store.path),
            closing(sqlite3.connect(store.path, timeout=sqlite.BUSY_SECONDS, isolation_level=None)) as connection,
        ):
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"{store.path}: it could not be compacted: {error}") from error
    return before, _size(store.path)


def _size(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def require_room(path: Path, size: int) -> None:
    """Raise StoreError unless there is room for a copy of `size` bytes in the store's folder and one in the temporary folder."""
    folder, copy = path.parent, Path(tempfile.gettempdir())
    together = folder.stat().st_dev == copy.stat().st_dev
    for place, needed in {folder: size * (2 if together else 1), copy: size * (2 if together else 1)}.items():
        if (free := shutil.disk_usage(place).free) < needed + _SPARE:
            raise StoreError(f"{place}: {needed + _SPARE} bytes are needed to compact the store, {free} are free")
