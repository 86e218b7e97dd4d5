"""Parts: what a layout finds on a page, each part where the layout puts it, nothing decided yet about dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from crawler.pages.attachments import read_attachments
from crawler.pages.blocks import assemble, read_items
from crawler.pages.bylines import split_byline
from crawler.pages.cut import copy_without, has_content, outermost, select, text_in
from crawler.pages.flow import Item, Line, Picture
from crawler.pages.layout import Layout
from crawler.pages.links import base_of, read_links
from crawler.pages.others import find_other_news, read_categories
from crawler.pages.page import Page
from crawler.pages.signature import take_signature
from crawler.pages.titles import clean_title, document_title
from news.article import Attachment, Block, Figure, Link
from news.source import Source
from news.text import clean, fold

_MOST_BYLINES = 6
_LONGEST_LEAD = 3_000
_LONGEST_DATE = 400
_START = 40
_REPEATED_WITHIN = 4
"""Items from the start of the body within which title and lead may be repeated."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What was found; the fields mean what they mean in `news.article.Article`."""

    title: str | None = None
    lead: str | None = None
    body: tuple[Block, ...] = ()
    bylines: tuple[str, ...] = ()
    """The lines that name people or origins, as printed."""
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    """The texts that the layout says show the date."""
    updates: tuple[str, ...] = ()
    """The same for the date of the last edit."""
    categories: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    listed: tuple[Link, ...] = ()
    other_news: tuple[Link, ...] = ()
    warnings: tuple[str, ...] = ()


def read_parts(page: Page, layout: Layout, source: Source) -> Parts:
    """Return what the layout finds; a part it does not name, or does not find, is None or ().

    Raises what `Page.tree` raises, and SettingsError for a selector that is no CSS.
    """
    root = page.tree
    base_url = base_of(root, page.url)
    heading = _first(select(root, layout.title, page.names))
    body = _first(_nearest(select(root, layout.body, page.names), heading))
    leads = outermost(_near_only(select(root, layout.lead, page.names), heading))
    bylines = outermost(select(root, layout.byline, page.names))
    dates = _nearest(select(root, layout.date, page.names), heading)
    boxes = outermost(select(root, layout.attachments, page.names))
    listed = select(root, layout.listed, page.names)
    others = select(root, layout.other_news, page.names)
    dropped = select(root, layout.drop, page.names)

    warnings: list[str] = []
    title = clean_title("".join(_without(heading, dropped).itertext()), source.title_affixes) if heading is not None else None
    if not title and body is not None and layout.title and (title := document_title(root, source.title_affixes, source.title)):
        warnings.append("title only in the page's head")
    items: list[Item] = []
    if body is not None:
        unwanted = [*dropped, *leads, *bylines, *dates, *boxes, *listed, *others]
        items = read_items(_without(body, [*unwanted, *([heading] if heading is not None else [])]), base_url=base_url)
        items = [*_opening(select(root, layout.opening, page.names), body, items, base_url), *items]
    lead = " ".join(filter(None, (text_in(_without(element, dropped)) for element in leads)))[:_LONGEST_LEAD] or None
    items = _unrepeated(items, title, lead)
    items, signature = take_signature(items, language=source.language)
    printed = [line for line in (text_in(element) for element in bylines[:_MOST_BYLINES]) if line]
    printed += [line for line in signature if line not in printed]
    people, organisations = _named(printed)
    keywords = [clean(element.text_content()[:200]) for element in select(root, layout.tags, page.names)]
    return Parts(
        title=title or None,
        lead=lead,
        body=tuple(_without_alt(block, title) for block in assemble(items)),
        bylines=tuple(printed),
        authors=people,
        organisations=organisations,
        dates=tuple(_dated(element) for element in dates),
        updates=tuple(_dated(element) for element in select(root, layout.updated, page.names)),
        categories=read_categories(page, layout.categories, keywords, title or ""),
        attachments=read_attachments(boxes, body, base_url),
        listed=read_links(listed, base_url),
        other_news=read_links(others, base_url) if layout.other_news else find_other_news(root, body, base_url),
        warnings=tuple(warnings),
    )


def _first(elements: list[HtmlElement]) -> HtmlElement | None:
    """The first element with content, else the first."""
    return next((element for element in elements if has_content(element)), elements[0] if elements else None)


def _nearest(elements: list[HtmlElement], heading: HtmlElement | None) -> list[HtmlElement]:
    """The elements, those nearest to the heading first: a sidebar may use the names of the article's parts too."""
    if heading is None or len(elements) < 2:
        return elements
    above = {ancestor: height for height, ancestor in enumerate([heading, *heading.iterancestors()])}

    def distance(element: HtmlElement) -> int:
        return next((above[each] for each in (element, *element.iterancestors()) if each in above), len(above))

    return sorted(elements, key=distance)


def _near_only(elements: list[HtmlElement], heading: HtmlElement | None) -> list[HtmlElement]:
    """The elements as near to the heading as the nearest of them, in document order."""
    ordered = _nearest(elements, heading)
    if heading is None or len(ordered) < 2:
        return ordered
    lowest = {ancestor: height for height, ancestor in enumerate([heading, *heading.iterancestors()])}
    heights = [next((lowest[each] for each in (element, *element.iterancestors()) if each in lowest), -1) for element in ordered]
    return [element for element, height in zip(ordered, heights, strict=True) if height == heights[0]]


def _without(element: HtmlElement, unwanted: list[HtmlElement]) -> HtmlElement:
    return copy_without(element, unwanted) if unwanted else element


def _dated(element: HtmlElement) -> str:
    """What an element says of a date: for readers, else for machines."""
    text = clean("".join(element.itertext())[:_LONGEST_DATE])
    return text or clean(element.get("datetime") or element.get("content") or "")[:_LONGEST_DATE]


def _opening(elements: list[HtmlElement], body: HtmlElement, items: list[Item], base_url: str) -> list[Item]:
    """Pictures with their captions that stand before the body, unless the body begins with the same."""
    shown = {item.image for item in items if isinstance(item, Picture)}
    found: list[Item] = []
    for element in outermost(elements):
        if any(ancestor is body for ancestor in element.iterancestors()):
            continue
        read = read_items(element, base_url=base_url)
        pictures = [item.image for item in read if isinstance(item, Picture)]
        if pictures and shown.isdisjoint(pictures):
            shown.update(pictures)
            found.extend(read)
    return found


def _unrepeated(items: list[Item], title: str | None, lead: str | None) -> list[Item]:
    """The items without a line near the start that only repeats the title or the lead."""
    said = {fold(text) for text in (title, lead) if text}
    longest = 2 * max(map(len, said), default=0)
    head = [
        item
        for item in items[:_REPEATED_WITHIN]
        if not (isinstance(item, Line) and len(item.text) <= longest and _is_among(said, item.text))
    ]
    rest = items[_REPEATED_WITHIN:]
    # A lead that is the whole text stays in the text.
    return [*head, *rest] if any(isinstance(item, Line) for item in (*head, *rest)) else items


def _is_among(said: set[str], text: str) -> bool:
    """Whether a text is one of those said, in any spelling; most differ from the start."""
    start = fold(text[:_START])
    return any(each.startswith(start) for each in said) and fold(text) in said


def _without_alt(block: Block, title: str | None) -> Block:
    """The block without an alternative text that only repeats the article's title, as several systems write it."""
    if isinstance(block, Figure) and block.alt and title and fold(block.alt) == fold(title):
        return replace(block, alt=None)
    return block


def _named(lines: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    people: dict[str, None] = {}
    organisations: dict[str, None] = {}
    for line in lines:
        said = split_byline(line)
        people.update(dict.fromkeys(said.authors))
        organisations.update(dict.fromkeys(said.organisations))
    return tuple(people), tuple(organisations)
