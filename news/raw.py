"""RawPage: a page as it was fetched, before anybody read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from news.article import Published


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
    headers: tuple[tuple[str, str], ...]
    """Of the answer, in their order; what the transport took off again (encodings) is left out."""
    body: bytes
    """Decompressed, in the page's own charset."""
    listed: Published | None = None
    """The date its listing gave; None where it gave none."""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header; None where it was not sent."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)
