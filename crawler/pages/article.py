"""Article: what a news page says, read by its family's layout or, where nobody wrote one, by its structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler.families import FAMILIES, Family, recognise
from crawler.pages.challenge import challenge_in
from crawler.pages.dates import choose
from crawler.pages.dating import Dates, decide_dates, images
from crawler.pages.evidence import Evidence
from crawler.pages.generic import Reading, read_generic
from crawler.pages.generic.language import read_language
from crawler.pages.layout import Layout
from crawler.pages.links import absolute, base_of, undated
from crawler.pages.misread import refuse_misread
from crawler.pages.page import Page
from crawler.pages.parked import is_parked
from crawler.pages.parts import Parts, read_parts
from crawler.pages.restoring import restored
from crawler.pages.titles import clean_title
from crawler.pages.vacancy import vacancy_in
from news.article import Article, Link, reading_lines
from news.errors import ChallengeError, EmptyPageError, LayoutError, ParkedError
from news.identity import normalise
from news.source import Source

_NO_LAYOUT = (Layout(),)

_CUT = "page too large: its end was not read"
_TWICE = "text decoded twice: repaired"


def read_article(page: Page, source: Source, *, evidence: Evidence, family: Family | None = None) -> Article:
    """Return the article on the page.

    It is read by the layouts of `family`, else of the family that the source declares, else of the one recognised in the page;
    where none of those knows the markup, by the generic reader. `Source.selectors` override the layout's, or what the generic
    reader found. The key is the family's where one is given or declared, else the normalised address: a recognised family does
    not decide it, for a source must name all its articles by one rule.

    Raises CharsetError for a text whose letters were lost; ChallengeError for a bot challenge; ParkedError where the domain is
    for sale; EmptyPageError for a page without text, a soft 404 or an error message served with status 200;
    LayoutError naming "title" or "body" where a layout that was given or declared does not find it (copies for
    printers are read by their structure), "page" for a page that is too large. A missing date is None. Never raises anything else
    on a page.
    """
    given = family or FAMILIES.get(source.family)
    task = _Task(page=page, source=source, evidence=evidence, reader=given or recognise(page), given=given)
    missing: LayoutError | None = None
    for layout in task.layouts:
        if not layout.reads_articles:
            continue
        parts = read_parts(page, layout, source)
        if parts.title and parts.body:
            return _by_layout(task, parts)
        missing = missing or LayoutError(page.url, "body" if parts.title else "title")
    challenge = challenge_in(page.markup)
    if challenge is not None:
        raise ChallengeError(page.url, f"bot challenge ({challenge})")
    if is_parked(page):
        raise ParkedError(page.url, "the page says that the domain is for sale or has run out")
    vacancy = vacancy_in(page.tree)
    if vacancy is not None:
        raise EmptyPageError(page.url, vacancy)
    if missing is not None and (given is not None or source.selectors) and not _is_copy(page.url, given):
        raise missing
    return _by_structure(task)


def _is_copy(url: str, family: Family | None) -> bool:
    """Whether an address is that of an article's copy, for printers or to send: such copies have a markup of their own."""
    return family is not None and family.key(url) is not None and not family.is_article(url)


def key_of(url: str, family: Family | None) -> str:
    """Return the key of the article at an address: the family's, or the normalised address."""
    return (family.key(url) if family is not None else None) or normalise(url)


@dataclass(frozen=True, kw_only=True)
class _Task:
    """One page to read, with what is known about it."""

    page: Page
    source: Source
    evidence: Evidence
    reader: Family | None
    """The family whose markup the page has, as far as known."""
    given: Family | None
    """The family that the caller or the source named: only that decides keys."""

    @property
    def layouts(self) -> Iterator[Layout]:
        known = self.reader.layouts if self.reader is not None else ()
        return (layout.with_selectors(self.source.selectors) for layout in known or _NO_LAYOUT)


def _by_layout(task: _Task, parts: Parts) -> Article:
    parts = restored(parts)
    text = "\n".join([parts.title or "", parts.lead or "", *(line for block in parts.body for line in reading_lines(block))])
    language = read_language(text, "", task.source.language)
    return _article(task, parts, _dates(task, parts, task.reader, language), language)


def _dates(task: _Task, parts: Parts, family: Family | None, language: str) -> Dates:
    page = task.page
    return decide_dates(parts, page.tree, page.url, family=family, source=task.source, evidence=task.evidence, language=language)


def _by_structure(task: _Task) -> Article:
    """The article as the generic reader finds it, with the parts that selectors name put in their places."""
    page, source = task.page, task.source
    reading = read_generic(page, source, evidence=task.evidence)
    parts = _parts_of(reading)
    published, updated, warnings = reading.published, reading.updated, reading.warnings
    if source.selectors:
        own = read_parts(page, next(task.layouts), source)
        parts = _overlaid(parts, own)
        dates = _dates(task, own, None, reading.language)
        if own.dates and dates.published is not None:
            published, warnings = dates.published, (*warnings, *dates.warnings)
        if own.updates and dates.updated is not None:
            updated = dates.updated
    if task.reader is not None:
        published = choose((published, task.reader.url_date(page.url, source.zone, task.evidence.now)))
    parts = restored(replace(parts, title=clean_title(parts.title or "", source.title_affixes)))
    dates = Dates(published=published, updated=updated, warnings=warnings)
    return _article(task, parts, dates, reading.language, image=reading.image)


def _parts_of(reading: Reading) -> Parts:
    return Parts(
        title=reading.title,
        lead=reading.lead,
        body=reading.body,
        authors=reading.authors,
        organisations=reading.organisations,
        categories=reading.categories,
        attachments=reading.attachments,
        listed=undated(reading.listed),
        other_news=undated(reading.other_news),
    )


def _overlaid(parts: Parts, own: Parts) -> Parts:
    """The parts with everything in its place that the selectors found."""
    signed = own.authors or own.organisations
    return replace(
        parts,
        title=own.title or parts.title,
        lead=own.lead or parts.lead,
        body=own.body or parts.body,
        authors=own.authors if signed else parts.authors,
        organisations=own.organisations if signed else parts.organisations,
        categories=own.categories or parts.categories,
        attachments=own.attachments or parts.attachments,
        listed=own.listed or parts.listed,
        other_news=own.other_news or parts.other_news,
    )


def _article(task: _Task, parts: Parts, dates: Dates, language: str, *, image: str | None = None) -> Article:
    page, source = task.page, task.source
    refuse_misread(page.url, [parts.title or "", *(line for block in parts.body for line in reading_lines(block))])
    listed = _without_self(parts.listed, page.url, task.given)
    chosen = {link.url for link in listed}
    return Article(
        source=source.id,
        url=page.url,
        key=key_of(page.url, task.given),
        title=parts.title or "",
        lead=parts.lead,
        body=parts.body,
        authors=parts.authors,
        organisations=parts.organisations,
        published=dates.published,
        updated=dates.updated,
        categories=parts.categories,
        attachments=parts.attachments,
        image=next(iter(images(parts.body)), None) or image or _chosen_image(page),
        language=language,
        timezone=source.timezone,
        listed=listed,
        other_news=tuple(link for link in _without_self(parts.other_news, page.url, task.given) if link.url not in chosen),
        family=task.reader.name if task.reader is not None else "generic",
        warnings=tuple(dict.fromkeys((*parts.warnings, *dates.warnings, *_damages(page)))),
    )


def _damages(page: Page) -> list[str]:
    return [warning for warning, holds in ((_CUT, page.is_cut), (_TWICE, page.is_repaired)) if holds]


def _without_self(links: tuple[Link, ...], url: str, family: Family | None) -> tuple[Link, ...]:
    """The links that lead to other articles, each article once."""
    found: dict[str, Link] = {}
    own = key_of(url, family)
    for link in links:
        other = key_of(link.url, family)
        if other != own:
            found.setdefault(other, link)
    return tuple(found.values())


def _chosen_image(page: Page) -> str | None:
    """The image that the page's metadata chooses (`og:image`)."""
    base_url = base_of(page.tree, page.url)
    for element in page.tree.iter("meta"):
        if element.get("property") in {"og:image", "og:image:secure_url"} or element.get("name") == "twitter:image":
            address = absolute(base_url, element.get("content"))
            if address is not None:
                return address
    return None
