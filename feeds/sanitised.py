"""Sanitised: the HTML that readers are given, none but a few elements and attributes in it, and no address but a web address.

All of it is composed by us of escaped text and checked addresses; this is the wall behind that. The sanitiser parses and writes
anew, which takes longer than to compose. So it is asked only where a stricter look finds anything beyond our own elements written
as we write them; of all else it would change nothing.
"""

from __future__ import annotations

import re

import nh3

_VOID = {"img", "br", "hr"}
_TAGS = _VOID | {
    *("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "figure", "figcaption"),
    *("a", "strong", "em", "sub", "sup", "small"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
# Of any element none: nh3 lets "title" and "lang" pass unless told, and addresses without a scheme as well.
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
REL = "noopener noreferrer"
"""On every link: a page opened from a reader must not get hold of it, nor learn who reads."""

_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, url_relative="deny", link_rel=REL
)

_TAG = re.compile(r"<[^<>]*>")
_BARE = {f"<{name}>" for name in _TAGS - {"a", "img"}} | {f"</{name}>" for name in _TAGS - _VOID}
_VALUE = r"[^<>\"&]*+(?:&(?:amp|lt|gt|quot);[^<>\"&]*+)*+"
_WITH_ATTRIBUTES = re.compile(
    rf'<a href="(?:https?://|mailto:){_VALUE}" rel="{REL}">|<img src="https?://{_VALUE}" alt="{_VALUE}">'
    r'|<t[hd](?: colspan="[0-9]{1,3}")?(?: rowspan="[0-9]{1,3}")?>'
)


def sanitised(markup: str) -> str:
    """The markup with nothing in it that could do more than show text, pictures and links; balanced where ours was not."""
    return markup if _is_ours(markup) else _CLEANER.clean(markup)


def _is_ours(markup: str) -> bool:
    """Whether every "<" begins a tag as we write it: without one, text is but text."""
    tags = _TAG.findall(markup)
    return len(tags) == markup.count("<") and all(map(_WITH_ATTRIBUTES.fullmatch, set(tags) - _BARE))
