"""Misread: letters that were lost before a page was sent, so that no charset brings them back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from news.errors import CharsetError

MOST = 0.03
"""Share of a text's characters; with more of them lost nobody can tell what it said. Vietnamese kept as Latin-1 loses a sixth."""
FEWEST = 10
"""Lost characters that a text may have in any case."""
_MISREAD = (
    re.compile("á[º»]|Æ[°¡]|Ä‘|Ã[\u00a0-\u00bf]"),  # Vietnamese in UTF-8 that was taken for another charset
    re.compile("[\u0080-\u009f]"),  # the same, as control characters
    re.compile(r"\?(?<=[^\W\d_]\?)(?=[^\W\d_])"),  # letters that became question marks on the way
)
"""No two of them find the same character. Each begins with what is quickly looked for, which one for all would not."""

_ADDRESS = re.compile(r"\w+://\S+")


def misread(text: str) -> int:
    """Return how many letters of a text are those of another charset, or question marks in their place."""
    text = _ADDRESS.sub(" ", text) if "://" in text else text
    return sum(len(pattern.findall(text)) for pattern in _MISREAD)


def refuse_misread(url: str, texts: Iterable[str]) -> None:
    """Raise CharsetError where too much of what was read of a page is lost."""
    text = " ".join(texts)
    lost = misread(text) + text.count("\ufffd")
    if lost > max(FEWEST, MOST * len(text)):
        raise CharsetError(url, f"{lost} of {len(text)} characters were lost: the site stored or sent them in a wrong charset")
