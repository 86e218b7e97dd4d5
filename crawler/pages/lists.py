"""Lists: the links to articles on a page nobody wrote a layout for: many of one shape, outside menus."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.pages.links import absolute, link_title
from news.host import stands_on
from news.identity import normalise
from news.text import fold

_MENUS = frozenset(("nav", "header", "footer"))
_MENU_NAME = re.compile(
    r"(?:^|[-_ ])(?:menu|nav|navbar|navigation|footer|header|breadcrumb|breadcrumbs|crumbs|pagination|paging|pager|sidebar|side"
    r"|widget|top-line|banner|login|language|social|share)(?:$|[-_ ])|(?:^| )tags?(?:$| )",
    re.IGNORECASE,
)
# WordPress writes the terms of a post among its classes; a term may be called "social" or "side".
_TERM = re.compile(r"(?<!\S)(?:tag|category)-\S+")
_DIGITS = re.compile(r"\d+")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|gif|webp|mp[34]|rss|xml)$", re.IGNORECASE)
_SHORTEST_TITLE = 15
_FEWEST_WORDS = 4
# Kana, Chinese characters and Thai: scripts without blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FEWEST_SIGNS = 8
_MOST_ANCHORS = 5_000
_HIGHEST = 12


def article_links(
    root: HtmlElement, base_url: str, url: str, hosts: frozenset[str], is_article: Callable[[str], bool] | None
) -> list[HtmlElement]:
    """Return the anchors that most likely lead to articles, in document order.

    With `is_article`, the family's own rule, it is every link of that shape outside menus, with what else is an entry of the same
    list, or anywhere when none stands outside.
    Without, a link is one when its text reads as a headline and its address is longer than the listing's; among the shapes of
    addresses (folders and ending, numbers aside) those that occur most make the list. A shorter text will do for a link of
    such a shape that is an entry of the same list.
    """
    anchors = _candidates(root, base_url, url, hosts)
    if is_article is not None:
        fitting = [(anchor, address) for anchor, address in anchors if is_article(address)]
        outside = [(anchor, address) for anchor, address in fitting if not _in_menu(anchor)]
        if not outside:
            return [anchor for anchor, _ in fitting]
        # By its address alone, "/hop-bao/" of a system that counts hyphens may be a category: in the list of articles it is one.
        kinds = {_kind(address) for _, address in outside}
        others = [anchor for anchor, address in anchors if _kind(address) in kinds and not is_article(address)]
        return _with_shorter(anchors, [anchor for anchor, _ in outside], others)
    headlines = [(anchor, _shape(address)) for anchor, address in anchors if _is_headline(anchor) and not _in_menu(anchor)]
    weights: dict[tuple[str, ...], int] = {}
    for anchor, shape in headlines:
        weights[shape] = weights.get(shape, 0) + len(link_title(anchor))
    if not weights:
        return []
    most = max(weights.values())
    chosen = {shape for shape, weight in weights.items() if weight >= most / 4}
    found = [anchor for anchor, shape in headlines if shape in chosen]
    return _with_shorter(anchors, found, [anchor for anchor, address in anchors if _shape(address) in chosen])


def _with_shorter(
    anchors: list[tuple[HtmlElement, str]], found: list[HtmlElement], others: list[HtmlElement]
) -> list[HtmlElement]:
    """All anchors to where those found lead, or those of the others that have a title and are entries of the same list."""
    beside = _beside(found, [anchor for anchor in others if len(link_title(anchor)) >= _SHORTEST_TITLE])
    addresses = {anchor.get("href") for anchor in (*found, *beside)}
    return [anchor for anchor, _ in anchors if anchor.get("href") in addresses]


def _candidates(root: HtmlElement, base_url: str, url: str, hosts: frozenset[str]) -> list[tuple[HtmlElement, str]]:
    own = normalise(url)
    found: list[tuple[HtmlElement, str]] = []
    for anchor in root.iter("a"):
        address = absolute(base_url, anchor.get("href"))
        if address is None or len(found) >= _MOST_ANCHORS:
            continue
        parts = urlsplit(address)
        if stands_on(address, hosts) and not _FILE.search(parts.path) and normalise(address) != own:
            found.append((anchor, address))
    return found


def _is_headline(anchor: HtmlElement) -> bool:
    title = link_title(anchor)
    if len(_UNSPACED.findall(title)) >= _FEWEST_SIGNS:
        return True
    return len(title) >= _SHORTEST_TITLE and len(fold(title).split()) >= _FEWEST_WORDS


def _beside(found: list[HtmlElement], others: list[HtmlElement]) -> list[HtmlElement]:
    """The other anchors that stand as deep in the same list as those found do, one an entry: the longest title."""
    entries = {(ancestor, height) for anchor in found for height, ancestor in _above(anchor)}
    taken = {ancestor for ancestor, _ in entries}
    lists: dict[tuple[HtmlElement, int], int] = {}
    for entry, height in entries:
        if (holder := entry.getparent()) is not None:
            lists[holder, height] = lists.get((holder, height), 0) + 1
    beside: dict[HtmlElement, HtmlElement] = {}
    for anchor in others:
        # The lowest ancestor shared with an anchor found is the list; what stands right under it is the entry.
        own = next(((entry, height) for height, entry in _above(anchor) if entry.getparent() in taken), None)
        if own is not None and lists.get((own[0].getparent(), own[1]), 0) > 1 and not _in_menu(anchor):
            beside[own[0]] = max(beside.get(own[0], anchor), anchor, key=lambda each: len(link_title(each)))
    return list(beside.values())


def _above(anchor: HtmlElement) -> list[tuple[int, HtmlElement]]:
    """The anchor and what it stands in, each with how far above it is."""
    return list(enumerate([anchor, *islice(anchor.iterancestors(), _HIGHEST)]))


def _in_menu(anchor: HtmlElement) -> bool:
    for height, element in enumerate(anchor.iterancestors()):
        if element.tag in _MENUS:
            return True
        if height > _HIGHEST or element.tag in {"body", "main", "article"}:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(names) > 1 and _MENU_NAME.search(_TERM.sub("", names[:300])):
            return True
    return False


def _kind(address: str) -> tuple[str, ...]:
    """Its shape, however many words its name has."""
    shape = _shape(address)
    return (*shape[:3], *shape[4:])


def _shape(address: str) -> tuple[str, ...]:
    """What addresses of one kind share: host, how many folders, a number at the end of the name, many words, ending, query."""
    parts = urlsplit(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    last = segments[-1] if segments else ""
    stem, _, ending = last.rpartition(".") if "." in last[-6:] else (last, "", "")
    numbered = _DIGITS.search(stem[-12:]) is not None
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&")) if parts.query else []
    return parts.netloc, str(len(segments)), str(numbered), str(stem.count("-") > 2), ending.lower(), *names
