"""Loading: a store as large as wanted within minutes, filled with what relating reads and nothing else.

Every article is one of a few thousand that were really analysed, told by another place: a tenth of its features are its own, its
shingles all are. Its row in the table of articles has no content, which relating asks only of the article in question. Counters,
fingerprints, sketches and postings are what the job itself would have written for it.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from math import log

from sqlalchemy import Connection, insert

from bench.related.items import EPOCH, Item, randomness
from news.related.document import Document
from news.related.features import Kind, features_of
from news.related.fingerprint import Fingerprint, fingerprint_of
from news.related.frequencies import MOST, Frequencies
from news.related.sketch import SIZE, Sketch
from news.store import Store
from news.store.postings import NEWEST, POSTED, fingerprints, frequencies, postings
from news.store.schema import articles

_BASES = 4_000
_WORDS = 2_000_000
"""Words that places have of their own, the first of them far more often."""
_PAGE = 5_000
_PARTS = 64


@dataclass(frozen=True, kw_only=True)
class _Made:
    """One article of the load."""

    number: int
    fingerprint: Fingerprint
    sketch: Sketch


def load(store: Store, stream: Sequence[Item], count: int, *, source: str) -> None:
    """Fill an empty store with so many articles of a source it knows."""
    counted = Frequencies()
    parts = [array("Q") for _ in range(_PARTS)]
    page: list[_Made] = []
    for made in _articles(stream, count):
        for feature in made.fingerprint.features[:POSTED]:
            parts[feature >> 26].append(feature << 32 | made.number)
        # Counters fade by halves: what came long before says nothing in them.
        if made.number > count - 2 * MOST:
            counted.count(made.fingerprint.features)
        page.append(made)
        if len(page) == _PAGE:
            _write(store, page, count, source)
            page = []
    if page:
        _write(store, page, count, source)
    for part in parts:
        with store.write() as connection:
            _post(connection, part)
    with store.write() as connection:
        row = {"id": 1, "articles": counted.articles, "cells": counted.pack()}
        connection.execute(insert(frequencies), row)


def _articles(stream: Sequence[Item], count: int) -> Iterator[_Made]:
    rng = randomness(count)
    analysed = [features_of(Document(title=item.title, lead=item.lead, text=item.text)) for item in stream[:_BASES]]
    counted = Frequencies()
    for features in analysed:
        counted.count(features.weights)
    documents = (Document(title=item.title, lead=item.lead, text=item.text) for item in stream[:_BASES])
    bases = [fingerprint_of(document, features, counted) for document, features in zip(documents, analysed, strict=True)]
    for number in range(1, count + 1):
        yield _Made(number=number, fingerprint=_varied(rng, rng.choice(bases), number, count), sketch=_sketch(rng))


def _varied(rng: random.Random, base: Fingerprint, number: int, count: int) -> Fingerprint:
    """A base with a tenth of its features changed for others of the same kind; the articles spread over three years."""
    features = list(base.features)
    for _ in range(len(features) // 10):
        at = rng.randrange(len(features))
        rank = int(_WORDS ** rng.random()) if features[at] & 3 >= Kind.NAME else int(_WORDS * rng.random())
        features[at] = (rank * 0x9E3779B1 & 0xFFFFFFFC) | features[at] & 3
    published = int(_moment(number, count).timestamp())
    return replace(base, features=tuple(dict.fromkeys(features)), weights=base.weights[: len(set(features))], published=published)


def _sketch(rng: random.Random) -> Sketch:
    hashes = sorted(set(array("I", rng.randbytes(4 * SIZE))))
    return Sketch(hashes=tuple(hashes), count=len(hashes) + int(log(1 + len(hashes))))


def _moment(number: int, count: int) -> datetime:
    return EPOCH + timedelta(days=1_000 * number / count)


def _write(store: Store, page: Sequence[_Made], count: int, source: str) -> None:
    with store.write() as connection:
        connection.execute(insert(articles), [_row(made.number, count, source) for made in page])
        rows = [
            {
                "number": made.number,
                "article": _name(made.number),
                "packed": made.fingerprint.pack(),
                "sketch": made.sketch.pack(),
            }
            for made in page
        ]
        connection.execute(insert(fingerprints), rows)


def _name(number: int) -> str:
    return f"vn-bench-{number}"


def _row(number: int, count: int, source: str) -> dict[str, object]:
    moment, name = _moment(number, count), _name(number)
    return {
        "number": number, "id": name, "source": source, "key": name, "url": f"https://bench.example/{number}", "revision": 1,
        "first_seen": moment, "last_seen": moment, "checked": moment, "published": moment, "precision": "minute",
        "provenance": "visible", "title": name, "fingerprint": "", "content": "{}",
    }  # fmt: skip


def _post(connection: Connection, part: array[int]) -> None:
    rows = []
    for feature, group in groupby(sorted(part), key=lambda each: each >> 32):
        numbers = array("I", [each & 0xFFFFFFFF for each in group])[-NEWEST:]
        rows.append({"feature": feature, "numbers": numbers.tobytes()})
        if len(rows) == _PAGE:
            connection.execute(insert(postings), rows)
            rows = []
    if rows:
        connection.execute(insert(postings), rows)
