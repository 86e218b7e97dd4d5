"""Page: the final address of a page, its markup, and the tree that is built of it once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml.html import HtmlElement

from crawler.pages.encoding import decode, plain_utf8
from crawler.pages.evidence import Evidence
from crawler.pages.legacy import decoded_once
from crawler.pages.names import Names
from crawler.pages.tree import MOST_CHARACTERS, grow

__all__ = ["Evidence", "Page"]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as fetched."""

    url: str
    """Final address, after redirects; absolute http(s)."""
    markup: str
    """The whole document as text."""
    fetched: datetime | None = None
    """When it was fetched, aware; None for a page that came from a file."""
    encoded: bytes | None = field(default=None, repr=False, compare=False)
    """The same markup in UTF-8, where it came so; None: it would have to be encoded."""

    @classmethod
    def decode(cls, url: str, body: bytes, *, content_type: str | None, fetched: datetime | None = None) -> Page:
        """Make a page of bytes; `content_type` is the value of the header, None without one. Never raises on any bytes."""
        text = plain_utf8(body)
        if text is not None:
            return cls(url=url, markup=text, fetched=fetched, encoded=body)
        return cls(url=url, markup=decode(body, content_type), fetched=fetched)

    @property
    def tree(self) -> HtmlElement:
        """The root element, an `html`, without comments and with bounded depth; readers never change it.

        Raises EmptyPageError for a page without content and LayoutError (field "page") for one that is too large.
        """
        return self._grown[0]

    @property
    def is_cut(self) -> bool:
        """Whether the page held as many elements as are read, or more; raises what `tree` raises."""
        return self._grown[1]

    @property
    def is_repaired(self) -> bool:
        """Whether the tree was built of markup decoded once too often and repaired."""
        return self._meant is not None

    @cached_property
    def _grown(self) -> tuple[HtmlElement, bool]:
        if self._meant is not None:
            return grow(self._meant, self.url)
        return grow(self.markup, self.url, encoded=self.encoded)

    @cached_property
    def _meant(self) -> str | None:
        return decoded_once(self.markup) if len(self.markup) <= MOST_CHARACTERS else None

    @cached_property
    def names(self) -> Names:
        """Where every class and id name stands in the tree; raises what `tree` raises."""
        return Names(self.tree)
