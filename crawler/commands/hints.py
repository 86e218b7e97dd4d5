"""Hints: where a page of a known system has its title or text, when that is not where the system's layout looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.pages.article import read_article
from crawler.pages.cut import select
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from news.article import Article, reading_lines
from news.errors import LayoutError, NewsError
from news.source import Source
from news.text import clean

_LINES = 5
"""Of the text, the longest, by which its element is found."""
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")
"""Classes and ids without a digit: others are likely to be of this page alone."""
_MOST = 2
"""Selectors: title and body."""


def missing_selectors(page: Page, source: Source, *, evidence: Evidence) -> dict[str, str]:
    """Return selectors that make an article page readable, by field of the layout; {} where none can be found.

    The generic reader says what the text is; the selector names the element that holds it.
    """
    found: dict[str, str] = {}
    try:
        said = read_article(page, replace(source, family="generic", selectors={}), evidence=evidence)
    except NewsError:
        return {}
    for _ in range(_MOST):
        try:
            read_article(page, replace(source, selectors={**source.selectors, **found}), evidence=evidence)
        except LayoutError as error:
            selector = selector_of(page, _lines(said, error.field))
            if selector is None or error.field in found:
                return {}
            found[error.field] = selector
        except NewsError:
            return {}
        else:
            break
    return found


def selector_of(page: Page, lines: Sequence[str]) -> str | None:
    """Return a selector for the one element with a name of its own that holds all of the lines; None where there is none."""
    body = page.tree.find("body")
    holders = [holder for line in lines if body is not None and (holder := _holder(body, line)) is not None]
    if not holders or len(holders) < len(lines):
        return None
    shared = [holders[0], *holders[0].iterancestors()]
    for holder in holders[1:]:
        above = {holder, *holder.iterancestors()}
        shared = [element for element in shared if element in above]
    for element in shared:
        if element.tag in {"body", "html"}:
            return None
        names = [f".{name}" for name in (element.get("class") or "").split() if _NAME.fullmatch(name)]
        names += [f"#{name}" for name in (element.get("id") or "").split() if _NAME.fullmatch(name)]
        if element.tag in {"h1", "article"}:  # a name by itself
            names.append("")
        for name in names:
            if len(select(page.tree, f"{element.tag}{name}", page.names)) == 1:
                return f"{element.tag}{name}"
    return None


def _lines(article: Article, field: str) -> list[str]:
    if field == "title":
        return [article.title]
    lines = [line for block in article.body for line in reading_lines(block)]
    return sorted(lines, key=len, reverse=True)[:_LINES]


def _holder(element: HtmlElement, line: str) -> HtmlElement | None:
    """The innermost element under this one, or itself, that holds a line."""
    if line not in clean(element.text_content()):
        return None
    while True:
        inner = next((child for child in element if isinstance(child.tag, str) and line in clean(child.text_content())), None)
        if inner is None:
            return element
        element = inner
