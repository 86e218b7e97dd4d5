"""The index on SQLite: an FTS5 table that keeps words but no text (https://www.sqlite.org/fts5.html, "contentless tables").

Its rows are numbered as the articles are. Up to SQLite 3.43 a row can only be taken out by naming the words it holds, which
`news.search.words` can always tell again from the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from news.search.query import Query
from news.search.words import Indexed
from news.store.search.tables import FILTER

CREATE = (
    # Words are folded and cut before they come here: whatever is not ASCII is part of a word.
    "CREATE VIRTUAL TABLE search USING fts5(title, text, content = '', tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE search_exact USING fts5(words, content = '', tokenize = 'ascii', detail = none, columnsize = 0)",
    # Merging segments seldom is a fifth of the cost of writing; a query opens some more of them.
    "INSERT INTO search(search, rank) VALUES('automerge', 16)",
    "INSERT INTO search_exact(search_exact, rank) VALUES('automerge', 16)",
)
DROP = ("DROP TABLE search", "DROP TABLE search_exact")
_ADD = (
    "INSERT INTO search(rowid, title, text) VALUES(?, ?, ?)",
    "INSERT INTO search_exact(rowid, words) VALUES(?, ?)",
)
_REMOVE = (
    "INSERT INTO search(search, rowid, title, text) VALUES('delete', ?, ?, ?)",
    "INSERT INTO search_exact(search_exact, rowid, words) VALUES('delete', ?, ?)",
)
_EMPTY = ("INSERT INTO search(search) VALUES('delete-all')", "INSERT INTO search_exact(search_exact) VALUES('delete-all')")

NUMBER = "search.rowid"
FROM = f"search CROSS JOIN articles INDEXED BY {FILTER} ON articles.number = search.rowid"
"""The index is read first, from its end; what is in `articles` is looked up in an index of its own."""
PER_YEAR = 0.15
"""What a year younger is worth; bm25 gives 0 to 3 for a common word and 5 to 15 for a rare one."""
SCORE = "-bm25(search, 8.0, 1.0)"
"""The higher the better. The title counts eight times."""


def add(connection: Connection, words: Iterable[tuple[int, Indexed]]) -> None:
    """Add articles that are not in the index, by number."""
    ordered = sorted(words, key=lambda pair: pair[0])
    if ordered:
        connection.exec_driver_sql(_ADD[0], [(number, each.title, each.text) for number, each in ordered])
        connection.exec_driver_sql(_ADD[1], [(number, each.exact) for number, each in ordered])


def replace(connection: Connection, words: Iterable[tuple[int, Indexed, Indexed | None]]) -> None:
    """Put new words (None: none) in place of the old ones that the index holds for articles, by number."""
    # FTS5 wants numbers to rise, and each taken out right before it comes back; else it writes a segment for every row.
    for number, old, new in sorted(words, key=lambda each: each[0]):
        connection.exec_driver_sql(_REMOVE[0], (number, old.title, old.text))
        connection.exec_driver_sql(_REMOVE[1], (number, old.exact))
        if new is not None:
            connection.exec_driver_sql(_ADD[0], (number, new.title, new.text))
            connection.exec_driver_sql(_ADD[1], (number, new.exact))


def empty(connection: Connection) -> None:
    """Take out all there is."""
    for statement in _EMPTY:
        connection.exec_driver_sql(statement)


def matching(query: Query, *, exact: bool | None) -> tuple[list[str], dict[str, str]]:
    """The query as conditions and their values; `exact`: only what matches exactly, only what does not, or None for either.

    Nothing but letters, digits and our own operators gets into the values: words hold nothing else.
    """
    wanted = _all((term.words, term.prefix) for term in query.terms)
    unwanted = [_phrase(term.words, prefix=term.prefix) for term in query.excluded if not term.typed]
    conditions = ["search MATCH :match"]
    values = {"match": f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted}
    if exact is not None and query.typed:
        values["typed"] = _typed(query.typed)
        conditions.append(f"{_EXACT if exact else f'NOT {_EXACT}'}".replace(":words", ":typed"))
    for at, term in enumerate(term for term in query.excluded if term.typed):
        values |= {f"no{at}": _phrase(term.words, prefix=term.prefix), f"not{at}_exact": _typed(term.typed)}
        conditions.append(f"NOT ({_FOLDED} AND {_EXACT})".replace(":folded", f":no{at}").replace(":words", f":not{at}_exact"))
    return conditions, values


# The plus keeps SQLite from asking the index anew for every number of the list.
_FOLDED = "+search.rowid IN (SELECT rowid FROM search WHERE search MATCH :folded)"
_EXACT = "+search.rowid IN (SELECT rowid FROM search_exact WHERE search_exact MATCH :words)"


def _typed(typed: Iterable[tuple[str, bool]]) -> str:
    return _all(((word,), prefix) for word, prefix in typed)


def _all(phrases: Iterable[tuple[Sequence[str], bool]]) -> str:
    return " AND ".join(_phrase(words, prefix=prefix) for words, prefix in phrases)


def _phrase(words: Sequence[str], *, prefix: bool) -> str:
    return f'"{" ".join(words)}"{"*" if prefix else ""}'
