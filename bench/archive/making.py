"""Articles made up for measuring: as long as real ones, in words as common and as rare as real ones, each different."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from news.article import Article, Paragraph, Precision, Provenance, Published

_FIRST = [
    "",
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
_VOWELS = [
    "a",
    "à",
    "á",
    "ả",
    "ã",
    "ạ",
    "ă",
    "ắ",
    "ặ",
    "â",
    "ầ",
    "ấ",
    "ậ",
    "e",
    "ê",
    "ế",
    "ệ",
    "i",
    "í",
    "ị",
    "o",
    "ô",
    "ố",
    "ộ",
    "ơ",
    "ớ",
    "ợ",
    "u",
    "ư",
    "ứ",
    "ự",
]
_LAST = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i"]
SOURCES = 50
RUN = 100
_POOL = 5_000
START = datetime(2015, 1, 1, tzinfo=UTC)


class Words:
    """A vocabulary of Vietnamese syllables, drawn as often as Zipf's law says."""

    def __init__(self, seed: int) -> None:
        """The same seed gives the same words in the same order."""
        self._random = random.Random(seed)  # noqa: S311 nothing secret is made
        syllables = [first + vowel + last for first in _FIRST for vowel in _VOWELS for last in _LAST]
        random.Random(0).shuffle(syllables)  # noqa: S311
        self._words = syllables
        self._weights = list(accumulate(1 / rank for rank in range(1, len(syllables) + 1)))

    def take(self, count: int) -> list[str]:
        """The next words."""
        return self._random.choices(self._words, cum_weights=self._weights, k=count)


@cache
def _paragraphs() -> tuple[Paragraph, ...]:
    words = Words(1)
    return tuple(Paragraph(text=" ".join(words.take(60)).capitalize() + ".") for _ in range(_POOL))


def make(count: int, *, start: int = 0, text_bytes: int = 3000) -> Iterator[Article]:
    """Articles number `start` and following, with about `text_bytes` bytes of text in UTF-8, no two of them alike.

    A hundred of one source follow each other, as they do when a source is crawled or imported.
    """
    pool = _paragraphs()
    for number in range(start, start + count):
        chance = random.Random(number)  # noqa: S311 nothing secret is made
        place = number // RUN % SOURCES
        body, size = [Paragraph(text=f"Bài số {number} của xã.")], 0
        while size < text_bytes:
            body.append(chance.choice(pool))
            size += len(body[-1].text.encode())
        yield Article(
            source=f"vn-place-{place}",
            url=f"https://place-{place}.example/tin-tuc/bai-viet-{number * 7919 % 1_000_003}-{number}.html",
            key=f"place-{place}.example/{number}",
            title=f"{chance.choice(pool).text[:60]} {number}",
            body=tuple(body),
            published=Published(
                moment=START + timedelta(minutes=7 * number), precision=Precision.MINUTE, provenance=Provenance.VISIBLE
            ),
            authors=("Nguyễn Văn A",),
        )
