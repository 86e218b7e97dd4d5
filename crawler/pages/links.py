"""Links: addresses in a page made absolute and safe to publish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from lxml.html import HtmlElement

from news.article import Link
from news.text import clean

_LONGEST = 4_000
_ROOTED = re.compile(r"(?:/[\w%~+,:@=-]+(?:\.[\w%~+,:@=-]+)*)+/?(?:\?[\w%~+,.:@=&/-]+)?", re.ASCII)
"""A path from the root with neither steps back nor anything else that would have to be worked out; most links are such."""
_MAIL = re.compile(r"mailto:[^\s<>\"]{3,320}", re.IGNORECASE)
_DROPPED = re.compile(r"[\t\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSAFE = re.compile(r"[\s\"<>`{}|^\ud800-\udfff]")
_DATED_END = re.compile(r"\s*\(\s*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?[^()]{0,12}\)\s*$")
_BULLET = re.compile(r"^[-–—•+*»›>►\s]+(?=\S)")
_MOST = 200


def absolute(base_url: str, address: str | None, *, mail: bool = False) -> str | None:
    """Return the address made absolute against `base_url`, blanks encoded; None for anything but http(s) with a host.

    With `mail` a mailto address is returned too. Octets are left as the page wrote them: a damaged address that works is right.
    """
    if not address or len(address) > _LONGEST:
        return None
    if _ROOTED.fullmatch(address) and (origin := _origin(base_url)):
        return origin + address
    # Browsers drop tabs and line breaks wherever they stand in an address, "java\nscript:" among them.
    written = _DROPPED.sub("", address).strip()
    if mail and _MAIL.fullmatch(written):
        return written
    try:
        joined = urljoin(base_url, written.replace(" ", "%20").replace("\\", "/") if written else written)
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    if not written or parts.scheme not in {"http", "https"} or not host:
        return None
    return _UNSAFE.sub(lambda match: quote(match[0], errors="replace"), joined)


@lru_cache(maxsize=64)
def _origin(url: str) -> str | None:
    """What stands before the path of an http(s) address; None where it has no host or is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if host and parts.scheme in {"http", "https"} and not _UNSAFE.search(origin) else None


def base_of(root: HtmlElement, url: str) -> str:
    """Return the address against which the page's links are meant: its `<base href>` where that is http(s), else its own."""
    for element in root.iter("base"):
        return absolute(url, element.get("href")) or url
    return url


def read_links(boxes: Iterable[HtmlElement], base_url: str) -> tuple[Link, ...]:
    """Return the links in the boxes, each address once, in order; those without text or http(s) are left out.

    A bullet before the title and a date in parentheses behind it, as lists of other news print them, are no part of it.
    """
    found: dict[str, Link] = {}
    for element in boxes:
        for anchor in element.iter("a"):
            address = absolute(base_url, anchor.get("href"))
            title = link_title(anchor)
            if address and title and len(found) < _MOST:
                found.setdefault(address, Link(title=title, url=address))
    return tuple(found.values())


def undated(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links without the dates in parentheses that lists print behind their titles."""
    return tuple(replace(link, title=_DATED_END.sub("", link.title) or link.title) for link in links)


def link_title(anchor: HtmlElement) -> str:
    """Return the text of a link as a title; its `title` attribute where an ellipsis shows that the text was cut, "" for none."""
    text = clean("".join(anchor.itertext()))[:1000]
    said = clean(anchor.get("title") or "")[:1000]
    if text.endswith(("...", "…")) and said.startswith(text.rstrip(".… ")[:20]) and len(said) > len(text):
        text = said
    return _DATED_END.sub("", _BULLET.sub("", text))
