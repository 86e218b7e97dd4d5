"""Plain text: the spelling in which every form of a written date is looked for."""

from __future__ import annotations

from news.text import clean, fold

LONGEST = 400
"""Characters of a text in which a date is looked for. A date is a short string: the rest of a long one is never worth reading,
and the bound keeps every pattern's time the same whatever a site sends."""

# The zeros of the decimal digits that government sites print besides ASCII: Arabic-Indic, Persian, Devanagari, Bengali, Thai,
# Lao, Myanmar and Khmer. Full-width digits become ASCII when folded.
_ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x0ED0, 0x1040, 0x17E0)
_DIGITS = {zero + value: str(value) for zero in _ZEROS for value in range(10)}
_SIGNS = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "’‘`´"), "'")
_PLAIN = _DIGITS | _SIGNS


def plain(text: str) -> str:
    """Return the opening of a text without case or diacritics, with ASCII digits and hyphens; at most `LONGEST` characters.

    Idempotent on what it returns, so tables of words are prepared with it too.
    """
    return fold(clean(text[: 4 * LONGEST])[:LONGEST]).translate(_PLAIN)[:LONGEST]
