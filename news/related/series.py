"""Series: pieces that come again under the same title, a briefing every week, a report every year."""

from __future__ import annotations

import zlib
from collections.abc import Set as AbstractSet

from news.related.document import Document
from news.related.periods import is_period_word

MAX_WORDS = 32
"""Words of a title that are kept."""
_LEAST_WORDS = 3
_ALIKE = 0.8


def title_of(document: Document) -> frozenset[int]:
    """The hashed words of a title, 16 bits each, without numbers and words of time: what it keeps from issue to issue."""
    words = (word.folded for line in document.words[0] for word in line)
    kept = dict.fromkeys(word for word in words if not any(map(str.isdigit, word)) and not is_period_word(word))
    return frozenset(zlib.crc32(word.encode(errors="surrogatepass")) & 0xFFFF for word in list(kept)[:MAX_WORDS])


def same_title(one: AbstractSet[int], other: AbstractSet[int]) -> bool:
    """Whether two titles are the same but for numbers, times and about one word in ten; never for fewer than three words."""
    return min(len(one), len(other)) >= _LEAST_WORDS and len(one & other) >= _ALIKE * len(one | other)
