"""Images: the address of a picture behind lazy loading, and which pictures are worth showing."""

from __future__ import annotations

import re

from bs4 import Tag

from crawler.pages.captions import is_empty_alt
from crawler.pages.links import absolute
from news.text import clean

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-original-src",
    "data-full-src",
    "data-image-src",
    "data-url",
)
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:^|/)(?:blank|spacer|space|pixel|transparent|placeholder|lazy|loading|loader|1x1|dot|clear|grey|no-?image)"
    r"[\w-]{0,20}\.(?:gif|png|svg|jpe?g)(?:$|\?)",
    re.IGNORECASE,
)
_DECORATION = re.compile(
    r"(?:^|/)(?:emoji|emoticons?|smil(?:ey|ies)|icons?|buttons?)/|/ckeditor/|(?:^|/)(?:icon|btn|ico|share|facebook|zalo|print|new)[_-]?"
    r"[\w-]{0,16}\.(?:gif|png|svg)(?:$|\?)|//(?:www\.)?(?:google-analytics|facebook)\.com/tr",
    re.IGNORECASE,
)
_PIXELS = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*$", re.IGNORECASE)
_STYLED = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,6})(?:\.\d+)?px", re.IGNORECASE)
_SMALLEST = 8
_ICON = 40
_LONGEST_ALT = 500


def image_address(tag: Tag, base_url: str) -> str | None:
    """Return the absolute http(s) address of an `img` (or of a lazy stand-in for one), None where it shows nothing.

    The address that scripts put in later wins over a placeholder; without either the widest of `srcset`. Tracking pixels,
    icons and buttons are nothing.
    """
    if _is_tiny(tag):
        return None
    written = [tag.get(name) for name in _LAZY]
    written += [tag.get("src"), _widest(tag.get("data-srcset")), _widest(tag.get("srcset"))]
    for value in written:
        if isinstance(value, str) and value.strip() and not _PLACEHOLDER.search(value[:2000].strip()):
            address = absolute(base_url, value)
            if address is not None:
                return None if _DECORATION.search(address) else address
    return None


def image_alt(tag: Tag) -> str | None:
    """Return the alternative text where it says something."""
    value = tag.get("alt")
    text = clean(value)[:_LONGEST_ALT] if isinstance(value, str) else ""
    return None if is_empty_alt(text) else text


def _widest(value: object) -> str | None:
    """The candidate of a `srcset` with the largest width or density; None for none."""
    if not isinstance(value, str):
        return None
    best, most = None, -1.0
    for candidate in re.split(r",\s+|,(?=https?:|/)", value[:20_000]):
        address, _, size = candidate.strip().partition(" ")
        number = re.match(r"(\d{1,6}(?:\.\d{1,3})?)[wx]", size.strip())
        width = float(number[1]) if number else 0.0
        if address and width > most:
            best, most = address, width
    return best


def _is_tiny(tag: Tag) -> bool:
    sizes: dict[str, int] = {}
    for name in ("width", "height"):
        found = _PIXELS.match(str(tag.get(name) or "")[:20])
        if found:
            sizes[name] = int(found[1])
    style = tag.get("style")
    for name, number in _STYLED.findall(str(style)[:1000]) if style else ():
        sizes[name.lower()] = int(number)
    if not sizes:
        return False
    return min(sizes.values()) < _SMALLEST or (len(sizes) == 2 and max(sizes.values()) <= _ICON)
