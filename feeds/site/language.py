"""Language: in which one a page is shown, from its address and from what the browser asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MEMBER = re.compile(r"([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:[ \t]*;[ \t]*q[ \t]*=[ \t]*([01](?:\.[0-9]{0,3})?))?")


def preferred(accept_language: str | None, languages: Sequence[str]) -> str:
    """The language of ours that an Accept-Language value (RFC 9110 section 12.5.4) likes best; the first where it likes none.

    A range fits a tag it is, or is the beginning of, and a regional range ("en-GB") fits the language itself. Of several liked
    alike the first named wins; what cannot be read is passed over.
    """
    best, liked = languages[0], 0.0
    for member in (accept_language or "")[:1000].split(","):
        found = _MEMBER.fullmatch(member.strip(" \t"))
        if not found:
            continue
        weight = float(found[2] or 1)
        wanted = found[1].lower().partition("-")[0]
        if weight > liked and wanted in languages:
            best, liked = wanted, weight
    return best


def split_language(path: str, languages: Sequence[str]) -> tuple[str | None, str]:
    """The language a path begins with ("/en/place/vn-22/"), None for none, and the path without it."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if slash and first in languages else (None, path)
