"""Paging: where a listing goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from crawler.pages.cut import select
from crawler.pages.links import absolute
from news.host import host_of
from news.identity import normalise
from news.text import clean, fold

_PARAMETER = re.compile(
    r"(?:current|page|p|trang|paged|pg|pageindex|currentpage|pagenumber|start_page|.{0,80}_cur)", re.IGNORECASE
)
_IN_PATH = re.compile(r"(?P<before>.*?)[/-](?:page|trang|p)[/-](?P<number>\d{1,5})(?P<after>/?(?:\.\w{2,5})?)$", re.IGNORECASE)
_WORDS = frozenset(
    (
        "sau", "trang sau", "trang ke", "trang ke tiep", "trang tiep", "trang tiep theo", "tiep", "tiep theo", "ke tiep",
        "next", "next page", "older posts", "older", "cu hon", "bai cu hon", "weiter", "nachste", "suivant", "siguiente",
        "›", "»", ">", "→",
    )
)  # fmt: skip
_HIGHEST = 100_000


def next_page(root: HtmlElement, selector: str, base_url: str, url: str) -> str | None:
    """Return the absolute address of the page after the one at `url`; None where there is none that is an address.

    In falling order of trust: the selector; `rel="next"`; a link to the same listing with the number after this page's, be it in
    the query (`?PageIndex=2`), in the path (`/page/2`, `/page-2`) or at the end of a name; a link that says "Trang sau".
    """
    own = normalise(url)

    def others(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
        for anchor in element.iter("a", "link"):
            address = absolute(base_url, anchor.get("href"))
            if address is not None and normalise(address) != own:
                yield anchor, address

    if selector:
        return next((address for element in select(root, selector) for _, address in others(element)), None)
    anchors = list(others(root))
    here, number = _place(url)
    said = (address for anchor, address in anchors if "next" in (anchor.get("rel") or "").lower().split())
    counted = (address for _, address in anchors if _place(address) == (here, number + 1))
    worded = (address for anchor, address in anchors if _says_next(anchor) and host_of(address) == host_of(url))
    return next(chain(said, counted, worded), None)


def _says_next(anchor: HtmlElement) -> bool:
    if anchor.tag != "a":
        return False
    words = (clean("".join(anchor.itertext())[:60]), clean(anchor.get("aria-label") or ""), clean(anchor.get("title") or ""))
    return any((fold(text).strip(" .:›»>→") or text[:1]) in _WORDS for text in words if text)


def _place(url: str) -> tuple[str, int]:
    """A listing's address without its page number, and the number; 1 for an address without one."""
    parts = urlsplit(normalise(url))
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return url, 1
    number = 1
    rest = []
    for name, value in pairs:
        if _PARAMETER.fullmatch(name) and value.isdecimal() and len(value) < 6:
            number = int(value)
        else:
            rest.append((name.lower(), value))
    path = parts.path
    found = _IN_PATH.fullmatch(path)
    if found is not None:
        number, path = int(found["number"]), found["before"] + found["after"]
    return f"{parts.netloc}{path.rstrip('/').lower()}?{sorted(rest)}", min(number, _HIGHEST)
