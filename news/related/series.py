"""Series: what the title of a recurring piece keeps from issue to issue."""

from __future__ import annotations

import zlib

from news.related.document import Document
from news.related.periods import is_period_word

_LEAST_WORDS = 3


def series_of(document: Document) -> int:
    """The hash of a title without numbers and words of time; 0 where fewer than three words are left, for those say nothing."""
    title = [word for line in document.words[0] for word in line]
    kept = [word.folded for word in title if not any(map(str.isdigit, word.folded)) and not is_period_word(word.folded)]
    if len(kept) < _LEAST_WORDS:
        return 0
    return zlib.crc32(" ".join(kept).encode(errors="surrogatepass")) or 1
