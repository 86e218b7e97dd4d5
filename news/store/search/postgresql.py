"""The index on PostgreSQL: a table of text-search vectors that we write ourselves, and a GIN index over them.

The vectors hold what `news.search.words` says, as on every database: folded words with their places.
https://www.postgresql.org/docs/current/datatype-textsearch.html names the limits that are kept here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Connection, text

from news.search.query import Term
from news.search.words import Indexed
from news.stored import LATE

CREATE = (
    "CREATE TABLE search (number BIGINT NOT NULL, words TSVECTOR NOT NULL, CONSTRAINT pk_search PRIMARY KEY (number))",
    "CREATE INDEX ix_search_words ON search USING gin (words)",
)
DROP = ("DROP TABLE search",)
# Places do not compress, and trying costs an eighth of writing them.
TUNE = ("ALTER TABLE search ALTER COLUMN words SET STORAGE EXTERNAL",)
UNTUNE = ("ALTER TABLE search ALTER COLUMN words SET STORAGE EXTENDED",)
NUMBER = "search.number"
FROM = "search JOIN articles ON articles.number = search.number"
MATCHES = "search.words @@ CAST(:match AS tsquery)"
CAME = f"least(articles.first_seen, articles.published + {LATE // timedelta(microseconds=1)})"
"""When an article came that was first seen after its date, see `news.stored.came`."""
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
_MAX_WORD = 64
"""Characters of a word that count: PostgreSQL takes two kilobytes of one, and a key of an index less."""
_MAX_PLACE = 16_383
_MAX_PLACES = 255
_EASY = 2_000
"""Words of an article that meets none of these limits, but for the places of a word; PostgreSQL leaves out the further ones."""
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
    """The words as the text of a tsvector: the title's with weight A, the others' with B."""
    title, text = words.title.split(), words.text.split()
    if len(title) + len(text) > _EASY or max(map(len, (*title, *text)), default=0) > _MAX_WORD:
        return _cut_vector(title, text)
    places: dict[str, str] = {}
    known = places.get
    for weight, part, first in (("A", title, 1), ("B", text, len(title) + 1)):
        for place, word in enumerate(part, first):
            places[word] = f"{known(word, '')},{place}{weight}"
    return " ".join([f"'{word}':{found[1:]}" for word, found in places.items()])


def _cut_vector(title: list[str], text: list[str]) -> str:
    """The same of words so long or so many that limits are met."""
    places: dict[str, list[str]] = {}
    place, size = 0, 0
    for weight, part in (("A", title), ("B", text)):
        for whole in part:
            word = whole[:_MAX_WORD]
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
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())


def values(wanted: Sequence[Term], unwanted: Sequence[Term]) -> dict[str, str]:
    """What MATCHES and SCORE are to be given: all of the wanted terms, none of the unwanted ones.

    Nothing but letters, digits and our own operators gets into it: words hold nothing else.
    """
    ranked = " & ".join(map(_phrase, wanted))
    return {"match": " & ".join((ranked, *(f"!{_phrase(term)}" for term in unwanted))), "ranked": ranked}


def _phrase(term: Term) -> str:
    joined = " <-> ".join(f"'{word[:_MAX_WORD]}'" for word in term.words)
    return f"({joined}:*)" if term.prefix else f"({joined})"
