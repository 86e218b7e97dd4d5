"""Cut: finds the parts of a page fast, and makes a BeautifulSoup of a part alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from lxml.html import HtmlElement

from news.errors import SettingsError

_SHORTCODE = re.compile(r"\[caption\b[^\[\]]{0,500}\]((?:(?!\[caption\b).){0,20000}?)\[/caption\]", re.DOTALL)


@lru_cache(maxsize=1024)
def compiled(selector: str) -> etree.XPath:
    """Return the selector ready for use; compiled once. Raises SettingsError for one that is no CSS."""
    try:
        path = HTMLTranslator().css_to_xpath(selector, prefix="descendant-or-self::")
        return etree.XPath(path)
    except (SelectorError, etree.XPathError) as error:
        msg = f"{selector!r} is no CSS selector: {error}"
        raise SettingsError(msg) from error


def select(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return every element that matches, in document order; [] for an empty selector. Raises SettingsError for bad CSS."""
    if not selector:
        return []
    found = compiled(selector)(root)
    return [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []


def outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return the elements that lie in none of the others, in order."""
    among = set(elements)
    return [element for element in elements if not any(ancestor in among for ancestor in element.iterancestors())]


def has_content(element: HtmlElement) -> bool:
    """Tell whether an element holds text or an image."""
    return bool("".join(element.itertext()).strip()) or element.find(".//img") is not None


def soup_of(element: HtmlElement) -> Tag:
    """Return a BeautifulSoup of the element and what lies in it, without its tail.

    WordPress's shortcode `[caption …]<img> words[/caption]`, which migrated texts still hold, becomes a figure.
    """
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    if "[/caption]" in markup:
        markup = _SHORTCODE.sub(r"<figure>\1</figure>", markup)
    soup = BeautifulSoup(markup, "lxml")
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
