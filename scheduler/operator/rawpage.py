"""Raw page: a page as it was fetched, as text and as a document; what a town sent is never taken for a page of ours."""

from __future__ import annotations

from dataclasses import dataclass

from w3lib.encoding import html_to_unicode

from news.raw import KeptPage, RawPage
from news.settings import Settings
from news.store import Store
from news.store.pages import PageRows
from news.warc import RawPages

LONGEST = 100_000
"""Characters of a page's text that are shown beside its facts; the whole has an address of its own."""


@dataclass(frozen=True, kw_only=True)
class ShownPage:
    """A page and what is known of it."""

    kept: KeptPage
    raw: RawPage
    text: str
    """Its body as the browser would decode it."""
    encoding: str
    """In which that is, as Python calls it."""

    @property
    def beginning(self) -> str:
        """Its text, cut where it is very long."""
        return self.text[:LONGEST]

    @property
    def media_type(self) -> str:
        """How its body, encoded anew, is to be served: HTML where the site said so or said nothing, else as text."""
        told = (self.raw.content_type or "text/html").partition(";")[0].strip().lower()
        return f"text/{'html' if told in {'text/html', 'application/xhtml+xml'} else 'plain'}; charset=utf-8"

    @property
    def body(self) -> bytes:
        """Its text in UTF-8."""
        return self.text.encode("utf-8", "replace")


def shown_page(store: Store, settings: Settings, number: str) -> ShownPage | None:
    """Return the page of a number; None where there is none. Raise RawPageError when it is gone or damaged, StoreError."""
    kept = PageRows(store).one(int(number)) if number.isascii() and number.isdecimal() and len(number) < 18 else None
    if kept is None:
        return None
    raw = RawPages(settings.pages_dir, store).read(kept)
    encoding, text = html_to_unicode(raw.content_type, raw.body)
    return ShownPage(kept=kept, raw=raw, text=text, encoding=encoding)
