"""Dating: the one date of publication among those of a page, and the date of its last edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.families.family import Family
from crawler.pages.dates import choose, gather_years, read_metadata, read_prose, read_visible, says_edited
from crawler.pages.evidence import Evidence
from crawler.pages.parts import Parts
from news.article import Block, Figure, Published, reading_lines
from news.source import Source

_PUBLISHED = ("article:published_time", "og:article:published_time")


@dataclass(frozen=True, kw_only=True)
class Dates:
    """What was decided."""

    published: Published | None = None
    updated: Published | None = None
    warnings: tuple[str, ...] = ()


def decide_dates(
    parts: Parts, root: HtmlElement, url: str, *, family: Family | None, source: Source, evidence: Evidence, language: str
) -> Dates:
    """Return the date of publication, in falling order of trust: visible, metadata, listing, address, prose; and the last edit.

    Metadata counts only for families whose metadata names the publication, the address only for families that date theirs, and
    prose only when nothing else is known. A visible date labelled as an edit ("Cập nhật lúc") is the edit's when the page has
    another date of publication, and the publication's when it has none. Dates that cannot be true become warnings.
    """
    reader = _Reader(zone=source.zone, now=evidence.now, language=language, family=family)
    shown, edited = reader.shown(parts.dates)
    told = reader.told(root, _PUBLISHED) if family is not None and family.trusts_metadata else None
    in_url = family.url_date(url, source.zone, evidence.now) if family is not None else None
    published = choose((shown, told)) or (in_url if edited else None) or edited or choose((evidence.listing, in_url))
    if published is None:
        published = reader.in_prose(parts)
    updated = reader.updated(parts.updates, root) or edited
    if updated is not None and (published is None or updated.moment <= published.moment):
        updated = None
    return Dates(published=published, updated=updated, warnings=tuple(dict.fromkeys(reader.refused)))


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads dates of one page; those that cannot be true gather in `refused`."""

    zone: ZoneInfo
    now: datetime
    language: str
    family: Family | None
    refused: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """What the page says for machines, by name, once it was looked up."""

    def shown(self, texts: Sequence[str]) -> tuple[Published | None, Published | None]:
        """The first date shown that is a publication's, and the first that is labelled as an edit's."""
        edited: Published | None = None
        for text in texts:
            found = self.visible(text)
            if found is None:
                continue
            if not says_edited(text, language=self.language):
                return found, edited
            edited = edited or found
        return None, edited

    def visible(self, text: str) -> Published | None:
        found = read_visible(text, self.zone, now=self.now, language=self.language, refused=self.refused)
        if found is None or self.family is None:
            return found
        return self.family.correct_date(found, text, self.zone)

    def told(self, root: HtmlElement, names: Sequence[str]) -> Published | None:
        """The first date under one of the names, as property, name or itemprop; the first name first."""
        if not self.said:
            self.said.update(_said(root))
        for name in names:
            found = read_metadata(self.said.get(name, ""), self.zone, now=self.now, language=self.language, refused=self.refused)
            if found is not None:
                return found
        return None

    def updated(self, texts: Sequence[str], root: HtmlElement) -> Published | None:
        """The moment of the last edit: shown, or under the names the family writes it."""
        found = next((date for text in texts if (date := self.visible(text)) is not None), None)
        if found is not None or self.family is None or not self.family.updated_properties:
            return found
        return self.told(root, self.family.updated_properties)

    def in_prose(self, parts: Parts) -> Published | None:
        lines = [line for block in parts.body for line in reading_lines(block)]
        opening = parts.lead or (lines[0] if lines else "")
        if not opening:
            return None
        addresses = [*images(parts.body), *(attachment.url for attachment in parts.attachments)]
        years = gather_years("\n".join([parts.lead or "", *lines]), self.zone, now=self.now, urls=addresses)
        return read_prose(opening, self.zone, years=years, now=self.now, language=self.language, refused=self.refused)


def _said(root: HtmlElement) -> dict[str, str]:
    """What a page says for machines under each name; the first time counts."""
    values: dict[str, str] = {}
    for element in root.iter("meta", "span", "time", "div"):
        name = element.get("property") or element.get("itemprop") or (element.get("name") if element.tag == "meta" else "")
        if name and name not in values:
            values[name] = element.get("content") or element.get("datetime") or element.text or ""
    return values


def images(body: Sequence[Block]) -> list[str]:
    """Return the addresses of the body's figures, in order."""
    return [block.image for block in body if isinstance(block, Figure)]
