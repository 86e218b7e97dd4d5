"""Candidates: which addresses of a site are worth a look when nothing is known of it but one page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from protego import Protego

from crawler.families.addresses import domain
from crawler.pages.links import absolute, base_of, link_title
from crawler.pages.page import Page
from news.errors import NewsError
from news.identity import normalise
from news.text import fold

_NEWS_WORDS = (
    "tin tuc su kien", "tin tuc - su kien", "tin tuc", "tin moi", "tin noi bat", "tin trong tinh", "tin dia phuong", "hoat dong",
    "thoi su", "su kien", "thong bao", "news", "nyheter", "actualites", "aktuelles", "noticias", "notizie", "nieuws",
    "aktualnosci",
)  # fmt: skip
"""What menus call their list of news, the likelier first; folded."""
_FEED_TYPE = re.compile(r"(?:rss|atom)\+xml|feed\+json", re.IGNORECASE)
_FEED_ADDRESS = re.compile(r"(?:^|[/_.-])(?:rss|atom|feed)s?(?:[/_.-]|$)", re.IGNORECASE)
_USUAL_FEEDS = ("/rss", "/feed/", "/rss.xml")
_USUAL_FEEDS_OF = {"nukeviet": ("/vi/news/rss/",), "wordpress": ("/feed/",), "drupal": ("/rss.xml",)}


def homepage_of(url: str) -> str:
    """Return the address of the front page of an address's host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def same_office(address: str, homepage: str) -> bool:
    """Whether an address stands on a host that belongs to the office of the homepage: the host itself or one under its domain."""
    host, home = urlsplit(address).hostname or "", urlsplit(homepage).hostname or ""
    return host == home or host.removeprefix("www.") == home.removeprefix("www.") or domain(host) == domain(home) != ""


def feeds_in(pages: Iterable[Page], homepage: str, family: str | None) -> tuple[str, ...]:
    """Return addresses that may be feeds: named in the head of the pages, linked in them, or usual for the family."""
    named: dict[str, None] = {}
    linked: dict[str, None] = {}
    for page in pages:
        for element, address in _links(page):
            if element.tag == "link" and _FEED_TYPE.search(element.get("type", "")):
                named[address] = None
            elif element.tag == "a" and _FEED_ADDRESS.search(urlsplit(address).path) and same_office(address, homepage):
                linked[address] = None
    usual = [urljoin(homepage, path) for path in _USUAL_FEEDS_OF.get(family or "", _USUAL_FEEDS)]
    return tuple(dict.fromkeys([*named, *linked, *usual]))


def sitemaps_in(robots: str, homepage: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names, else the usual address (https://www.sitemaps.org/protocol.html#informing)."""
    try:
        named = tuple(Protego.parse(robots).sitemaps)
    except ValueError:
        named = ()
    return tuple(address for address in named if urlsplit(address).scheme in {"http", "https"}) or (
        urljoin(homepage, "/sitemap.xml"),
    )


def listings_in(pages: Iterable[Page], homepage: str) -> tuple[str, ...]:
    """Return pages that may list news, the likelier first: links of the pages whose words menus use for it."""
    ranked: dict[str, int] = {}
    for page in pages:
        for element, address in _links(page):
            if element.tag != "a" or not same_office(address, homepage) or normalise(address) == normalise(homepage):
                continue
            rank = _rank(fold(link_title(element)))
            if rank is not None:
                ranked[address] = min(rank, ranked.get(address, rank))
    seen: set[str] = set()
    found = []
    for address in sorted(ranked, key=lambda each: (ranked[each], len(each))):
        if normalise(address) not in seen:
            seen.add(normalise(address))
            found.append(address)
    return tuple(found)


def _rank(words: str) -> int | None:
    """How early the words of a link stand among those for news; None where they are no menu's words for it."""
    if len(words) > 40:
        return None
    exact = next((rank for rank, word in enumerate(_NEWS_WORDS) if words == word), None)
    if exact is not None:
        return exact
    inside = next((rank for rank, word in enumerate(_NEWS_WORDS) if re.search(rf"\b{re.escape(word)}\b", words)), None)
    return None if inside is None else len(_NEWS_WORDS) + inside


def _links(page: Page) -> Iterator[tuple[HtmlElement, str]]:
    try:
        root = page.tree
    except NewsError:
        return
    base = base_of(root, page.url)
    for element in root.iter("a", "link"):
        address = absolute(base, element.get("href"))
        if address is not None:
            yield element, address
