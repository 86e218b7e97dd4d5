"""Sketch: enough of a text's shingles to tell a copy, however it was retitled, shortened or signed.

The smallest hashes of all runs of five words (A. Z. Broder, "On the resemblance and containment of documents", 1997).
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from news.related.document import Document

SHINGLE = 5
"""Words in a run."""
SIZE = 190
"""Hashes kept of a text; a shorter text keeps all it has and is compared exactly."""


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """The smallest hashes of a text's shingles."""

    hashes: tuple[int, ...]
    """Distinct, rising, at most SIZE."""
    count: int
    """Distinct shingles of the whole text."""

    @cached_property
    def held(self) -> frozenset[int]:
        """The same hashes, to look them up."""
        return frozenset(self.hashes)

    def pack(self) -> bytes:
        """The sketch as bytes, the same on every machine."""
        return _little(array("I", (self.count, *self.hashes)))

    @classmethod
    def unpack(cls, packed: bytes) -> Sketch:
        """The sketch that `pack` wrote."""
        values = array("I")
        values.frombytes(packed)
        if sys.byteorder == "big":
            values.byteswap()
        return cls(hashes=tuple(values[1:]), count=values[0])


def _little(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def sketch_of(document: Document) -> Sketch:
    """The sketch of what a document says: its lead and text, its title only where it has nothing else.

    A text of fewer than five words makes one shingle.
    """
    title, lead, text = ([word.folded for line in part for word in line] for part in document.words)
    said = [*lead, *text] or title
    if not said:
        return Sketch(hashes=(), count=0)
    # Shorter runs would be common phrases, and zip stops at the last full one.
    runs = {" ".join(run) for run in zip(*(said[i:] for i in range(SHINGLE)), strict=False)} or {" ".join(said)}
    hashes = sorted({zlib.crc32(run.encode(errors="surrogatepass")) for run in runs})
    return Sketch(hashes=tuple(hashes[:SIZE]), count=len(hashes))


def containment(one: Sketch, other: Sketch) -> float:
    """The share of the shorter text's shingles that stand in the longer one, 0 to 1; estimated where a text exceeds SIZE."""
    if not one.hashes or not other.hashes:
        return 0.0
    # Below the largest hash that a cut sketch still holds, all hashes of both texts are known: a random sample of the union.
    bound = min((each.hashes[-1] for each in (one, other) if each.count > SIZE), default=0xFFFFFFFF)
    mine, theirs = bisect_right(one.hashes, bound), other.hashes[: bisect_right(other.hashes, bound)]
    both = len(one.held.intersection(theirs))
    if not both:
        return 0.0
    resemblance = both / (mine + len(theirs) - both)
    shared = resemblance * (one.count + other.count) / (1 + resemblance)
    return min(1.0, shared / min(one.count, other.count))
