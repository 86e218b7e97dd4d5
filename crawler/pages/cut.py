"""Cut: finds the parts of a page fast, and makes a BeautifulSoup of a part alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree
from lxml.html import HtmlElement

from crawler.pages.names import Names, Plan, plan_of
from news.errors import SettingsError
from news.text import clean

_SILENT = frozenset(("script", "style", "noscript", "template"))
_INLINE = frozenset(
    (
        "a", "abbr", "b", "em", "i", "u", "s", "font", "span", "strong", "small", "big", "sub", "sup", "mark", "ins", "del",
        "cite", "q",
    )
)  # fmt: skip
_NAME = re.compile(r"[.#]([^\W\d][\w-]*|-[\w-]+)")
_SHORTCODE = re.compile(r"\[caption\b[^\[\]]{0,500}\]((?:(?!\[caption\b).){0,20000}?)\[/caption\]", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class _Alternative:
    """One of the selectors that commas part, with the class and id names without which it matches nothing."""

    css: str
    names: frozenset[str]
    plan: Plan | None
    """How to find it by name; None where it takes XPath."""


def select(root: HtmlElement, selector: str, names: Names | None = None) -> list[HtmlElement]:
    """Return every element that matches, in document order; [] for an empty selector. Raises SettingsError for bad CSS.

    `names` are those of `root`: with them, selectors that cannot match cost next to nothing, and most others little.
    """
    if not selector:
        return []
    alternatives = _alternatives(selector)
    if names is not None:
        alternatives = tuple(each for each in alternatives if names.holds(each.names))
        plans = [each.plan for each in alternatives if each.plan is not None]
        if len(plans) == len(alternatives):
            return names.find(plans)
    if not alternatives:
        return []
    found = _compiled(", ".join(each.css for each in alternatives))(root)
    return [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []


@lru_cache(maxsize=1024)
def _alternatives(selector: str) -> tuple[_Alternative, ...]:
    try:
        parsed = [(each.canonical(), plan_of(each)) for each in parse(selector)]
    except SelectorError as error:
        msg = f"{selector!r} is no CSS selector: {error}"
        raise SettingsError(msg) from error
    # What stands in parentheses or brackets may be negated or no name at all.
    return tuple(_Alternative(css=css, names=frozenset(_NAME.findall(_without_groups(css))), plan=plan) for css, plan in parsed)


def _without_groups(css: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in css:
        depth += character in "(["
        if not depth:
            kept.append(character)
        depth -= character in ")]"
    return "".join(kept)


@lru_cache(maxsize=4096)
def _compiled(css: str) -> etree.XPath:
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(css, prefix="descendant-or-self::"))
    except (SelectorError, etree.XPathError) as error:
        msg = f"{css!r} is no CSS selector: {error}"
        raise SettingsError(msg) from error


def outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return the elements that lie in none of the others, in order."""
    among = set(elements)
    return [element for element in elements if not any(ancestor in among for ancestor in element.iterancestors())]


def has_content(element: HtmlElement) -> bool:
    """Tell whether an element holds text or an image."""
    return bool("".join(element.itertext()).strip()) or element.find(".//img") is not None


class _Builder(LXMLTreeBuilder):
    """Makes trees with one parser: to make the parser takes as long as it has to do with a short text."""

    _parser: Any = None

    def parser_for(self, encoding: str | None) -> Any:
        """Return the parser of text, or a new one of bytes in an encoding."""
        if encoding is not None:
            return super().parser_for(encoding)
        if self._parser is None:
            self._parser = super().parser_for(None)
        return self._parser


_BUILDER = _Builder(multi_valued_attributes=None)


def soup_of(element: HtmlElement) -> Tag:
    """Return a BeautifulSoup of the element and what lies in it, without its tail.

    WordPress's shortcode `[caption …]<img> words[/caption]`, which migrated texts still hold, becomes a figure.
    """
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    if "[/caption]" in markup:
        markup = _SHORTCODE.sub(r"<figure>\1</figure>", markup)
    soup = BeautifulSoup(markup, builder=_BUILDER)
    return soup.body or soup


def copy_without(element: HtmlElement, dropped: Iterable[HtmlElement]) -> HtmlElement:
    """Return the element as it is where none of `dropped` lies in it, else a copy without those; the tree never changes."""
    unwanted = {each for each in dropped if each is not element and any(above is element for above in each.iterancestors())}
    if not unwanted:
        return element
    clone = deepcopy(element)
    clone.tail = None
    for twin in [twin for each, twin in zip(element.iter(), clone.iter(), strict=True) if each in unwanted]:
        twin.drop_tree()
    return clone


def text_in(element: HtmlElement) -> str:
    """Return all text in the element as one clean line, a blank where a box or line ends; scripts and styles left out."""
    pieces: list[str] = []
    silent = 0
    for event, each in etree.iterwalk(element, events=("start", "end")):
        tag = each.tag
        silent += (1 if event == "start" else -1) * (tag in _SILENT)
        if tag not in _INLINE:
            pieces.append(" ")
        if not silent:
            said = each.text if event == "start" else each.tail if each is not element else None
            pieces.append(said or "")
    return clean("".join(pieces))
