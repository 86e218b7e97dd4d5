"""Words: text cut into words or syllables, each knowing whether it opens a sentence; the common ground of features and sketches.

Vietnamese writes one syllable a word, which is what is wanted. Scripts that put no space between words (Chinese, Japanese, Thai,
Lao, Khmer, Burmese) give overlapping pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from news.changes import spelling

# \w leaves out the vowel signs and tone marks of Indic and South-East Asian scripts and the points of Hebrew and Arabic.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0e3e\u0e40-\u109f\u1780-\u17d3"
_LETTER = rf"[\w{_MARKS}]"
# Digits hold together across the marks of figures, dates and document numbers: 12,5 1.234 23/1 52/KH-UBND 08/2022/NĐ-CP.
_WORD = re.compile(rf"([^\w{_MARKS}]*)(\d{_LETTER}*(?:[.,/-]{_LETTER}+)*|{_LETTER}+)")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_BOUNDARY = re.compile(r"[.!?…:;\n•*\"“”«»()\[\]|]")


class Word(NamedTuple):
    """A word with what stands before it."""

    text: str
    """As written, in NFC."""
    folded: str
    """The same without case, tone marks in one place; diacritics stay, for they tell words apart."""
    gap: str
    """What stands between it and the word before."""

    @property
    def opens(self) -> bool:
        """Whether a sentence, a quotation or a line begins here, so that a capital says nothing."""
        return not self.gap or _BOUNDARY.search(self.gap) is not None


def words(text: str) -> list[Word]:
    """The words of a text in order, whatever its language; "hoà" and "hòa", NFC and NFD fold to the same."""
    composed = unicodedata.normalize("NFC", text)
    written = _WORD.findall(composed)
    folded = _WORD.findall(spelling(composed).casefold())
    if len(folded) != len(written):
        folded = [(gap, spelling(word).casefold()) for gap, word in written]
    found = [Word(word, fold, gap) for (gap, word), (_, fold) in zip(written, folded, strict=True)]
    return _split(found) if _UNSPACED.search(composed) else found


def _split(found: list[Word]) -> list[Word]:
    """The same words, those of scripts without spaces cut into pairs of characters."""
    split: list[Word] = []
    for word in found:
        if not _UNSPACED.search(word.text):
            split.append(word)
            continue
        at = 0
        for match in _UNSPACED.finditer(word.text):
            if match.start() > at:
                split.append(_part(word, word.text[at : match.start()], first=at == 0))
            run = match[0]
            pairs = [run[i : i + 2] for i in range(max(1, len(run) - 1))]
            split.extend(_part(word, pair, first=match.start() == 0 and index == 0) for index, pair in enumerate(pairs))
            at = match.end()
        if at < len(word.text):
            split.append(_part(word, word.text[at:], first=False))
    return split


def _part(word: Word, text: str, *, first: bool) -> Word:
    return Word(text, text.casefold(), word.gap if first else "\x1f")
