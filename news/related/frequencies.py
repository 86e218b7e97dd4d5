"""Frequencies: in about how many of the recent articles a feature occurs, in a fixed amount of memory."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from math import log

CELLS = 1 << 19
"""Counters of 16 bits: one mebibyte in all."""
MOST = 0xFFFF
"""When so many articles are counted every counter is halved: old language fades, and no counter can overflow."""
# Odd multipliers: two places for a feature, chosen independently (multiplicative hashing, Knuth, TAOCP 3, 6.4).
_FIRST, _SECOND = 0x9E3779B1, 0x85EBCA77
_SHIFT = 32 - 19
_LEAST = 1e-3


class Frequencies:
    """Document frequencies by hashed feature: a count-min sketch with conservative update.

    G. Cormode and S. Muthukrishnan, "An improved data stream summary", 2005; C. Estan and G. Varghese, 2002. It may count a
    feature too high, never too low.
    """

    def __init__(self, packed: bytes | None = None, articles: int = 0) -> None:
        """Empty, or as `pack` wrote it. Raises ValueError for bytes of another length."""
        self._cells = array("H", bytes(2 * CELLS) if packed is None else packed)
        if len(self._cells) != CELLS:
            msg = f"expected {2 * CELLS} bytes of counters"
            raise ValueError(msg)
        if packed is not None and sys.byteorder == "big":
            self._cells.byteswap()
        self.articles = articles

    def pack(self) -> bytes:
        """The counters as bytes, the same on every machine; the number of articles is kept beside them."""
        if sys.byteorder == "little":
            return self._cells.tobytes()
        cells = self._cells[:]
        cells.byteswap()
        return cells.tobytes()

    def count(self, features: Iterable[int]) -> None:
        """Count one article with these distinct features."""
        if self.articles >= MOST:
            self._cells = array("H", [cell >> 1 for cell in self._cells])
            self.articles >>= 1
        self.articles += 1
        cells = self._cells
        for feature in features:
            first, second = (feature * _FIRST & 0xFFFFFFFF) >> _SHIFT, (feature * _SECOND & 0xFFFFFFFF) >> _SHIFT
            one, two = cells[first], cells[second]
            # Only the lower of both can be right: raising the higher would only add to its error.
            if one <= two and one < MOST:
                cells[first] = one + 1
            if two <= one and two < MOST:
                cells[second] = two + 1

    def of(self, feature: int) -> int:
        """About how many of the counted articles hold the feature."""
        first, second = (feature * _FIRST & 0xFFFFFFFF) >> _SHIFT, (feature * _SECOND & 0xFFFFFFFF) >> _SHIFT
        return min(self._cells[first], self._cells[second])

    def rarity(self, feature: int) -> float:
        """The feature's inverse document frequency: the logarithm of how many times more articles there are than hold it.

        Near 0 for what every article holds, 1.1 for anything when none was counted.
        """
        return max(_LEAST, log((self.articles + 1.5) / (self.of(feature) + 0.5)))
