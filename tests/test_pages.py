"""Golden pages: every folder tests/pages/<source>/<case> holds a page and what a person, having read it, expects of it.

expected.json has `url`, `source` (fields of `news.source.Source`), `family` (the one recognised or declared), `recorded` (the
moment of recording, which is the "now" of reading), `reviewed`, and one of `article` (as `news.store.codec` writes it), `listing`
(`links` of address, title and date, and `next`) or `error` (`kind` and `problem`).
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.families import FAMILIES, recognise
from crawler.loader import SourceSpiderLoader
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from news.article import Article, Figure, ListBlock, Paragraph, Published, Quote, reading_lines
from news.errors import NewsError
from news.identity import normalise
from news.source import Source
from news.store.codec import encode
from news.text import clean

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/expected.json"))
ANSWERS = {"article", "listing", "error"}


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def expected(case: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return content


def source_of(case: Path, fields: dict[str, Any]) -> Source:
    assert fields["id"] == case.parent.name
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    return Source(**values)


def page_of(case: Path, url: str) -> Page:
    return Page.decode(url, (case / "page.html").read_bytes(), content_type=None)


def date(published: Published | None) -> list[str] | None:
    return [published.moment.isoformat(), published.precision, published.provenance] if published else None


def read(case: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """What Loa makes of the page, in the form of expected.json."""
    source, page = source_of(case, wanted["source"]), page_of(case, wanted["url"])
    now = datetime.fromisoformat(wanted["recorded"])
    try:
        if "listing" in wanted:
            listing = read_listing(page, source, now=now)
            return {
                "listing": {
                    "links": [[link.url, link.title, date(link.published)] for link in listing.links],
                    "next": listing.next,
                }
            }
        return {"article": json.loads(encode(read_article(page, source, evidence=Evidence(now=now))))}
    except NewsError as error:
        return {"error": {"kind": error.kind, "problem": str(error).removeprefix(f"{page.url}: ")}}


def test_there_are_golden_pages() -> None:
    assert len(CASES) >= 30
    assert {path.parent for path in PAGES.glob("*/*/page.html")} == set(CASES)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_page_reads_as_a_person_reads_it(case: Path) -> None:
    wanted = expected(case)
    assert wanted["reviewed"] is True, "read the page, correct expected.json where it is wrong, then set reviewed to true"
    assert wanted["family"] in {*FAMILIES, "generic"}
    answer = ANSWERS & wanted.keys()
    assert len(answer) == 1
    found = read(case, wanted)
    assert found.keys() == answer, found.get("error")
    for kind in answer:
        assert found[kind].keys() == wanted[kind].keys()
        for field, value in wanted[kind].items():
            assert found[kind][field] == value, field


@pytest.mark.parametrize("case", [case for case in CASES if "article" in expected(case)], ids=named)
def test_what_holds_for_every_article(case: Path) -> None:
    wanted = expected(case)
    recorded = datetime.fromisoformat(wanted["recorded"])
    source, page = source_of(case, wanted["source"]), page_of(case, wanted["url"])
    article = read_article(page, source, evidence=Evidence(now=recorded))
    assert article.family == wanted["family"]
    for address in addresses(article):
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https", "mailto"}, address
        assert parts.scheme == "mailto" or parts.hostname, address
    for text in texts(article):
        assert text
        assert text == clean(text)
    for moment in (article.published, article.updated):
        assert moment is None or moment.moment <= recorded
    around = [*article.other_news, *article.listed]
    assert normalise(article.url) not in {normalise(link.url) for link in around}
    family = FAMILIES.get(source.family)
    if family is not None:
        assert article.key not in {family.key(link.url) for link in around}
    lines = [line for block in article.body for line in reading_lines(block)]
    assert article.lead not in lines
    assert article.title not in lines
    assert not {link.title for link in article.other_news} & set(lines)


def is_telling(case: Path) -> bool:
    """Whether the page has more of its family than a bare few elements around damaged text."""
    wanted = expected(case)
    markup = (case / "page.html").read_text("utf-8", errors="replace")
    return "article" in wanted and (wanted["family"] != "vnportal" or "Anh-tin-bai" in markup)


@pytest.mark.parametrize("case", [case for case in CASES if is_telling(case)], ids=named)
def test_a_page_without_a_declared_family_tells_its_own(case: Path) -> None:
    wanted = expected(case)
    family = recognise(page_of(case, wanted["url"]))
    assert (family.name if family else "generic") == wanted["family"]


def test_every_spider_has_a_golden_page() -> None:
    from scrapy.settings import Settings as ScrapySettings

    from news.settings import Settings

    settings = ScrapySettings({"SPIDER_MODULES": ["crawler.spiders"], "LOA": Settings(), "LOA_FILE": None})
    sources = SourceSpiderLoader(settings).sources()
    assert sources
    have = {case.parent.name for case in CASES if "article" in expected(case)}
    assert {source.id for source in sources} <= have


def addresses(article: Article) -> Iterator[str]:
    yield article.url
    if article.image:
        yield article.image
    for link in (*article.other_news, *article.listed):
        yield link.url
    for attachment in article.attachments:
        yield attachment.url
    for block in article.body:
        if isinstance(block, Figure):
            yield block.image
        if isinstance(block, Paragraph | Quote):
            yield from (mark.href for mark in block.marks if mark.href)
        if isinstance(block, ListBlock):
            yield from (mark.href for item in block.items for mark in item.marks if mark.href)


def texts(article: Article) -> Iterator[str]:
    yield article.title
    yield from (text for text in (article.lead,) if text is not None)
    yield from (*article.authors, *article.organisations, *article.categories)
    yield from (link.title for link in (*article.other_news, *article.listed))
    for block in article.body:
        yield from reading_lines(block)
        if isinstance(block, Figure):
            yield from (text for text in (block.caption, block.credit, block.alt) if text is not None)
