"""The generic reader: one page nobody wrote a layout for, read by its metadata, its structure and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trafilatura

from crawler.pages.blocks import read_blocks
from crawler.pages.generic.authors import read_authors
from crawler.pages.generic.carve import carve
from crawler.pages.generic.dating import read_dates
from crawler.pages.generic.extras import read_attachments, read_categories, read_other_news
from crawler.pages.generic.finding import Found, by_second_opinion, find, is_doubtful
from crawler.pages.generic.index import is_index
from crawler.pages.generic.language import read_language
from crawler.pages.generic.lead import read_lead
from crawler.pages.generic.lines import trim, without_biographies
from crawler.pages.generic.metadata import Metadata, gather
from crawler.pages.generic.outline import Outline, outline
from crawler.pages.generic.reading import Reading
from crawler.pages.generic.surroundings import Span, byline_lines, dated_lines
from crawler.pages.generic.title import Heading, read_title, sites_of
from crawler.pages.page import Evidence, Page
from news.article import Block, Figure, reading_lines
from news.errors import EmptyPageError, LayoutError
from news.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_FOR_OTHERS = 500_000
"""Characters of markup that another extractor is asked about: its time grows with the square of some shapes."""
_SHORTEST = 40
"""A body with less text, lead included, is no article unless its page carries an article's metadata."""


def read_generic(page: Page, source: Source, *, evidence: Evidence) -> Reading:
    """Read the page by its structure and by what it says of itself.

    Raises EmptyPageError for a page without readable text or whose text is a list of others' headlines, and LayoutError (field
    "title" or "body") for one that has text but no article. Never asks a general extractor while structure and metadata agree.
    """
    metadata = gather(page.tree, page.url)
    measured, heading, found = _located(page, source, metadata)
    lead = read_lead(measured, found, heading, metadata)
    blocks = read_blocks(carve(measured, found.roots, found.cuts.dropped), base_url=page.url)
    plain = f"{heading.text} {' '.join(line for block in blocks for line in reading_lines(block))}"
    language = read_language(plain, metadata.language, source.language)
    trimmed = trim(blocks, title=heading.text, lead=lead, language=language)
    text = "\n".join([trimmed.lead or "", *(line for block in trimmed.body for line in reading_lines(block))]).strip()
    if not text or (len(text) < _SHORTEST and metadata.kind != "article" and not metadata.published):
        raise LayoutError(page.url, "body")
    span = Span(title=heading.place, first=found.roots[0], last=measured.ends[found.roots[-1]])
    dates = read_dates(
        dated_lines(measured, span),
        metadata,
        url=page.url,
        opening=trimmed.lead or _first(trimmed.body),
        text=text,
        images=[block.image for block in trimmed.body if isinstance(block, Figure)],
        zone=source.zone,
        language=language,
        now=evidence.now,
        listing=evidence.listing,
    )
    # Who is dated, or calls itself an article, may well be a review of the week.
    if dates.published is None and metadata.kind != "article" and is_index(measured, found.roots):
        raise EmptyPageError(page.url, "a list of news, no article")
    signatures = [measured.texts[place] for place in found.cuts.signatures]
    authors = read_authors(
        byline_lines(measured, span),
        [*signatures, trimmed.signature] if trimmed.signature else signatures,
        metadata,
        sites=sites_of(metadata, source, page.url),
        vietnamese=language.partition("-")[0] == "vi",
    )
    body = without_biographies(trimmed.body, authors.people)
    figure = next((block.image for block in body if isinstance(block, Figure)), None)
    return Reading(
        title=heading.text,
        lead=trimmed.lead,
        body=body,
        byline=authors.byline,
        authors=authors.people,
        organisations=authors.organisations,
        published=dates.published,
        updated=dates.updated,
        categories=read_categories(measured, metadata, span, heading.text),
        attachments=read_attachments(measured, found, page.url),
        image=figure or metadata.image,
        other_news=read_other_news(measured, found, page.url, trimmed.others),
        language=language,
        warnings=dates.warnings,
        trust={
            name: value
            for name, value in {
                "title": heading.trust,
                "body": found.trust,
                "published": dates.trust,
                "authors": authors.trust,
            }.items()
            if value
        },
        confidence=found.confidence,
    )


def _located(page: Page, source: Source, metadata: Metadata) -> tuple[Outline, Heading, Found]:
    """Where the title and the text stand; hidden parts are looked into only when nothing is shown."""
    measured = outline(page.tree)
    if not any(measured.sizes) and not any((measured := outline(page.tree, show_hidden=True)).sizes):
        raise EmptyPageError(page.url, "no readable text")
    heading = read_title(measured, metadata, source, page.url)
    found = find(measured, heading.place if heading else None, metadata.text)
    if found is None or found.size < _SHORTEST:
        shown = outline(page.tree, show_hidden=True)
        again = find(shown, heading.place if heading else None, metadata.text)
        if again is not None and (found is None or again.size > 3 * found.size):
            measured, found = shown, again
    if heading is None:
        raise LayoutError(page.url, "title")
    if is_doubtful(found) and not measured.cut and len(page.markup) <= _LONGEST_FOR_OTHERS:
        second = trafilatura.extract(page.tree, include_comments=False, include_tables=True) or ""
        found = by_second_opinion(found, measured, heading.place, second)
    if found is None:
        raise LayoutError(page.url, "body")
    return measured, heading, found


def _first(body: Sequence[Block]) -> str:
    return next((line for block in body for line in reading_lines(block)), "")
