"""Features: what a document is about, as weighted hashes that mean the same in every process and at any time.

Four kinds: words, pairs of neighbouring words, names and numbers. A name is a run of capitalised words; a number is the number of
a document ("52/KH-UBND"), an amount ("12,5 tỷ") or one with the word before it ("thôn 3", "số 20"). Names and numbers are what
tells two pages from one template apart. What title and lead name counts once more together with what it is the name of (see
`news.related.matters`), among the pairs, but with the weight of a name; a unit that ended brings the name of its heir.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from news.changes import spelling
from news.related.document import Document
from news.related.matters import MAX_NAME, matters, runs
from news.related.succession import successions
from news.related.words import Word

_TITLE, _LEAD, _TEXT = 4, 2, 1
PART_WEIGHT = tuple(3.0 * bool(mask & _TITLE) + 2.5 * bool(mask & _LEAD) + 1.5 * bool(mask & _TEXT) for mask in range(8))
"""Weight by the parts a feature stands in: 3 for the title, 2.5 for the lead, 1.5 for the text, added."""
_TITLE_CASE = 0.75
"""From this share of capitalised words on, capitals in a line tell nothing about names."""
_DOCUMENT_NUMBER = re.compile(r"\d+(?:/\d+)?[/-][\d/-]*[^\W\d_]{2,}[\w-]*(?:/[\w-]+)*")
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)+")
_PLAIN = re.compile(r"\d+\w?")
# What counts time is no number of anything: "ngày 12", "năm 2024", "12 h", "page 3".
_TIME = frozenset(
    spelling(
        "ngày sáng trưa chiều tối đêm tháng năm quý tuần giờ lúc hồi phút từ đến ngay vào trong khoảng gần hơn trên dưới tới qua "
        "tổng là có với và các những được thêm còn on in at of the and by to from since until january february march april may "
        "june july august september october november december year day month about over nearly than some"
    ).split()
)


class Kind(IntEnum):
    """What a feature stands for; the two lowest bits of its hash."""

    WORD = 0
    PAIR = 1
    NAME = 2
    NUMBER = 3


KIND_WEIGHT: Mapping[Kind, float] = {Kind.WORD: 1.0, Kind.PAIR: 0.25, Kind.NAME: 0.7, Kind.NUMBER: 0.7}
MATTER_WEIGHT = 0.7
"""Of a name with what it is the name of, three words at least, among the pairs."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """The features of one document."""

    weights: Mapping[int, float]
    """Weight by 32-bit hash, above 0, rarity not yet counted in."""
    shown: Mapping[int, str]
    """Names and numbers as the document writes them, by hash: what a person can check."""


def feature(kind: Kind, text: str) -> int:
    """The 32-bit hash of a feature: CRC-32 of its text, the kind in the two lowest bits."""
    return zlib.crc32(text.encode(errors="surrogatepass")) & 0xFFFFFFFC | kind


def kind_of(hashed: int) -> Kind:
    """The kind of a hashed feature."""
    return Kind(hashed & 3)


def features_of(document: Document) -> Features:
    """The features of a document; none for an empty one."""
    parts = tuple(zip((_TITLE, _LEAD, _TEXT), document.words, strict=True))
    names = _Names()
    held: dict[tuple[Kind, str], int] = {}
    about: dict[str, int] = {}
    written: dict[tuple[Kind, str], str] = {}
    for part, lines in parts:
        for line in lines:
            if not _says_nothing(line):
                names.read(line, part)
                if part != _TEXT:
                    about.update((matter, about.get(matter, 0) | part) for matter in matters(line))
            for key in _words_and_pairs(line):
                held[key] = held.get(key, 0) | part
            for key, shown in _numbers(line):
                held[key] = held.get(key, 0) | part
                written.setdefault(key, shown)
    names.settle([word.folded for line in document.words[0] for word in line])
    held.update(((Kind.NAME, name), part) for name, part in names.held.items())
    written.update(((Kind.NAME, name), shown) for name, shown in names.written.items() if name in names.held)
    weights = {feature(*key): KIND_WEIGHT[key[0]] * PART_WEIGHT[mask] for key, mask in held.items()}
    weights |= {feature(Kind.PAIR, matter): MATTER_WEIGHT * PART_WEIGHT[mask] for matter, mask in about.items()}
    return Features(
        weights=weights,
        shown={feature(*key): shown for key, shown in written.items()},
    )


def _words_and_pairs(line: list[Word]) -> Iterator[tuple[Kind, str]]:
    """Words, and pairs of those that no sentence ends between."""
    for word in line:
        yield Kind.WORD, word.folded
    for before, after in pairwise(line):
        if not after.opens:
            yield Kind.PAIR, f"{before.folded} {after.folded}"


def _numbers(line: list[Word]) -> Iterator[tuple[tuple[Kind, str], str]]:
    """Numbers of documents, amounts and numbers with the word before them; each as written, too."""
    for before, word, after in zip([None, *line], line, [*line[1:], None], strict=False):
        if word.text[0].isdigit() and (found := _number(before, word, after)) is not None:
            yield (Kind.NUMBER, found[0]), found[1]


def _number(before: Word | None, word: Word, after: Word | None) -> tuple[str, str] | None:
    """What a number stands for, folded and as written; None for times, dates and bare figures."""
    if _DOCUMENT_NUMBER.fullmatch(word.text):
        return word.folded, word.text
    if _AMOUNT.fullmatch(word.text):
        if after is None or after.opens or not after.text[0].isalpha():
            return None
        return f"{word.folded} {after.folded}", f"{word.text} {after.text}"
    if before is None or word.opens or not before.text[0].isalpha() or before.folded in _TIME or not _PLAIN.fullmatch(word.text):
        return None
    return f"{before.folded} {word.folded}", f"{before.text} {word.text}"


class _Names:
    """Names of one document: read line by line, then settled when all of it is known."""

    def __init__(self) -> None:
        self.held: dict[str, int] = {}
        self.written: dict[str, str] = {}
        self._doubtful: dict[str, int] = {}

    def read(self, line: list[Word], part: int) -> None:
        """Take the names of a line, and what the units it names are called today."""
        for start, end in runs(line):
            self._take(line[start:end], part)
            self._bring_heirs(line, start, end, part)

    def _bring_heirs(self, line: list[Word], start: int, end: int, part: int) -> None:
        """Hold the heirs of a unit that ended, whose kind stands in one or two words before its name or opens the sentence."""
        for first in range(max(0, start - 2), start + 1):
            old = " ".join(word.folded for word in line[first:end])
            for each in successions().get(old, ()):
                self.held[each.new] = self.held.get(each.new, 0) | part
                self.written.setdefault(each.new, f"{each.new_written} ({each.written})")

    def _take(self, run: list[Word], part: int) -> None:
        if len(run) > MAX_NAME:
            return
        if not run[0].opens:
            self._hold(run, part)
            return
        # The first word may owe its capital to the sentence: the rest is sure, a single word only if it is a name elsewhere.
        if len(run) > 1:
            self._hold(run[1:], part)
            self._hold(run, part)
        else:
            self._doubtful[run[0].folded] = self._doubtful.get(run[0].folded, 0) | part

    def _hold(self, run: list[Word], part: int) -> None:
        name = " ".join(word.folded for word in run)
        self.held[name] = self.held.get(name, 0) | part
        self.written.setdefault(name, " ".join(word.text for word in run))

    def settle(self, title: list[str]) -> None:
        """Decide what was doubtful, and find the names in a title whose capitals said nothing."""
        for name, part in self._doubtful.items():
            if name in self.held:
                self.held[name] |= part
        line = f" {' '.join(title)} "
        for name, part in self.held.items():
            if f" {name} " in line:
                self.held[name] = part | _TITLE


def _says_nothing(line: list[Word]) -> bool:
    """Whether a line is written in capitals or in title case."""
    lettered = [word for word in line if word.text[0].isalpha()]
    capitals = sum(word.text[0].isupper() for word in lettered)
    if len(lettered) < 4:
        return sum(word.text.isupper() and len(word.text) > 1 for word in lettered) > 1
    return capitals >= _TITLE_CASE * len(lettered)
