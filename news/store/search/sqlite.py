"""The index on SQLite: an FTS5 table that keeps words but no text (https://www.sqlite.org/fts5.html, "contentless tables").

Its rows are numbered as the articles are. Before SQLite 3.43 a row can only be taken out by naming the words it holds, which
`news.search.words` can always tell again from the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from news.search.query import Term
from news.search.words import Indexed
from news.store.search.tables import FILTER
from news.stored import LATE

CREATE = (
    # Words are folded and cut before they come here: whatever is not ASCII is part of a word.
    "CREATE VIRTUAL TABLE search USING fts5(title, text, content = '', tokenize = 'ascii')",
    "INSERT INTO search(search, rank) VALUES('automerge', 16)",
)
DROP = ("DROP TABLE search",)
# Merging segments seldom saves a good part of the cost of writing; a query opens some more of them. With the second number far
# above the first they are merged bit by bit, in step with what is written: with both alike a whole level at once, which kept
# the writer for seconds in a large store.
TUNE = (
    "INSERT INTO search(search, rank) VALUES('automerge', 64)",
    "INSERT INTO search(search, rank) VALUES('crisismerge', 512)",
)
UNTUNE = (
    "INSERT INTO search(search, rank) VALUES('automerge', 16)",
    "INSERT INTO search(search, rank) VALUES('crisismerge', 16)",
)
_ADD = "INSERT INTO search(rowid, title, text) VALUES(?, ?, ?)"
_REMOVE = "INSERT INTO search(search, rowid, title, text) VALUES('delete', ?, ?, ?)"
_EMPTY = "INSERT INTO search(search) VALUES('delete-all')"

NUMBER = "search.rowid"
FROM = f"search CROSS JOIN articles INDEXED BY {FILTER} ON articles.number = search.rowid"
"""The index is read first, from its end; what is in `articles` is looked up in an index of its own."""
MATCHES = "search MATCH :match"
CAME = f"min(articles.first_seen, articles.published + {LATE // timedelta(microseconds=1)})"
"""When an article came that was first seen after its date, see `news.stored.came`."""
PER_YEAR = 0.15
"""What a year younger is worth; bm25 gives 0 to 3 for a common word and 5 to 15 for a rare one."""
SCORE = "-bm25(search, 8.0, 1.0)"
"""The higher the better. The title counts eight times."""


def add(connection: Connection, words: Iterable[tuple[int, Indexed]]) -> None:
    """Add articles that are not in the index, by number."""
    rows = [(number, each.title, each.text) for number, each in sorted(words, key=lambda pair: pair[0])]
    if rows:
        connection.exec_driver_sql(_ADD, rows)


def replace(connection: Connection, words: Iterable[tuple[int, Indexed, Indexed | None]]) -> None:
    """Put new words (None: none) in place of the old ones that the index holds for articles, by number."""
    # FTS5 wants numbers to rise, and each taken out right before it comes back; else it writes a segment for every row.
    for number, old, new in sorted(words, key=lambda each: each[0]):
        connection.exec_driver_sql(_REMOVE, (number, old.title, old.text))
        if new is not None:
            connection.exec_driver_sql(_ADD, (number, new.title, new.text))


def empty(connection: Connection) -> None:
    """Take out all there is."""
    connection.exec_driver_sql(_EMPTY)


def values(wanted: Sequence[Term], unwanted: Sequence[Term]) -> dict[str, str]:
    """What MATCHES and SCORE are to be given: all of the wanted terms, none of the unwanted ones.

    Nothing but letters, digits and our own operators gets into it: words hold nothing else.
    """
    all_of = " AND ".join(map(_phrase, wanted))
    return {"match": f"({all_of}) NOT ({' OR '.join(map(_phrase, unwanted))})" if unwanted else all_of}


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'
