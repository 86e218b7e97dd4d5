"""Golden pages: every folder tests/pages/<source>/<case> holds a page and what a person, having read it, expects of it.

`loa record` makes them; `crawler.commands.golden` says what stands in expected.json.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.commands.golden import ANSWERS, load_expected, load_page, load_source, read_again
from crawler.families import FAMILIES, recognise
from crawler.loader import SourceSpiderLoader
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from news.article import Article, Figure, ListBlock, Paragraph, Quote, reading_lines
from news.identity import normalise
from news.text import clean

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/expected.json"))


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def test_there_are_golden_pages() -> None:
    assert len(CASES) >= 30
    assert {path.parent for path in PAGES.glob("*/*/page.html")} == set(CASES)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_page_reads_as_a_person_reads_it(case: Path) -> None:
    wanted = load_expected(case)
    assert wanted["reviewed"] is True, "read the page, correct expected.json where it is wrong, then set reviewed to true"
    assert wanted["family"] in {*FAMILIES, "generic"}
    answer = ANSWERS & wanted.keys()
    assert len(answer) == 1
    found = read_again(case, wanted)
    assert found.keys() == answer, found.get("error")
    for kind in answer:
        assert found[kind].keys() == wanted[kind].keys()
        for field, value in wanted[kind].items():
            assert found[kind][field] == value, field


@pytest.mark.parametrize("case", [case for case in CASES if "article" in load_expected(case)], ids=named)
def test_what_holds_for_every_article(case: Path) -> None:
    wanted = load_expected(case)
    recorded = datetime.fromisoformat(wanted["recorded"])
    source, page = load_source(wanted), load_page(case, wanted)
    assert source.id == case.parent.name
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
    """Whether the page has more of its family than a bare few elements around damaged text, and no theme of its own."""
    wanted = load_expected(case)
    if wanted["source"].get("selectors"):
        return False
    markup = (case / "page.html").read_text("utf-8", errors="replace")
    return "article" in wanted and (wanted["family"] != "vnportal" or "Anh-tin-bai" in markup)


@pytest.mark.parametrize("case", [case for case in CASES if is_telling(case)], ids=named)
def test_a_page_without_a_declared_family_tells_its_own(case: Path) -> None:
    wanted = load_expected(case)
    family = recognise(load_page(case, wanted))
    assert (family.name if family else "generic") == wanted["family"]


def test_every_spider_has_a_golden_page() -> None:
    from scrapy.settings import Settings as ScrapySettings

    from news.settings import Settings

    settings = ScrapySettings({"SPIDER_MODULES": ["crawler.spiders"], "LOA": Settings(), "LOA_FILE": None})
    sources = SourceSpiderLoader(settings).sources()
    assert sources
    have = {case.parent.name for case in CASES if "article" in load_expected(case)}
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
