"""Listing: the articles that a page lists, and where the list goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from lxml.html import HtmlElement

from crawler.families import FAMILIES, Family, recognise
from crawler.pages.article import key_of
from crawler.pages.challenge import challenge_in
from crawler.pages.cut import select
from crawler.pages.dates import read_visible
from crawler.pages.layout import Layout
from crawler.pages.links import absolute, base_of, link_title
from crawler.pages.listed import MOST_LINKS, ListedLink, Listing, with_true_minutes
from crawler.pages.lists import article_links
from crawler.pages.misread import refuse_misread
from crawler.pages.page import Page
from crawler.pages.paging import next_page
from crawler.pages.parked import is_parked
from crawler.pages.syndication import is_syndication, read_syndication
from crawler.pages.vacancy import vacancy_in
from news.article import Provenance, Published
from news.errors import ChallengeError, EmptyPageError, LayoutError, ParkedError
from news.identity import normalise
from news.source import Source
from news.text import clean

_HIGHEST = 4
"""How far above a link its date may stand."""
_LARGEST_BOX = 150
"""Elements of the box around a link in which its date is looked for."""
_LONGEST_TEXT = 120
_MOST_REPEATED = 4
"""Links to one article that are looked at: its picture, its title, its "Xem tiếp"."""
_MOST_TRIES = 600
"""Texts of a page that are read as dates at most: reading one that is none can cost a millisecond."""
_DATED = re.compile(r"\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|(?:19|20)\d\d|\d{1,2} tháng \d", re.IGNORECASE)


def read_listing(page: Page, source: Source, *, now: datetime, family: Family | None = None) -> Listing:
    """Return the articles that the page lists, on the source's own hosts only.

    The family is the one given, else the source's, else the one recognised. Links stand where its layout (or the source's
    selector `listing_links`) says and have the shape of its articles' addresses; where a layout finds none, or nobody wrote one,
    they are the same-shaped links of the page's lists, menus left out. `now` (aware) bounds the dates. A site's own feed or
    sitemap is a listing too (`crawler.pages.syndication`).

    Raises where there is none, for silence never passes for success: ChallengeError for a bot challenge, ParkedError where the
    domain is for sale, EmptyPageError where the page itself says that there is nothing, else LayoutError with field "links".
    Raises CharsetError where the titles of the links cannot be made out; what `Page.tree` raises.
    """
    given = family or FAMILIES.get(source.family)
    if is_syndication(page.markup):
        return read_syndication(page, source, now=now, family=given)
    reader = given or recognise(page)
    layouts = [layout.with_selectors(source.selectors) for layout in (reader.layouts if reader else ()) or (Layout(),)]
    root, base_url = page.tree, base_of(page.tree, page.url)
    collector = _Collector(page=page, base_url=base_url, source=source, now=now, family=given)
    # A selector of the source's own is taken at its word; what a family's selectors find must have its articles' shape.
    own = "listing_links" in source.selectors
    shape = reader.is_article if reader is not None and not own else None
    links = next(filter(None, (collector.links(select(root, layout.listing_links, page.names), shape) for layout in layouts)), ())
    if not links and not own:
        rule = given.is_article if given is not None else None
        links = collector.links(article_links(root, base_url, page.url, source.allowed_hosts, rule), None)
    if not links:
        challenge = challenge_in(page.markup)
        if challenge is not None:
            raise ChallengeError(page.url, f"bot challenge ({challenge})")
        if is_parked(page):
            raise ParkedError(page.url, "the page says that the domain is for sale or has run out")
        if (vacancy := vacancy_in(root)) is not None:
            raise EmptyPageError(page.url, vacancy)
        raise LayoutError(page.url, "links", "no link to an article")
    refuse_misread(page.url, [link.title for link in links])
    following = next_page(root, layouts[0].listing_next, base_url, page.url)
    if following is not None and not source.allows(following):
        following = None
    return Listing(links=with_true_minutes(links, source), next=following)


@dataclass(frozen=True, kw_only=True)
class _Collector:
    """Makes listed links of anchors."""

    page: Page
    base_url: str
    source: Source
    now: datetime
    family: Family | None
    """The family that decides keys."""

    def links(self, anchors: list[HtmlElement], is_article: Callable[[str], bool] | None) -> tuple[ListedLink, ...]:
        """The links on allowed hosts whose addresses have an article's shape, each article once."""
        found: dict[str, ListedLink] = {}
        seen: Counter[str] = Counter()
        boxes = _Boxes(anchors, self.source, self.now)
        own = normalise(self.page.url)
        for anchor in anchors:
            address = absolute(self.base_url, anchor.get("href"))
            if address is None or not self.source.allows(address) or (is_article is not None and not is_article(address)):
                continue
            key = key_of(address, self.family)
            known = found.get(key)
            seen[key] += 1
            if seen[key] > _MOST_REPEATED or (known is not None and known.title and known.published):
                continue
            link = ListedLink(url=address, title=link_title(anchor), published=boxes.date(anchor))
            if known is not None:
                found[key] = _merged(known, link)
            elif normalise(address) != own and len(found) < MOST_LINKS:
                found[key] = link
        return tuple(found.values())


def _merged(known: ListedLink, other: ListedLink) -> ListedLink:
    """The first link to an article with what a further one (its picture, "Xem tiếp") adds."""
    cut = not known.title or (known.title.endswith(("...", "…")) and len(other.title) > len(known.title) // 2)
    return replace(known, title=other.title if cut else known.title, published=known.published or other.published)


class _Boxes:
    """Finds the date beside a link: in the smallest box around it that holds no other article's link."""

    def __init__(self, anchors: list[HtmlElement], source: Source, now: datetime) -> None:
        self._addresses = {anchor: anchor.get("href") for anchor in anchors}
        self._source = source
        self._now = now
        self._tries = _MOST_TRIES

    def date(self, anchor: HtmlElement) -> Published | None:
        """The date beside the link; None where none stands there, or only among too much else."""
        own = anchor.get("href")
        box: HtmlElement | None = anchor
        for _ in range(_HIGHEST + 1):
            if box is None or box.tag in {"body", "html", "table", "ul", "ol"}:
                return None
            elements = list(islice(box.iter(), _LARGEST_BOX + 1))
            if len(elements) > _LARGEST_BOX or any(self._addresses.get(each, own) != own for each in elements):
                return None
            found = self._date_in(elements, box, anchor)
            if found is not None:
                return found
            box = box.getparent()
        return None

    def _date_in(self, elements: list[HtmlElement], box: HtmlElement, anchor: HtmlElement) -> Published | None:
        """The first short text that holds a date; a title's own numbers are none, but "(16/05/2024)" behind it is."""
        title = set(anchor.iter())
        for element in elements:
            texts = (
                _behind_title(clean(element.text or "")) if element in title else element.text,
                element.get("datetime"),
                element.tail if element is not box else None,
            )
            for raw in texts:
                if raw and self._tries > 0 and _DATED.search(raw) and len(text := clean(raw)) <= _LONGEST_TEXT:
                    self._tries -= 1
                    found = read_visible(
                        text, self._source.zone, now=self._now, language=self._source.language, provenance=Provenance.LISTING
                    )
                    if found is not None:
                        return found
        return None


def _behind_title(text: str) -> str:
    """The parentheses at the end of a title, where lists print the date."""
    opened = text.rfind("(")
    return text[opened:] if opened > 0 and text.endswith(")") and len(text) - opened <= 30 else ""
