"""Folding a Vietnamese text as a whole: twenty times quicker than word by word, with the same words.

A text of nothing but ASCII, Vietnamese letters and common punctuation fits into one byte a character; what each byte folds to is
a table. That is nearly every text here, and folding was half the price of indexing it.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

_LETTERS = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)
_OTHERS = "–—‘’“”…\u00a0•°²³"
# CPython has a quick table only for encodings in which byte 0 is the character 0.
_KEPT = "\0\t\n\r" + "".join(map(chr, range(32, 127)))


class WholeFolding:
    """Folds texts of this one alphabet at once."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        """`fold` gives the folded form of a character that may stand in a word, and nothing or white space for any other."""
        alphabet = _KEPT + _LETTERS + _OTHERS
        taken = set(map(ord, _KEPT))
        free = [byte for byte in range(256) if byte not in taken]
        decoding = ["\ufffe"] * 256  # no character
        table = bytearray(b" " * 256)
        for character in alphabet:
            byte = ord(character) if character in _KEPT else free.pop()
            decoding[byte] = character
            table[byte] = ord(fold(character).strip() or " ")
        self.alphabet = alphabet
        """What a text may consist of."""
        self._encoding = codecs.charmap_build("".join(decoding))
        self._table = bytes(table)

    def fold(self, text: str) -> str | None:
        """The folded words of a text with blanks between them; None where it holds anything but the alphabet."""
        try:
            encoded, _ = codecs.charmap_encode(text, "strict", self._encoding)
        except UnicodeEncodeError:
            return None
        return encoded.translate(self._table).decode("ascii")
