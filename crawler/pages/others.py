"""Others: what stands around an article: its column and keywords, and the page's own list of further news."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from crawler.pages.cut import select
from crawler.pages.generic.phrases import heads_other_news, opens_other_news
from crawler.pages.links import absolute, link_title
from crawler.pages.page import Page
from news.article import Link
from news.text import clean, fold

_CRUMBS = "ol.breadcrumb a, ul.breadcrumb a, .breadcrumb a, .breadcrumbs a, .crumbs a"
_HOME = frozenset(("trang chu", "trang nhat", "home", "home page", "homepage", "tin tuc", "startseite", "accueil", "inicio"))
_LONGEST_CATEGORY = 80
_MOST_CATEGORIES = 20
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong", "b", "td")
_MOST_LINKS = 60
_FIRST = re.compile(r"[ \t\r\n\xa0]*([^\W\d_]+)(?:[ \t\r\n\xa0]|$)")
"""A first word of letters alone, as it stands in markup: to clean whole paragraphs for it would take long."""
_REACH = 3
"""How many levels above its heading a list of other news may begin."""


def read_categories(page: Page, selector: str, keywords: Iterable[str], title: str) -> tuple[str, ...]:
    """Return the article's column, then its keywords, each once in any spelling.

    The column is the last of the crumbs at `selector` (or where crumbs usually are) that is neither home nor the article, else
    what `article:section` says.
    """
    crumbs = [clean(element.text_content()[:300]) for element in select(page.tree, selector or _CRUMBS, page.names)]
    columns = [crumb for crumb in crumbs if crumb and fold(crumb) not in _HOME and fold(crumb) != fold(title)][-1:]
    if not columns:
        columns = [
            clean(element.get("content") or "")
            for element in page.tree.iter("meta")
            if element.get("property") == "article:section"
        ][:1]
    found: dict[str, str] = {}
    for name in (*columns, *(keyword.strip("#,; ") for keyword in keywords)):
        if name and len(name) <= _LONGEST_CATEGORY:
            found.setdefault(fold(name), name)
    return tuple(found.values())[:_MOST_CATEGORIES]


def find_other_news(root: HtmlElement, body: HtmlElement | None, base_url: str) -> tuple[Link, ...]:
    """Return the page's list of further news: what stands under a heading such as "Tin tức khác" outside the body."""
    found: dict[str, Link] = {}
    for heading in root.iter(*_HEADINGS):
        first = _FIRST.match(heading.text or "")
        if first is not None and not opens_other_news(first[1]):
            continue
        text = clean(heading.text or "")
        if not text and len(heading):
            text = clean(heading[0].text or "") if heading[0].tag in {"strong", "b", "span", "a"} else ""
        if not text or not heads_other_news(text):
            continue
        if body is not None and (heading is body or any(ancestor is body for ancestor in heading.iterancestors())):
            continue
        for link in _list_of(heading, base_url):
            if len(found) < _MOST_LINKS:
                found.setdefault(link.url, link)
    return tuple(found.values())


def _list_of(heading: HtmlElement, base_url: str) -> list[Link]:
    """The links in what follows a heading in the nearest element above it that holds any."""
    element: HtmlElement | None = heading
    for _ in range(_REACH):
        if element is None or element.tag in {"body", "html"}:
            break
        links = [
            Link(title=title, url=address)
            for following in element.itersiblings()
            for anchor in following.iter("a")
            if (address := absolute(base_url, anchor.get("href"))) and (title := link_title(anchor))
        ]
        if links:
            return links[:_MOST_LINKS]
        element = element.getparent()
    return []
