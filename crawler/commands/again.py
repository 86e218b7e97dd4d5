"""Reading a kept page again: what today's reader makes of it, beside what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from crawler.readers import Readers
from crawler.report import kind_of
from news.article import Article, Published
from news.changes import settle
from news.errors import RawPageError
from news.fields import FieldChange, carried, field_changes
from news.raw import KeptPage
from news.source import Source
from news.store import Present, Store
from news.warc import RawPages


class Verdict(StrEnum):
    """What became of a page."""

    SAME = "same"
    """It reads as before."""
    DIFFERENT = "different"
    """It reads differently."""
    ARTICLE = "article"
    """It could not be read before and gives an article now."""
    FAILED = "failed"
    """It was read before and cannot be now."""
    UNREADABLE = "unreadable"
    """It could not be read before and cannot be now."""
    LATER = "later"
    """What is stored was read from a later page, which was not kept."""
    SEEN = "seen"
    """It could not be read before, but its article has been read since."""
    GONE = "gone"
    """Its article is not in the store, or its content was given up."""
    DAMAGED = "damaged"
    """What was kept of it cannot be read back."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A page read again."""

    page: KeptPage
    verdict: Verdict
    article: Article | None = None
    """What it says now; None where it gives no article or none was needed."""
    changes: tuple[FieldChange, ...] = ()
    """How that differs from what is stored, where it was read before."""
    shown: tuple[Published | None, Published | None] = (None, None)
    """The date that readers see (None: first seen), now and with the new reading."""
    kind: str | None = None
    """Kind of the error with which it cannot be read; None: it can."""
    error: str | None = None
    """That error in one line."""


class Again:
    """Reads kept pages again and compares; writes nothing."""

    def __init__(self, store: Store, pages: RawPages, sources: Mapping[str, Source], readers: Readers) -> None:
        """`sources` are those of today, by id."""
        self._store = store
        self._pages = pages
        self._sources = sources
        self._readers = readers

    async def look(self, page: KeptPage) -> Finding:
        """Read one page again. Raise StoreError; every other failure is part of the finding."""
        stored = self._store.present([page.article]).get(page.article) if page.article is not None else None
        if page.article is not None and (stored is None or stored.revision != page.revision):
            return Finding(page=page, verdict=Verdict.GONE if stored is None else Verdict.LATER)
        try:
            article = await self._read(page)
        except RawPageError as error:
            return Finding(page=page, verdict=Verdict.DAMAGED, kind=error.kind, error=str(error))
        except Exception as error:  # noqa: BLE001 a door: one page never ends the others
            verdict = Verdict.UNREADABLE if stored is None else Verdict.FAILED
            told = " ".join(f"{error}".split()) or type(error).__name__
            return Finding(page=page, verdict=verdict, kind=kind_of(error), error=told)
        return self._unread(page, article) if stored is None else _compare(page, stored, article)

    async def _read(self, page: KeptPage) -> Article:
        raw = self._pages.read(page)
        decoded = Page.decode(raw.url, raw.body, content_type=raw.content_type, fetched=raw.fetched)
        evidence = Evidence(now=raw.fetched, listing=raw.listed)
        return await self._readers.read(decoded, self._sources[page.source], evidence)

    def _unread(self, page: KeptPage, article: Article) -> Finding:
        known = self._store.find(page.source, article.key) or self._store.find(page.source, article.url)
        if known is not None:
            present = self._store.present([known]).get(known)
            if present is None or present.last_seen >= page.fetched:
                return Finding(page=page, verdict=Verdict.GONE if present is None else Verdict.SEEN)
        return Finding(page=page, verdict=Verdict.ARTICLE, article=article)


def _compare(page: KeptPage, stored: Present, article: Article) -> Finding:
    article = carried(stored.article, article)
    changes = field_changes(stored.article, article)
    if not changes:
        return Finding(page=page, verdict=Verdict.SAME)
    settled = settle(stored.settled, article.published, revision=stored.revision)
    return Finding(page=page, verdict=Verdict.DIFFERENT, article=article, changes=changes, shown=(stored.settled, settled))
