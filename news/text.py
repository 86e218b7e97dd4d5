"""Text as Loa keeps it, and the folded key under which two spellings compare equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# XML 1.0 (fifth edition) section 2.2 leaves out C0 controls but tab, line feed and carriage return, surrogates, U+FFFE and
# U+FFFF; section 2.2 also discourages C1 controls and the noncharacters. Bidi controls can turn a title around in a reader.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_OFTEN_SEEN = 200
"""Characters up to which a text is remembered with its key."""
_VIETNAMESE = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
"""The combining marks of Vietnamese, of which its text is full: all of one at once, at a fiftieth of a pattern's cost."""
_COMBINING = re.compile("[" + re.escape("".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1E95F))))) + "]+")


def legal(text: str) -> str:
    """Return the text without characters that XML 1.0 forbids or that only steer rendering; white space is left alone."""
    return text if text.isprintable() else _ILLEGAL.sub("", text.replace("\x85", "\n"))


def clean(text: str) -> str:
    """Return the text in NFC, legal in XML 1.0, every run of white space (NBSP among it) one space, none at the ends.

    Spelling is never touched: "hoà" and "hòa" stay as written.
    """
    if text.isprintable():  # nothing illegal, and no white space but blanks: true of most texts, and quick to see
        text = unicodedata.normalize("NFC", text)
        return " ".join(text.split()) if "  " in text else text.strip(" ")
    return " ".join(unicodedata.normalize("NFC", legal(text)).split())


def fold(text: str) -> str:
    """Return the key under which spellings compare equal: case, tone marks' position ("hoà", "hòa") and đ = d, no diacritics.

    For comparison and search only; never shown.
    """
    # Menus, labels and names come again on every page of a site.
    return _folded(text) if len(text) <= _OFTEN_SEEN else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    for mark in _VIETNAMESE:
        bare = bare.replace(mark, "")
    if not bare.isascii():
        bare = _COMBINING.sub("", bare)
    return " ".join(bare.split())


_folded = lru_cache(maxsize=8192)(_fold)
