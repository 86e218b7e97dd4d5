"""The index on SQLite: an FTS5 table that keeps words but no text (https://www.sqlite.org/fts5.html, "contentless tables").

Its rows are numbered as the articles are. Up to SQLite 3.43 a row can only be taken out by naming the words it holds, which
`news.search.words` can always tell again from the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from news.search.query import Query, Term
from news.search.words import Indexed
from news.store.search.tables import FILTER

CREATE = (
    # Words are folded and cut before they come here: what is not ASCII is part of a word.
    "CREATE VIRTUAL TABLE search USING fts5(title, text, exact, content = '', tokenize = 'ascii')",
    "INSERT INTO search(search, rank) VALUES('automerge', 8)",
)
DROP = ("DROP TABLE search",)
_ADD = "INSERT INTO search(rowid, title, text, exact) VALUES(?, ?, ?, ?)"
_REMOVE = "INSERT INTO search(search, rowid, title, text, exact) VALUES('delete', ?, ?, ?, ?)"
_EMPTY = "INSERT INTO search(search) VALUES('delete-all')"

NUMBER = "search.rowid"
FROM = f"search CROSS JOIN articles INDEXED BY {FILTER} ON articles.number = search.rowid"
"""The index is read first, from its end; what is in `articles` is looked up in an index of its own."""
MATCHES = "search MATCH :match"
PER_YEAR = 0.15
"""What a year younger is worth; bm25 gives 0 to 3 for a common word and 5 to 15 for a rare one."""
SCORE = "-bm25(search, 8.0, 1.0, 0.0)"
"""The higher the better. The title counts eight times; exact words are there to be asked for, not to be scored."""


def add(connection: Connection, words: Iterable[tuple[int, Indexed]]) -> None:
    """Add articles that are not in the index, by number."""
    rows = [(number, each.title, each.text, each.exact) for number, each in sorted(words, key=lambda pair: pair[0])]
    if rows:
        connection.exec_driver_sql(_ADD, rows)


def replace(connection: Connection, words: Iterable[tuple[int, Indexed, Indexed | None]]) -> None:
    """Put new words (None: none) in place of the old ones that the index holds for articles, by number."""
    # FTS5 wants numbers to rise, and each taken out right before it comes back; else it writes a segment for every row.
    for number, old, new in sorted(words, key=lambda each: each[0]):
        connection.exec_driver_sql(_REMOVE, (number, old.title, old.text, old.exact))
        if new is not None:
            connection.exec_driver_sql(_ADD, (number, new.title, new.text, new.exact))


def empty(connection: Connection) -> None:
    """Take out all there is."""
    connection.exec_driver_sql(_EMPTY)


def values(query: Query, *, exact: bool | None) -> dict[str, str]:
    """What the statements are to be given for a query."""
    return {"match": expression(query, exact=exact)}


def expression(query: Query, *, exact: bool | None) -> str:
    """The query in the language of FTS5; `exact`: only what matches exactly, only what does not, or None for either.

    Nothing but letters, digits and our own operators gets into it: words hold nothing else.
    """
    typed = " AND ".join(_phrase((word,), prefix=prefix) for word, prefix in query.typed)
    wanted = " AND ".join(_phrase(term.words, prefix=term.prefix) for term in query.terms)
    if exact and typed:
        wanted = f"{wanted} AND {typed}"
    unwanted = [_excluded(term) for term in query.excluded]
    if exact is False:
        unwanted.append(f"({typed})")
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def _excluded(term: Term) -> str:
    parts = [_phrase(term.words, prefix=term.prefix), *(_phrase((word,), prefix=prefix) for word, prefix in term.typed)]
    return f"({' AND '.join(parts)})"


def _phrase(words: Sequence[str], *, prefix: bool) -> str:
    return f'"{" ".join(words)}"{"*" if prefix else ""}'
