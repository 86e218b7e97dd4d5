"""JSON-LD of a page, read as sites really write it: graphs, lists, comments around it, trailing commas, broken strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.pages.generic.words import words

_ARTICLES = words(
    """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle reviewnewsarticle
    askpublicnewsarticle blogposting liveblogposting socialmediaposting techarticle scholarlyarticle report
    advertisercontentarticle satiricalarticle governmentannouncement specialannouncement webpage itempage creativework
    """
)
_WEAK = frozenset(("webpage", "itempage", "creativework"))
_ELSEWHERE = frozenset(
    (
        "itemlistelement",
        "comment",
        "comments",
        "citation",
        "mentions",
        "review",
        "haspart",
        "ispartof",
        "publisher",
        "isrelatedto",
        "relatedlink",
        "about",
    )
)
_MOST_NODES = 3000
_LONGEST = 2_000_000
_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$|;\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_NAMED = re.compile(r'"author"\s*:\s*[\[{]{1,2}[^\]}]{0,300}?"name"\s*:\s*"((?:[^"\\]|\\.){1,100})"')

Node = Mapping[str, Any]


def articles(scripts: list[str]) -> list[Node]:
    """Return the nodes that speak of an article, real article types before web pages, in the order of the page."""
    strong: list[Node] = []
    weak: list[Node] = []
    for script in scripts:
        for node in _nodes(script):
            kinds = {str(kind).rpartition("/")[2].lower() for kind in listed(node.get("@type"))}
            if not kinds & _ARTICLES:
                continue
            (weak if kinds <= _WEAK else strong).append(node)
    return strong + weak


def listed(value: object) -> list[Any]:
    """The value as a list: nothing for None, the list itself, or a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: object) -> str | None:
    """The text of a plain value, or of the first value in a list or `@value`; None for anything else."""
    for item in listed(value):
        if isinstance(item, str) and item.strip():
            return item.strip()
        if isinstance(item, Mapping):
            inner = item.get("@value") or item.get("name")
            if isinstance(inner, str) and inner.strip():
                return inner.strip()
    return None


def _parsed(script: str) -> object:
    text = script[:_LONGEST].strip()
    for _ in range(3):
        text = _WRAPPING.sub("", text).strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_TRAILING_COMMA.sub(r"\1", text), strict=False)
    except (ValueError, RecursionError):
        return _salvaged(text)


def _salvaged(text: str) -> object:
    """What can be read of an article in JSON that does not parse: the first of each plain field."""
    if not any(f'"{kind}"' in text for kind in ("NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle")):
        return None
    node: dict[str, Any] = {"@type": "NewsArticle"}
    for name, value in _FIELD.findall(text):
        node.setdefault(name, _unescaped(value))
    names = _NAMED.findall(text)
    if names:
        node["author"] = [_unescaped(name) for name in names[:5]]
    return node


def _unescaped(text: str) -> str:
    try:
        value = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def _nodes(script: str) -> Iterator[Node]:
    """Every node outside lists of other things, the outermost first; bounded."""
    if "{" not in script:
        return
    waiting: list[object] = [_parsed(script)]
    seen = 0
    while waiting and seen < _MOST_NODES:
        value = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            waiting.extend(value[:200])
        elif isinstance(value, Mapping):
            yield value
            waiting.extend(
                inner for name, inner in value.items() if isinstance(inner, (list, Mapping)) and name.lower() not in _ELSEWHERE
            )
