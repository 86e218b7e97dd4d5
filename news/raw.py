"""RawPage: a page as it was fetched, before anybody read it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from news.article import Published

OF_A_LISTING = "listing: "
"""Before the kind of an error, in the `problem` of a kept page: it is a listing, from which no article is ever to be read."""

Headers = tuple[tuple[str, str], ...]

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_OF_TRANSPORT = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, kw_only=True)
class RawPage:
    """What one request brought: enough to read the page again years later as if it had just come."""

    source: str
    """Id of the source."""
    asked: str
    """The address that was asked for."""
    url: str
    """The address that answered, after redirects."""
    fetched: datetime
    """Aware."""
    status: int
    """HTTP status."""
    headers: Headers
    """Of the answer, in their order; what the transport took off again (encodings) is left out."""
    body: bytes
    """Decompressed, in the page's own charset."""
    listed: Published | None = None
    """The date its listing gave; None where it gave none."""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header; None where it was not sent."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, kw_only=True)
class KeptPage:
    """Where a raw page is kept, and what became of it."""

    id: int
    """Rises with every page that is kept."""
    source: str
    """Id of the source."""
    asked: str
    """The address that was asked for."""
    article: str | None
    """Id of the article that was read from it; None: none could be."""
    revision: int | None
    """Number of the article's revision that was read from it; None where there is no article."""
    fetched: datetime
    """Aware, UTC."""
    file: str
    """Path relative to the folder of raw pages."""
    offset: int
    """Where its record begins in the file, in bytes."""
    length: int
    """Of the compressed record, in bytes."""
    digest: str
    """SHA-256 of the body, in hexadecimal."""
    problem: str | None
    """Kind of the error with which it could not be read, OF_A_LISTING before it for a listing; None: it was read."""


def told_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers of an answer as they are kept: whatever HTTP can carry is left as it is.

    Left out are names that are none (RFC 9110, 5.1) and what the transport took off again: Content-Encoding, Transfer-Encoding
    and Content-Length. Control characters in values become spaces, edges are trimmed, and a character beyond Latin-1 becomes the
    bytes it has in UTF-8, each as one character, as when it comes over the wire.
    """
    return tuple((name, _value(value)) for name, value in headers if _NAME.fullmatch(name) and name.lower() not in _OF_TRANSPORT)


def _value(value: str) -> str:
    if value.isascii() and value.isprintable():  # as nearly all are
        return value.strip(" ")
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        value = value.encode("utf-8", "surrogatepass").decode("latin-1")
    return _CONTROL.sub(" ", value).strip(" \t")
