"""Addresses: what families have in common when they tell articles by their addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from news.identity import normalise

_VARIANT = re.compile(r"/(?:print|savefile|sendmail|amp)(?:/|$)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Address:
    """An article's address in its normal form, in parts."""

    host: str
    """With the port where it is not the default."""
    path: str
    """Percent-encoded; copies for printers and AMP folded into their page."""
    query: Mapping[str, str]
    """Decoded, names in lower case; the first value of each."""
    copy: bool
    """Whether the address as given was that of a copy: for printers, to send or to save."""

    @property
    def segments(self) -> list[str]:
        """The parts of the path."""
        return [segment for segment in self.path.split("/") if segment]


@lru_cache(maxsize=4096)
def address_of(url: str) -> Address | None:
    """Return the parts of an http(s) address; None for anything else."""
    normal = normalise(url)
    if not normal.startswith("https://"):
        return None
    try:
        parts = urlsplit(normal)
        pairs = parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        return None
    query: dict[str, str] = {}
    for name, value in pairs:
        query.setdefault(name.lower(), value.strip())
    try:
        copy = _VARIANT.search(urlsplit(url.strip()).path) is not None
    except ValueError:
        copy = False
    return Address(host=parts.netloc, path=parts.path, query=MappingProxyType(query), copy=copy)


def numbered(pattern: str) -> tuple[Callable[[str], str | None], Callable[[str], bool]]:
    """Return `key` and `is_article` of a family whose paths hold the article's number: group `id` of `pattern`.

    The pattern is matched against the whole path, in any case. The key is host and number; an article's address is one that
    matches and is no copy.
    """
    form = re.compile(pattern, re.IGNORECASE)

    def key(url: str) -> str | None:
        address = address_of(url)
        match = form.fullmatch(address.path) if address else None
        return f"{address.host}/{match['id']}" if address and match else None

    def is_article(url: str) -> bool:
        address = address_of(url)
        return address is not None and not address.copy and form.fullmatch(address.path) is not None

    return key, is_article


def domain(host: str) -> str:
    """Return the name under which an office runs all its hosts: "danang.gov.vn" for "apec2017.danang.gov.vn"."""
    labels = host.split(".")
    return ".".join(labels[-3:]) if host.endswith(".gov.vn") and len(labels) > 3 else host


def said(page_says: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the words of evidence that hold."""
    return tuple(word for word, holds in page_says.items() if holds)
