"""The readers compared: ours, and what an operator could install in its place; a peer not installed is named as absent."""

from __future__ import annotations

import importlib
import logging
import warnings
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

from bench.reading.scoring import DAY, TEXT, TITLE, Output
from crawler.pages.generic import read_generic
from crawler.pages.page import Evidence, Page
from crawler.pages.zone import guess_zone
from news import clock
from news.article import reading_lines
from news.source import Source
from news.text import clean

Reader = Callable[[str, str], Output]
"""(markup, address) -> what was read."""


def loa(markup: str, url: str) -> Output:
    """Our generic reader, with nothing known of the site."""
    page = Page(url=url, markup=markup)
    source = Source(id="xx-bench", title="", homepage=url, listings=(), timezone=guess_zone(page), language="und")
    reading = read_generic(page, source, evidence=Evidence(now=clock.now()))
    day = reading.published.moment.astimezone(ZoneInfo(source.timezone)).date().isoformat() if reading.published else None
    lines = [reading.lead] if reading.lead else []
    lines += [line for block in reading.body for line in reading_lines(block)]
    return Output(title=reading.title, text="\n".join(lines), day=day, authors=reading.authors)


def _trafilatura(*, precise: bool) -> Reader:
    trafilatura = importlib.import_module("trafilatura")

    def read(markup: str, url: str) -> Output:
        found = trafilatura.bare_extraction(markup, url=url, favor_precision=precise, include_comments=False, with_metadata=True)
        if found is None:
            return Output()
        authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
        return Output(title=found.title, text=found.text or "", day=found.date, authors=authors)

    return read


def _readability() -> Reader:
    readability = importlib.import_module("readability")
    html = importlib.import_module("lxml.html")

    def read(markup: str, _url: str) -> Output:
        document = readability.Document(markup)
        tree = html.fragment_fromstring(document.summary(html_partial=True), create_parent=True)
        blocks = [clean(block.text_content()) for block in tree.iter("p", "li", "h2", "h3", "h4", "pre", "td", "blockquote")]
        text = clean(tree.text_content())
        return Output(
            fields=TITLE | TEXT,
            title=document.short_title(),
            text="\n".join(blocks) if len(" ".join(blocks)) > 0.9 * len(text) else text,
        )

    return read


def _newspaper() -> Reader:
    newspaper = importlib.import_module("newspaper")

    def read(markup: str, url: str) -> Output:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=markup)
        article.parse()
        day = article.publish_date.date().isoformat() if isinstance(article.publish_date, datetime) else None
        return Output(title=article.title, text=article.text, day=day, authors=tuple(article.authors))

    return read


def _news_please() -> Reader:
    newsplease = importlib.import_module("newsplease")

    def read(markup: str, url: str) -> Output:
        found = newsplease.NewsPlease.from_html(markup, url=url, fetch_images=False)
        day = found.date_publish.date().isoformat() if found.date_publish else None
        return Output(title=found.title, text=found.maintext or "", day=day, authors=tuple(found.authors or ()))

    return read


def _resiliparse() -> Reader:
    extract = importlib.import_module("resiliparse.extract.html2text")

    def read(markup: str, _url: str) -> Output:
        return Output(
            fields=TEXT, text=extract.extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)
        )

    return read


def _htmldate() -> Reader:
    htmldate = importlib.import_module("htmldate")

    def read(markup: str, url: str) -> Output:
        return Output(fields=DAY, day=htmldate.find_date(markup, url=url, original_date=True))

    return read


_PEERS: tuple[tuple[str, str, Callable[[], Reader]], ...] = (
    ("trafilatura", "trafilatura", lambda: _trafilatura(precise=False)),
    ("trafilatura precise", "trafilatura", lambda: _trafilatura(precise=True)),
    ("readability-lxml", "readability-lxml", _readability),
    ("newspaper4k", "newspaper4k", _newspaper),
    ("news-please", "news-please", _news_please),
    ("resiliparse", "resiliparse", _resiliparse),
    ("htmldate", "htmldate", _htmldate),
)


FIELDS = {"readability-lxml": TITLE | TEXT, "resiliparse": TEXT, "htmldate": DAY}
"""What readers claim to read, where it is not everything."""


def readers() -> tuple[dict[str, Reader], dict[str, str]]:
    """Return the readers that can run, and every reader's version or the word "absent"."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found: dict[str, Reader] = {"loa": loa}
    versions = {"loa": "this checkout"}
    for name, distribution, build in _PEERS:
        try:
            versions[name] = version(distribution)
            found[name] = build()
        except (PackageNotFoundError, ImportError) as error:
            versions[name] = f"absent ({clean(str(error))})"
    return found, versions
