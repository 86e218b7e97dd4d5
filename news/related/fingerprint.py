"""Fingerprint: the heaviest features of an article in well under a kilobyte, enough to score it against any other."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Protocol

from news.related.document import Document
from news.related.features import Features, Kind, kind_of
from news.related.periods import periods_of
from news.related.series import title_of

SIZE = 128
"""Features kept of an article."""
_HEADER = struct.Struct("<qIIIBBB")
_UNDATED = -(1 << 63)


class Rarity(Protocol):
    """What tells how rare a feature is, such as `Frequencies`."""

    def rarity(self, feature: int, /) -> float:
        """Above 0, higher for what occurs in fewer articles."""


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """The heaviest features of an article, and what its title says of time."""

    features: tuple[int, ...]
    """Hashes, the heaviest first, at most SIZE."""
    weights: bytes
    """One weight a feature, 1 to 255, falling; only their proportions mean something."""
    published: int | None = None
    """Whole seconds since 1970-01-01T00:00Z; None where nobody knows."""
    title: frozenset[int] = frozenset()
    """16-bit hashes of the title's words, see `news.related.series`."""
    periods: frozenset[int] = frozenset()
    """See `news.related.periods`."""
    word_squares: int = 0
    """Sum of the squared weights of words and pairs."""
    name_squares: int = 0
    """The same of names and numbers."""
    name_sum: int = 0
    """Sum of the weights of names and numbers."""

    def pack(self) -> bytes:
        """The fingerprint as bytes, the same on every machine."""
        published = _UNDATED if self.published is None else self.published
        sums = (self.word_squares, self.name_squares, self.name_sum)
        head = _HEADER.pack(published, *sums, len(self.title), len(self.periods), len(self.features))
        title, values = array("H", sorted(self.title)), array("I", (*sorted(self.periods), *self.features))
        if sys.byteorder == "big":
            title.byteswap()
            values.byteswap()
        return head + title.tobytes() + values.tobytes() + self.weights

    @classmethod
    def unpack(cls, packed: bytes) -> Fingerprint:
        """The fingerprint that `pack` wrote."""
        published, word_squares, name_squares, name_sum, words, periods, features = _HEADER.unpack_from(packed)
        start = _HEADER.size + 2 * words
        end = start + 4 * (periods + features)
        title, values = array("H", packed[_HEADER.size : start]), array("I", packed[start:end])
        if sys.byteorder == "big":
            title.byteswap()
            values.byteswap()
        return cls(
            features=tuple(values[periods:]),
            weights=packed[end:],
            published=None if published == _UNDATED else published,
            title=frozenset(title),
            periods=frozenset(values[:periods]),
            word_squares=word_squares,
            name_squares=name_squares,
            name_sum=name_sum,
        )

    @staticmethod
    def unpack_features(packed: bytes) -> Sequence[int]:
        """The features alone of the fingerprint that `pack` wrote."""
        *_, words, periods, features = _HEADER.unpack_from(packed)
        start = _HEADER.size + 2 * words + 4 * periods
        values = array("I", packed[start : start + 4 * features])
        if sys.byteorder == "big":
            values.byteswap()
        return values

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Feature and weight, the heaviest first."""
        return zip(self.features, self.weights, strict=False)


def fingerprint_of(document: Document, features: Features, rarity: Rarity) -> Fingerprint:
    """The fingerprint of a document with these features, each weighted by its rarity as known now."""
    weighted = ((weight * rarity.rarity(feature), feature) for feature, weight in features.weights.items())
    heaviest = nlargest(SIZE, weighted)
    scale = 255 / heaviest[0][0] if heaviest else 0.0
    weights = bytes(max(1, round(weight * scale)) for weight, _ in heaviest)
    names = [weight for weight, (_, feature) in zip(weights, heaviest, strict=True) if kind_of(feature) >= Kind.NAME]
    name_squares = sum(weight * weight for weight in names)
    return Fingerprint(
        features=tuple(feature for _, feature in heaviest),
        weights=weights,
        published=seconds(document.published),
        title=title_of(document),
        periods=periods_of(document),
        word_squares=sum(weight * weight for weight in weights) - name_squares,
        name_squares=name_squares,
        name_sum=sum(names),
    )


def seconds(moment: datetime | None) -> int | None:
    """Whole seconds since 1970-01-01T00:00Z."""
    return None if moment is None else int(moment.timestamp())
