"""Whatever a site sends gives an article or a named error, soon."""

import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from crawler.pages.tree import DEEPEST, MOST_CHARACTERS, MOST_ELEMENTS, count_elements
from news.article import Article
from news.errors import EmptyPageError, LayoutError, NewsError
from news.source import Source

URL = "https://xa.example.vn/tin/bai-12345"
SOURCE = Source(
    id="vn-xa", title="Xã", homepage="https://xa.example.vn/", listings=("https://xa.example.vn/tin",), family="vnportal"
)
SECONDS = 6.0
"""Far more than any page takes alone on a core; what grows with the square of its size takes minutes."""

ATTACKS = {
    "100,000 levels": "<div>" * 100_000 + "sâu" + "</div>" * 100_000,
    "600 levels": "<div>" * 600 + "<p>Một đoạn văn.</p>" + "</div>" * 600,
    "unclosed fonts": "<p><font>Đoạn văn." * 3_000,
    "20 MB": "a" * 20_000_000,
    "NULs": "\0" * 100_000,
    "open brackets": "<" * 1_000_000,
    "attributes": "<p " + "a=b " * 500_000 + ">x</p>",
    "attributes all different": "<p " + " ".join(f"a{number}=b" for number in range(100_000)) + ">x</p>",
    "sentences in links": "".join(f"<a href='/{number}'>{'Một câu dài, ' * 8}.</a>" for number in range(20_000)),
    "inline tags": "<p>" + "<b>a</b> " * 20_000 + "Một câu dài, " * 100,
    "marks": "<p>" + "<b>a</b><i>b</i>" * 150_000,
    "marks in marks": "<p>" + "<b><i>x" * 100_000,
    "breaks": "<p>" + "a<br>" * 500_000,
    "images": "<p>" + "<img src=a.jpg>" * 200_000,
    "cells": "<table><tr>" + "<td>x" * 300_000,
    "tables in tables": "<table><tr><td>" * 100_000 + "x",
    "shortcodes": "<p>" + "[caption id=x] a [/caption" * 150_000,
    "lists in lists": "<ul><li>" * 100_000 + "x",
    "entities": "&#x41;" * 700_000,
    "links": "<a href='/a-b-c-d-e-12345'>Một liên kết dài đủ</a> 12/01/2026 " * 60_000,
    "one long line": "Xin chào các bạn, " * 200_000,
    "blanks": " \n" * 2_000_000,
    "empty paragraphs": "<p>&nbsp;</p>" * 300_000,
    "one long address": "<a href='" + "a" * 1_000_000 + "'>x</a>",
    "quotes": "<blockquote>" * 100_000 + "x",
    "surrogates": "<p>\ud800\udfff abc</p>",
    "srcset": "<img srcset='" + "a 1w, " * 300_000 + "'>",
    "style": "<p style='" + "a:b;" * 400_000 + "'>x</p>",
    "bold lines": "<p><b>Đậm ngắn</b></p>" * 100_000,
    "scripts": "<script>document.cookie=1;" * 50_000,
}


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_article_or_a_named_error_soon_without_a_layout(attack: str) -> None:
    page = Page(url="https://xa.example.org/a", markup=f"<body><h1>Tiêu đề của bài</h1><div>{ATTACKS[attack]}</div>")
    source = replace(SOURCE, family="generic", homepage="https://xa.example.org/", listings=("https://xa.example.org/",))
    began = time.process_time()
    with suppress(NewsError):
        read_article(page, source, evidence=Evidence(now=datetime(2026, 1, 20, tzinfo=UTC)))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_article_or_a_named_error_soon(attack: str) -> None:
    markup = f'<h1 class="ArticleHeader">Tiêu đề</h1><div class="ArticleContent">{ATTACKS[attack]}</div>'
    page = Page(url=URL, markup=markup)
    began = time.process_time()
    failures: list[NewsError] = []
    article: Article | None = None
    try:
        article = read_article(page, SOURCE, evidence=Evidence(now=datetime(2026, 1, 20, tzinfo=UTC)))
    except NewsError as error:
        failures.append(error)
    try:
        read_listing(page, SOURCE, now=datetime(2026, 1, 20, tzinfo=UTC))
    except LayoutError as error:
        failures.append(error)
    assert time.process_time() - began < SECONDS
    assert all(str(error).startswith(URL) for error in failures)
    assert article is None or article.title == "Tiêu đề"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "  \n ",
        "<!-- chỉ chú thích -->",
        "<script>var a = 1</script>",
        "<html><head><title>x</title></head></html>",
        "\0\0",
        "<p> </p>",
    ],
)
@pytest.mark.parametrize("family", ["vnportal", "generic"])
def test_a_page_without_content_is_empty(markup: str, family: str) -> None:
    source = Source(
        id="vn-xa", title="Xã", homepage="https://xa.example.vn/", listings=("https://xa.example.vn/",), family=family
    )
    with pytest.raises(EmptyPageError):
        read_article(Page(url=URL, markup=markup), source, evidence=Evidence(now=datetime(2026, 1, 20, tzinfo=UTC)))


def depth(page: Page) -> int:
    return max(sum(1 for _ in element.iterancestors()) for element in page.tree.iter())


def test_deep_text_is_flattened_not_lost() -> None:
    for inner in ("<p>Một</p><p>Hai</p>", "<span>Một</span> <span>Hai</span>"):
        for tag in ("div", "font", "xyz"):
            page = Page(url=URL, markup=f"<{tag}>" * 900 + inner + f"</{tag}>" * 900)
            assert depth(page) < DEEPEST + 3
            assert page.tree.text_content().split() in (["Một", "Hai"], ["MộtHai"])


def test_a_page_of_too_many_elements_loses_its_end_and_says_so() -> None:
    body = "<p>Đoạn mở đầu của bài.</p>" + "<p>Hàng xóm.</p>" * (2 * MOST_ELEMENTS)
    page = Page(url=URL, markup=f'<h1 class="ArticleHeader">Tiêu đề</h1><div class="ArticleContent">{body}</div>')
    assert count_elements(page.tree) == MOST_ELEMENTS
    article = read_article(page, SOURCE, evidence=Evidence(now=datetime(2026, 1, 20, tzinfo=UTC)))
    assert article.text.startswith("Đoạn mở đầu của bài.")
    assert article.warnings == ("page too large: its end was not read",)


def test_a_page_of_too_many_characters_is_refused() -> None:
    with pytest.raises(LayoutError, match="5,000,001 characters") as refused:
        _ = Page(url=URL, markup="a" * (MOST_CHARACTERS + 1)).tree
    assert refused.value.field == "page"


def test_a_declared_encoding_in_text_is_no_error() -> None:
    page = Page(url=URL, markup='<?xml version="1.0" encoding="utf-16"?><html><body><p>Đoạn</p></body></html>')
    assert page.tree.text_content() == "Đoạn"
    assert page.tree is page.tree
