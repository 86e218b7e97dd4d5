"""Tree: the elements of a page, within bounds that keep hostile markup from costing more than it is worth."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html
from lxml.html import HtmlElement

from news.errors import EmptyPageError, LayoutError

MOST_CHARACTERS = 5_000_000
"""A longer page is refused: the largest real article page seen has a tenth of it."""
DEEPEST = 200
"""Levels of nesting that are kept; what lies deeper is flattened. Unclosed tags of old editors reach a few hundred."""
MOST_ELEMENTS = 20_000
"""Elements that are kept, in document order; the largest real page seen, a front page, has a tenth of it."""
_MOST_TAGS = 3 * MOST_ELEMENTS
_LONG = 10_000
"""Characters between two tags above which the first may have more attributes than is good."""
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9:-]*)[^<>]{{{_LONG},}}>")
_MOST_ATTRIBUTES = 500
"""In a long tag; libxml2 compares each attribute with all before it. An image written into its tag has few."""
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (DEEPEST + 1)})")
_AT_THE_BOUND = etree.XPath("/*" * DEEPEST)
_COUNT = etree.XPath("count(//*)")
_ALL_ALIKE = etree.ElementDefaultClassLookup(element=HtmlElement)
"""lxml's own lookup asks Python for each element that is looked at, so that a form or a label gets a class of its own."""
_INLINE = (
    "font", "span", "b", "i", "u", "em", "strong", "small", "big", "center", "a", "nobr", "tt", "s", "strike", "abbr",
    "acronym", "cite", "code", "label",
)  # fmt: skip
_BOXES = (
    "div", "section", "article", "main", "aside", "header", "footer", "form", "fieldset", "ul", "ol", "dl", "li", "dd", "dt",
    "blockquote", "table", "tbody", "thead", "tfoot", "tr", "td", "th",
)  # fmt: skip


def grow(markup: str, url: str, *, encoded: bytes | None = None) -> tuple[HtmlElement, bool]:
    """Return the root of the page's tree: an `html` element, without comments, bounded in depth and in number of elements.

    Beside it, whether it holds as many elements as are kept, and the page may have held more.

    `encoded` is the same markup in UTF-8, where somebody has it; no NUL is in it.

    Raises EmptyPageError for a page without any element or text, LayoutError (field "page") for one that is too large.
    """
    if len(markup) > MOST_CHARACTERS:
        raise LayoutError(url, "page", f"{len(markup):,} characters, more than {MOST_CHARACTERS:,}")
    if len(markup) > _MOST_TAGS and markup.count("<") > _MOST_TAGS:
        last = next(islice(re.finditer("<", markup), _MOST_TAGS, None))
        markup, encoded = markup[: last.start()], None
    if _has_long_tag(markup):
        markup, encoded = _LONG_TAG.sub(_without_attributes, markup), None
    # Bytes, because lxml refuses text that declares an encoding; "replace" because a lone surrogate is not encodable.
    body = encoded or markup.encode("utf-8", errors="replace").replace(b"\0", b"")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ALL_ALIKE)
    try:
        root = html.document_fromstring(body, parser=parser)
    except etree.ParserError as error:
        raise EmptyPageError(url, "empty") from error
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise LayoutError(url, "page", f"no markup: {error}") from error
    _flatten(root)
    if is_short(markup):
        return root, False
    _shorten(root)
    return root, count_elements(root) >= MOST_ELEMENTS


def is_short(markup: str) -> bool:
    """Tell whether markup cannot make more elements than are kept: counting its tags costs nothing beside counting elements.

    A tag makes one element, and the parser puts at most one around it or before it; `html`, `head` and `body` are always there.
    """
    return 2 * markup.count("<") + 4 < MOST_ELEMENTS


def _has_long_tag(markup: str) -> bool:
    """Whether more than `_LONG` characters stand between two "<": then half as many do from one multiple of that to the next."""
    half = _LONG // 2
    if all(markup.find("<", start, start + half) >= 0 for start in range(0, len(markup) - half + 1, half)):
        return False
    return any(len(part) > _LONG for part in markup.split("<"))


def _without_attributes(tag: re.Match[str]) -> str:
    """Return a tag as it is, or bare where it has more attributes than anybody writes."""
    return f"<{tag[1]}>" if len(tag[0].split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES else tag[0]


def count_elements(root: HtmlElement) -> int:
    """Return how many elements the tree holds."""
    counted = _COUNT(root)
    return int(counted) if isinstance(counted, float) else 0


def _shorten(root: HtmlElement) -> None:
    """Remove what follows the last element that is kept."""
    if count_elements(root) <= MOST_ELEMENTS:
        return
    first = next(islice(root.iter(), MOST_ELEMENTS, None), None)
    removed = first
    while removed is not None and (parent := removed.getparent()) is not None:
        for element in [*removed.itersiblings(), *([removed] if removed is first else [])]:
            parent.remove(element)
        removed = parent


def _flatten(root: HtmlElement) -> None:
    """Take levels out until none lies deeper than `DEEPEST`: inline markup first, then boxes, then whatever is left."""
    if not _TOO_DEEP(root):
        return
    etree.strip_tags(root, *_INLINE)
    for tags in (_BOXES, ["*"]):
        if not _TOO_DEEP(root):
            return
        bound = _AT_THE_BOUND(root)
        for element in bound if isinstance(bound, list) else ():
            if isinstance(element, HtmlElement):
                etree.strip_tags(element, *tags)
