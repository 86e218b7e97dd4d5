"""Cut: finds the parts of a page fast, and makes a BeautifulSoup of a part alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree, html
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
_ADDRESSES = frozenset(("action", "href", "src"))
_UNESCAPED = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}"
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
    return any(text.strip() for text in element.itertext()) or element.find(".//img") is not None


class _Builder(HTMLTreeBuilder):
    """Makes trees of elements that are parsed already, with addresses in them as HTML is written: in ASCII, without blanks."""

    is_xml = False

    def prepare_markup(self, markup: Any, *_: object, **__: object) -> Iterator[tuple[Any, None, None, bool]]:
        """Yield the element as it is."""
        yield markup, None, None, False

    def feed(self, markup: Any) -> None:
        """Tell the soup what an element holds, in the order of the page."""
        soup: Any = self.soup
        for event, each in etree.iterwalk(markup, events=("start", "end")):
            if event == "start":
                soup.handle_starttag(each.tag, None, None, self.attribute_dict_class(_attributes(each)))
                said = each.text
            else:
                soup.handle_endtag(each.tag)
                said = each.tail if each is not markup else None
            if said:
                soup.handle_data(said)


def soup_of(element: HtmlElement) -> Tag:
    """Return a BeautifulSoup of the element and what lies in it, without its tail.

    WordPress's shortcode `[caption …]<img> words[/caption]`, which migrated texts still hold, becomes a figure.
    """
    if "[/caption]" in "".join(element.itertext()):
        markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        element = html.document_fromstring(_SHORTCODE.sub(r"<figure>\1</figure>", markup))
    # A builder holds the soup in the making, and two threads may make one.
    soup = BeautifulSoup(cast("Any", element), builder=_Builder(multi_valued_attributes={}))
    return (soup.body if element.tag in {"html", "body"} else None) or soup


def _attributes(element: HtmlElement) -> dict[str, str]:
    attributes = dict(element.attrib)
    for name in _ADDRESSES & attributes.keys():
        attributes[name] = quote(attributes[name].lstrip(), safe=_UNESCAPED, errors="replace")
    return attributes


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
