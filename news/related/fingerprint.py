"""Fingerprint: the heaviest features of an article in well under a kilobyte, enough to score it against any other."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Protocol

from news.related.document import Document
from news.related.features import Features
from news.related.periods import periods_of
from news.related.series import series_of

SIZE = 128
"""Features kept of an article."""
_HEADER = struct.Struct("<qIBB")
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
    series: int = 0
    """Hash of the title without its numbers and periods, equal for the issues of a series; 0: there is no title."""
    periods: frozenset[int] = frozenset()
    """See `news.related.periods`."""

    def pack(self) -> bytes:
        """The fingerprint as bytes, the same on every machine."""
        published = _UNDATED if self.published is None else self.published
        head = _HEADER.pack(published, self.series, len(self.periods), len(self.features))
        values = array("I", (*sorted(self.periods), *self.features))
        if sys.byteorder == "big":
            values.byteswap()
        return head + values.tobytes() + self.weights

    @classmethod
    def unpack(cls, packed: bytes) -> Fingerprint:
        """The fingerprint that `pack` wrote."""
        published, series, periods, features = _HEADER.unpack_from(packed)
        end = _HEADER.size + 4 * (periods + features)
        values = array("I", packed[_HEADER.size : end])
        if sys.byteorder == "big":
            values.byteswap()
        return cls(
            features=tuple(values[periods:]),
            weights=packed[end:],
            published=None if published == _UNDATED else published,
            series=series,
            periods=frozenset(values[:periods]),
        )

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Feature and weight, the heaviest first."""
        return zip(self.features, self.weights, strict=True)


def fingerprint_of(document: Document, features: Features, rarity: Rarity) -> Fingerprint:
    """The fingerprint of a document with these features, each weighted by its rarity as known now."""
    weighted = ((weight * rarity.rarity(feature), feature) for feature, weight in features.weights.items())
    heaviest = nlargest(SIZE, weighted)
    scale = 255 / heaviest[0][0] if heaviest else 0.0
    return Fingerprint(
        features=tuple(feature for _, feature in heaviest),
        weights=bytes(max(1, round(weight * scale)) for weight, _ in heaviest),
        published=seconds(document.published),
        series=series_of(document),
        periods=periods_of(document),
    )


def seconds(moment: datetime | None) -> int | None:
    """Whole seconds since 1970-01-01T00:00Z."""
    return None if moment is None else int(moment.timestamp())
