"""The reference: what somebody writes in an afternoon with `sqlite3` alone, into the same tables and an FTS5 index.

It decides nothing: no edits, no aliases of old addresses, no folding of đ, no check of what is known already.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from news.article import Article
from news.source import Source
from news.store import Store
from news.store.names import digest

_ARTICLE = """INSERT INTO articles(number, id, source, key, url, revision, first_seen, last_seen, checked, published, precision,
provenance, title, fingerprint, content) VALUES(?, ?, ?, ?, ?, 1, ?, ?, ?, ?, 'minute', 'visible', ?, '', ?)"""
_ALIAS = "INSERT INTO aliases(article, source, name, digest) VALUES(?, ?, ?, ?)"
_REVISION = "INSERT INTO revisions(article, number, seen, note) VALUES(?, 1, ?, '')"
_DUE = "INSERT INTO related_state(article, revision, wanted, since) VALUES(?, 0, 1, ?)"
_TEXT = "INSERT INTO plain_search(rowid, title, text) VALUES(?, ?, ?)"


class PlainScript:
    """A database file with the tables of a store, written by hand."""

    def __init__(self, path: Path, sources: Sequence[Source]) -> None:
        """Make the file."""
        from news import clock

        with Store.open(f"sqlite:///{path}") as store:
            for source in sources:
                store.keep_source(source, now=clock.now())
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA cache_size = -32768")
        self.connection.execute(
            "CREATE VIRTUAL TABLE plain_search USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._number = 0

    def keep_all(self, batch: Sequence[Article], *, now: datetime) -> None:
        """Insert articles in one transaction."""
        read = int(now.timestamp() * 1_000_000)
        rows, names, texts = [], [], []
        for article in batch:
            self._number += 1
            article_id = f"{article.source}-{self._number}"
            moment = int(article.published.moment.timestamp() * 1_000_000) if article.published else read
            text = article.text
            content = json.dumps({"title": article.title, "text": text, "authors": article.authors}, ensure_ascii=False)
            head = (self._number, article_id, article.source, article.key, article.url)
            rows.append((*head, read, read, read, moment, article.title, content))
            names += [(self._number, article.source, name, digest(article.source, name)) for name in (article.key, article.url)]
            texts.append((self._number, article.title, text))
        with self.connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_ARTICLE, rows)
            connection.executemany(_ALIAS, names)
            connection.executemany(_REVISION, [(row[0], read) for row in rows])
            connection.executemany(_DUE, [(row[0], read) for row in rows])
            connection.executemany(_TEXT, texts)

    def search(self, words: str, limit: int) -> list[tuple[int]]:
        """Row numbers of the best matches."""
        query = "SELECT rowid FROM plain_search WHERE plain_search MATCH ? ORDER BY rank LIMIT ?"
        return self.connection.execute(query, (words, limit)).fetchall()
