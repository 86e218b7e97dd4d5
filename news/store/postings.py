"""Postings: which articles hold which heavy feature, and what is needed to compare them; every read and write is bounded.

An article is known here by a number that rises with every indexing. An edited article is indexed anew under a new number; what
its old number left in the postings leads nowhere and falls out in time.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from math import log
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, Table, Text, create_engine, delete, insert, select

from news.related.fingerprint import Fingerprint
from news.related.frequencies import Frequencies
from news.related.sketch import Sketch
from news.store.names import batched
from news.store.schema import RowNumber, metadata
from news.store.upsert import upsert

POSTED = 48
"""Features of an article that lead to it, its heaviest."""
NEWEST = 256
"""Articles a feature leads to."""
CANDIDATES = 72
"""Articles worth comparing exactly."""
AROUND = 128
"""Further articles looked at, to tell which features are boilerplate."""
READ = 6_000
"""Numbers read for one article at most, those of the rarest features first: what everybody holds leads nowhere."""
_POOL = 400
"""Articles that share the most features, rare or not, among which a feature that most hold is found out."""

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("number", RowNumber, primary_key=True, doc="order of indexing"),
    Column("article", Text, nullable=False, unique=True),
    Column("packed", LargeBinary, nullable=False, doc="news.related.fingerprint.Fingerprint"),
    Column("sketch", LargeBinary, nullable=False, doc="news.related.sketch.Sketch"),
    # A number must never come back: postings may still lead to it.
    sqlite_autoincrement=True,
)
postings = Table(
    "postings",
    metadata,
    Column("feature", RowNumber, primary_key=True, autoincrement=False),
    Column("numbers", LargeBinary, nullable=False, doc="32-bit little-endian numbers of fingerprints, rising"),
)
frequencies = Table(
    "frequencies",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, doc="always 1"),
    Column("articles", BigInteger, nullable=False, doc="counted, see news.related.frequencies"),
    Column("cells", LargeBinary, nullable=False),
)
TABLES = (fingerprints, postings, frequencies)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An article that may be related."""

    number: int
    article: str
    fingerprint: Fingerprint


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What an index finds for one article."""

    near: tuple[Candidate, ...]
    """The likeliest first, at most CANDIDATES."""
    around: tuple[Sequence[int], ...]
    """The features of those that come after them, at most AROUND."""


class Postings:
    """The index of one store, through a connection inside a transaction.

    The counters are read once and kept; `save` writes them back, once for a batch of articles.
    """

    def __init__(self, connection: Connection) -> None:
        """An index over the connection's tables; reads nothing yet."""
        self._connection = connection
        self._frequencies: Frequencies | None = None
        self._counted = False

    @property
    def frequencies(self) -> Frequencies:
        """How common features are; count articles here, then `save`."""
        if self._frequencies is None:
            row = self._connection.execute(select(frequencies.c.articles, frequencies.c.cells)).first()
            self._frequencies = Frequencies() if row is None else Frequencies(row.cells, row.articles)
        return self._frequencies

    def count(self, features: Iterable[int]) -> None:
        """Count an article's distinct features, once in its life."""
        self.frequencies.count(features)
        self._counted = True

    def save(self) -> None:
        """Write the counters, if any article was counted."""
        if self._counted and self._frequencies is not None:
            row = {"id": 1, "articles": self._frequencies.articles, "cells": self._frequencies.pack()}
            self._connection.execute(upsert(self._connection, frequencies, replace=("articles", "cells")), row)
            self._counted = False

    def add(self, article: str, fingerprint: Fingerprint, sketch: Sketch) -> int:
        """Index an article and return its number; one that is there already is replaced. Its features are not counted."""
        self.remove(article)
        row = {"article": article, "packed": fingerprint.pack(), "sketch": sketch.pack()}
        number: int = self._connection.execute(insert(fingerprints).returning(fingerprints.c.number), row).scalar_one()
        posted = fingerprint.features[:POSTED]
        known = self._posted(posted)
        rows: list[dict[str, Any]] = []
        for feature in posted:
            numbers = known.get(feature) or array("I")
            numbers.append(number)
            rows.append({"feature": feature, "numbers": _pack(numbers[-NEWEST:])})
        if rows:
            self._connection.execute(upsert(self._connection, postings, replace=("numbers",)), rows)
        return number

    def remove(self, article: str) -> None:
        """Forget an article; nothing happens where it is unknown."""
        self._connection.execute(delete(fingerprints).where(fingerprints.c.article == article))

    def knows(self, article: str) -> bool:
        """Whether the article is indexed."""
        query = select(fingerprints.c.number).where(fingerprints.c.article == article)
        return self._connection.execute(query).first() is not None

    def fingerprints(self, ids: Collection[str]) -> dict[str, Fingerprint]:
        """The fingerprints of those of the articles that are indexed."""
        found: dict[str, Fingerprint] = {}
        for batch in batched(ids):
            query = select(fingerprints.c.article, fingerprints.c.packed).where(fingerprints.c.article.in_(batch))
            found.update((article, Fingerprint.unpack(packed)) for article, packed in self._connection.execute(query))
        return found

    def indexed(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the articles that are indexed."""
        found: set[str] = set()
        for batch in batched(ids):
            query = select(fingerprints.c.article).where(fingerprints.c.article.in_(batch))
            found.update(self._connection.execute(query).scalars())
        return frozenset(found)

    def clear(self) -> None:
        """Forget every article and every count."""
        for table in TABLES:
            self._connection.execute(delete(table))
        self._frequencies, self._counted = None, False

    def candidates(self, fingerprint: Fingerprint, *, without: Collection[str] = ()) -> Candidates:
        """The articles that share the most with a fingerprint, `without` some."""
        posted = {
            feature: weight * weight for feature, weight in zip(fingerprint.features[:POSTED], fingerprint.weights, strict=False)
        }
        known = _rarest(self._posted(posted))
        held = Counter(chain.from_iterable(known.values()))
        pool = set(nlargest(_POOL, held, key=held.__getitem__))
        # What much of the pool shares is boilerplate, and would crowd out what is near.
        damped = [
            (posted[feature] * log((len(pool) + 1) / (len(pool.intersection(numbers)) + 0.5)), numbers)
            for feature, numbers in known.items()
        ]
        ranked = nlargest(CANDIDATES + AROUND + len(without), *_ranked(damped, held))
        found = self._fetch(ranked)
        best = [(number, *found[number]) for number in ranked if number in found and found[number][0] not in without]
        return Candidates(
            near=tuple(
                Candidate(number=number, article=article, fingerprint=Fingerprint.unpack(packed))
                for number, article, packed in best[:CANDIDATES]
            ),
            around=tuple(Fingerprint.unpack_features(packed) for _, _, packed in best[CANDIDATES : CANDIDATES + AROUND]),
        )

    def sketches(self, numbers: Collection[int]) -> dict[int, Sketch]:
        """The sketches of indexed articles by number."""
        found: dict[int, Sketch] = {}
        for batch in batched(numbers):
            query = select(fingerprints.c.number, fingerprints.c.sketch).where(fingerprints.c.number.in_(batch))
            found.update((number, Sketch.unpack(packed)) for number, packed in self._connection.execute(query))
        return found

    def _posted(self, features: Collection[int]) -> dict[int, array[int]]:
        query = select(postings.c.feature, postings.c.numbers).where(postings.c.feature.in_(list(features)))
        return {feature: _unpack(packed) for feature, packed in self._connection.execute(query)}

    def _fetch(self, numbers: Collection[int]) -> dict[int, tuple[str, bytes]]:
        columns = (fingerprints.c.number, fingerprints.c.article, fingerprints.c.packed)
        found: dict[int, tuple[str, bytes]] = {}
        for batch in batched(numbers):
            rows = self._connection.execute(select(*columns).where(fingerprints.c.number.in_(batch)))
            found.update((number, (article, packed)) for number, article, packed in rows)
        return found


def _rarest(known: Mapping[int, array[int]]) -> dict[int, array[int]]:
    """The postings with the fewest numbers, as many as may be read, and of the one after them the newest."""
    kept: dict[int, array[int]] = {}
    left = READ
    for feature in sorted(known, key=lambda feature: (len(known[feature]), feature)):
        kept[feature] = known[feature][-left:]
        left -= len(kept[feature])
        if not left:
            break
    return kept


def _ranked(weighted: Iterable[tuple[float, array[int]]], numbers: Iterable[int]) -> tuple[Iterable[int], Any]:
    """Numbers and the key that ranks them: the summed weights of what they hold, then the newer."""
    sums = dict.fromkeys(numbers, 0.0)
    for weight, holding in weighted:
        for number in holding:
            sums[number] += weight
    return sums, lambda number: (sums[number], number)


def _pack(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _unpack(packed: bytes) -> array[int]:
    numbers = array("I", packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@contextmanager
def temporary_postings() -> Generator[Postings]:
    """An index in memory that is gone afterwards."""
    engine = create_engine("sqlite://")
    try:
        metadata.create_all(engine, tables=list(TABLES))
        with engine.begin() as connection:
            yield Postings(connection)
    finally:
        engine.dispose()
