"""What others do: full-text "more like this", TF-IDF cosine, MinHash for copies; each written here, short and plain."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log, sqrt

from bench.related.items import Item

Lists = Mapping[str, Sequence[str]]
"""Ids by id, best first."""
_WORD = re.compile(r"\w+")
_KEPT = 10


def _words(item: Item) -> list[str]:
    return _WORD.findall(f"{item.title} {item.lead} {item.text}".casefold())


def _idf(documents: Sequence[list[str]]) -> dict[str, float]:
    held = Counter(term for words in documents for term in set(words))
    return {term: log((len(documents) + 1) / (count + 0.5)) for term, count in held.items()}


def full_text(items: Sequence[Item], *, terms: int = 20) -> Lists:
    """FTS5's bm25 for the terms of an article that are rarest."""
    documents = [_words(item) for item in items]
    idf = _idf(documents)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')")
    rows = [(number, item.title, f"{item.lead} {item.text}") for number, item in enumerate(items)]
    database.executemany("INSERT INTO found (rowid, title, body) VALUES (?, ?, ?)", rows)
    lists = {}
    for number, words in enumerate(documents):
        best = sorted(set(words), key=lambda term: (-idf[term], term))[:terms]
        query = " OR ".join(f'"{term}"' for term in best)
        sql = "SELECT rowid FROM found WHERE found MATCH ? AND rowid != ? ORDER BY bm25(found, 3.0, 1.0) LIMIT ?"
        found = database.execute(sql, (query, number, _KEPT)).fetchall() if query else []
        lists[items[number].id] = [items[row].id for (row,) in found]
    database.close()
    return lists


def tf_idf(items: Sequence[Item]) -> Lists:
    """Cosine of words and pairs of words, each times its inverse document frequency."""
    documents = [words + [" ".join(pair) for pair in pairwise(words)] for words in map(_words, items)]
    idf = _idf(documents)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    vectors = []
    for number, terms in enumerate(documents):
        vector = {term: (1 + log(count)) * idf[term] for term, count in Counter(terms).items()}
        norm = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({term: weight / norm for term, weight in vector.items()})
        for term, weight in vectors[-1].items():
            postings[term].append((number, weight))
    lists = {}
    for number, vector in enumerate(vectors):
        sums: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for other, theirs in postings[term]:
                sums[other] += weight * theirs
        del sums[number]
        best = sorted(sums, key=lambda other: (-sums[other], other))[:_KEPT]
        lists[items[number].id] = [items[other].id for other in best]
    return lists


def min_hash(items: Sequence[Item], *, bands: int = 32, rows: int = 4, threshold: float = 0.7) -> Lists:
    """Copies by MinHash signatures of five-word shingles and locality-sensitive hashing."""
    count = bands * rows
    multipliers = [zlib.crc32(b"%d" % number) | 1 for number in range(count)]
    signatures = []
    buckets: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        words = _WORD.findall(f"{item.lead} {item.text}".casefold())
        shingles = {zlib.crc32(" ".join(words[at : at + 5]).encode()) for at in range(max(1, len(words) - 4))}
        signature = [min((shingle * each + each) & 0xFFFFFFFF for shingle in shingles) for each in multipliers]
        signatures.append(signature)
        for band in range(bands):
            buckets[(band, *signature[band * rows : (band + 1) * rows])].append(number)
    lists: dict[str, list[str]] = {item.id: [] for item in items}
    pairs = {(one, other) for bucket in buckets.values() for one in bucket for other in bucket if one < other}
    for one, other in sorted(pairs):
        alike = sum(mine == theirs for mine, theirs in zip(signatures[one], signatures[other], strict=True)) / count
        if alike >= threshold:
            lists[items[one].id].append(items[other].id)
            lists[items[other].id].append(items[one].id)
    return lists
