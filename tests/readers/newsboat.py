"""newsboat, a real feed reader, with a folder of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

NEWSBOAT = shutil.which("newsboat")
MISSING = "needs the reader newsboat: `make system`, or apt-get install newsboat"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An entry as the reader has it."""

    feed: str
    guid: str
    title: str
    author: str
    link: str
    published: int
    """Seconds since 1970."""
    content: str
    unread: bool


class Newsboat:
    """Subscribes, reloads, and tells what it would show."""

    def __init__(self, folder: Path, addresses: Iterable[str]) -> None:
        assert NEWSBOAT
        folder.mkdir()
        self._folder = folder
        (folder / "urls").write_text("".join(f"{address}\n" for address in addresses))
        (folder / "config").write_text("reload-threads 4\nmax-items 0\nkeep-articles-days 0\nfeed-sort-order none\n")

    def reload(self) -> None:
        files = [
            f"--{name}-file={self._folder / file}"
            for name, file in (("url", "urls"), ("cache", "cache.db"), ("config", "config"))
        ]
        done = subprocess.run(
            [str(NEWSBOAT), *files, "-x", "reload"],
            env={**os.environ, "HOME": str(self._folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "rror" not in done.stdout + done.stderr, done.stdout + done.stderr

    def entries(self) -> tuple[Shown, ...]:
        query = "select feedurl, guid, title, author, url, pubDate, content, unread from rss_item where deleted = 0"
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache:
            return tuple(
                Shown(
                    feed=row[0],
                    guid=row[1],
                    title=row[2],
                    author=row[3],
                    link=row[4],
                    published=row[5],
                    content=row[6],
                    unread=bool(row[7]),
                )
                for row in cache.execute(query)
            )

    def titles(self) -> dict[str, str]:
        """Of the feeds, by address."""
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache:
            return dict(cache.execute("select rssurl, title from rss_feed"))

    def read_all(self) -> None:
        """Mark every entry as read, as its user does by a key."""
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache, cache:
            cache.execute("update rss_item set unread = 0")
