"""The index on PostgreSQL: a table of text-search vectors that we write ourselves, and a GIN index over them.

The vectors hold what `news.search.words` says, as on every database: folded words with their places, exact ones without.
https://www.postgresql.org/docs/current/datatype-textsearch.html names the limits that are kept here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from news.search.query import Query, Term
from news.search.words import Indexed

CREATE = (
    "CREATE TABLE search (number BIGINT NOT NULL, words TSVECTOR NOT NULL, CONSTRAINT pk_search PRIMARY KEY (number))",
    "CREATE INDEX ix_search_words ON search USING gin (words)",
)
DROP = ("DROP TABLE search",)
NUMBER = "search.number"
FROM = "search JOIN articles ON articles.number = search.number"
PER_YEAR = 0.02
"""What a year younger is worth; the rank lies between 0 and 1."""
SCORE = "ts_rank_cd('{0, 0, 0.125, 1}', search.words, CAST(:ranked AS tsquery), 33)"
"""The higher the better: how close together the words stand, the title counting eight times, in proportion to the length."""

_ADD = text(
    "INSERT INTO search(number, words) VALUES(:number, CAST(:words AS tsvector))"
    " ON CONFLICT (number) DO UPDATE SET words = excluded.words"
)
_REMOVE = text("DELETE FROM search WHERE number = :number")
_EMPTY = text("TRUNCATE search")
_MAX_PLACE = 16_383
_MAX_PLACES = 255
_MAX_BYTES = 900_000
"""Of a vector; PostgreSQL takes a mebibyte. An article of a hundred printed pages stays far below."""


def add(connection: Connection, words: Iterable[tuple[int, Indexed]]) -> None:
    """Add articles that are not in the index, by number."""
    rows = [{"number": number, "words": vector(each)} for number, each in words]
    if rows:
        connection.execute(_ADD, rows)


def replace(connection: Connection, words: Iterable[tuple[int, Indexed, Indexed | None]]) -> None:
    """Put new words (None: none) in place of the old ones that the index holds for articles, by number."""
    rows = [(number, new) for number, _, new in words]
    add(connection, [(number, new) for number, new in rows if new is not None])
    gone = [{"number": number} for number, new in rows if new is None]
    if gone:
        connection.execute(_REMOVE, gone)


def empty(connection: Connection) -> None:
    """Take out all there is."""
    connection.execute(_EMPTY)


def vector(words: Indexed) -> str:
    """The words as the text of a tsvector: the title's with weight A, the others' with B, exact ones without any place."""
    places: dict[str, list[str]] = {}
    place, size = 0, 0
    for weight, part in (("A", words.title), ("B", words.text)):
        for word in part.split():
            place += 1
            known = places.get(word)
            if known is None:
                size += len(word.encode()) + 8
                if size > _MAX_BYTES:
                    break
                known = places[word] = []
            if len(known) < _MAX_PLACES:
                size += 2
                known.append(f"{min(place, _MAX_PLACE)}{weight}")
    vectors = [f"'{word}':{','.join(known)}" for word, known in places.items()]
    for word in dict.fromkeys(words.exact.split()):
        size += len(word.encode()) + 8
        if size > _MAX_BYTES:
            break
        vectors.append(f"'{word}'")
    return " ".join(vectors)


def matching(query: Query, *, exact: bool | None) -> tuple[list[str], dict[str, str]]:
    """The query as conditions and their values; `exact`: only what matches exactly, only what does not, or None for either.

    Nothing but letters, digits and our own operators gets into the values: words hold nothing else.
    """
    ranked = " & ".join(_phrase(term.words, prefix=term.prefix) for term in query.terms)
    parts = [ranked, *(f"!({_all(term)})" for term in query.excluded)]
    if exact is not None and query.typed:
        typed = " & ".join(_phrase((word,), prefix=prefix) for word, prefix in query.typed)
        parts.append(typed if exact else f"!({typed})")
    return ["search.words @@ CAST(:match AS tsquery)"], {"match": " & ".join(parts), "ranked": ranked}


def _all(term: Term) -> str:
    return " & ".join(
        [_phrase(term.words, prefix=term.prefix), *(_phrase((word,), prefix=prefix) for word, prefix in term.typed)]
    )


def _phrase(words: Sequence[str], *, prefix: bool) -> str:
    joined = " <-> ".join(f"'{word}'" for word in words)
    return f"({joined}:*)" if prefix else f"({joined})"
