"""Assets: the files beside the pages, the same for every page."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ICON = "favicon.svg"
"""The square picture that stands for us, in feeds too."""
ASSETS = ("site.css", "site.js", ICON)
"""Names of the files, which stand at the root of the public folder."""
_FOLDER = Path(__file__).parent / "static"


@cache
def asset(name: str) -> bytes:
    """The bytes of one of ASSETS."""
    content = (_FOLDER / name).read_bytes()
    return palette() + content if name == "site.css" else content


@cache
def palette() -> bytes:
    """The colours, light and dark, by the names that style sheets call them; one goes before each style sheet."""
    return (_FOLDER / "palette.css").read_bytes()


@cache
def version() -> str:
    """A short digest of the assets, so that a browser never pairs a new page with an old style."""
    return hashlib.sha256(b"".join(asset(name) for name in ASSETS)).hexdigest()[:10]
