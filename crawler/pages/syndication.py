"""Syndication: a site's own feed (RSS 0.9 to 2.0, RSS 1.0, Atom) or sitemap, read as a listing.

Only links, titles and dates are taken from it; what an article says is read from its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree
from w3lib.html import remove_tags, replace_entities

from crawler.families import Family
from crawler.pages.article import key_of
from crawler.pages.dates import read_metadata
from crawler.pages.links import absolute
from crawler.pages.listed import MOST_LINKS, ListedLink, Listing, with_true_minutes
from crawler.pages.page import Page
from news.article import Provenance, Published
from news.errors import LayoutError
from news.source import Source
from news.text import clean

_HEAD = 4096
_FIRST = re.compile(r"<([A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)[\s>/]")
_ROOTS = {"rss", "feed", "rdf", "urlset", "sitemapindex"}
_WRONG_MINUTES = {"nukeviet"}
"""Families whose feeds write the month for the minutes (pubDate formatted `H:m:s`, theme_functions.php): never believed."""
_PUBLISHED = ("pubdate", "published", "date", "issued", "publication_date")
_LONGEST_NAMED = 3


def is_syndication(markup: str) -> bool:
    """Whether the text is a feed or a sitemap and no page: told by its first element."""
    first = _FIRST.search(markup[:_HEAD])
    return first is not None and first[2].lower() in _ROOTS


def read_syndication(page: Page, source: Source, *, now: datetime, family: Family | None = None) -> Listing:
    """Return the articles that a feed or sitemap offers, on the source's own hosts only.

    Items are told apart by their addresses' keys: guids are no help (NukeViet's are the same on every site). A feed's dates have
    provenance listing; a sitemap's `lastmod` says when a page changed and is no date of publication, `news:publication_date` is
    one. The next page of a feed is what Atom's `rel="next"` names (RFC 5005 section 3).

    Raises LayoutError with field "links" where nothing usable is offered, and for an index of sitemaps, which it names.
    """
    root = _parse(page)
    if _name(root) == "sitemapindex":
        inner = [text for element in root.iter() if _name(element) == "loc" and (text := _text(element))]
        shown = ", ".join(inner[-_LONGEST_NAMED:])
        raise LayoutError(page.url, "links", f"an index of {len(inner)} sitemaps: list one of them instead ({shown})")
    found: dict[str, ListedLink] = {}
    for link in _offered(root, page, source, now):
        if source.allows(link.url) and (family is None or family.is_article(link.url)):
            found.setdefault(key_of(link.url, family), link)
        if len(found) >= MOST_LINKS:
            break
    if not found:
        raise LayoutError(page.url, "links", "no link to an article")
    doubted = family is not None and family.name in _WRONG_MINUTES
    return Listing(links=with_true_minutes(tuple(found.values()), source, doubted=doubted), next=_next(root, page, source))


def _parse(page: Page) -> etree._Element:
    """The root element. Entities stay unresolved, nothing is loaded, depth is libxml2's bound."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    # A declaration of some encoding is about bytes that were decoded already.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", page.markup, count=1)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LayoutError(page.url, "links", f"not a readable feed or sitemap: {error}") from error
    if root is None:
        raise LayoutError(page.url, "links", "not a readable feed or sitemap")
    return root


def _offered(root: etree._Element, page: Page, source: Source, now: datetime) -> Iterator[ListedLink]:
    if _name(root) == "urlset":
        entries = [element for element in root if _name(element) == "url"]
        # Sitemaps are in no order; what changed last is what a crawl is after.
        entries.sort(key=lambda entry: _child(entry, "lastmod", "publication_date"), reverse=True)
    else:
        entries = [element for element in root.iter() if _name(element) in {"item", "entry"}]
    for entry in entries:
        address = absolute(page.url, _address(entry))
        if address is not None:
            yield ListedLink(url=address, title=_title(entry), published=_published(entry, source, now))


def _address(entry: etree._Element) -> str | None:
    named = [element for element in entry if _name(element) in {"link", "loc"}]
    for element in named:
        href = element.get("href")
        if href and element.get("rel", "alternate") == "alternate":
            return str(href)
    text = next((text for element in named if (text := _text(element))), None)
    if text is None:
        permalinks = (element for element in entry if _name(element) == "guid" and element.get("isPermaLink", "true") == "true")
        text = next((text for element in permalinks if (text := _text(element))), None)
    return text


def _title(entry: etree._Element) -> str:
    return clean(remove_tags(replace_entities(_child(entry, "title"))))


def _published(entry: etree._Element, source: Source, now: datetime) -> Published | None:
    value = _child(entry, *_PUBLISHED)
    if not value:
        return None
    return read_metadata(value, source.zone, now=now, language=source.language, provenance=Provenance.LISTING)


def _next(root: etree._Element, page: Page, source: Source) -> str | None:
    for element in root.iter():
        if _name(element) == "link" and element.get("rel") == "next":
            address = absolute(page.url, element.get("href"))
            return address if address and address != page.url and source.allows(address) else None
        if _name(element) in {"item", "entry"}:
            return None
    return None


def _child(entry: etree._Element, *names: str) -> str:
    """The text of the first descendant of one of the names; "" where there is none."""
    for name in names:
        for element in entry.iter():
            if element is not entry and _name(element) == name and (text := _text(element)):
                return text
    return ""


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext("*")).strip()


def _name(element: etree._Element) -> str:
    """The name without its namespace, in lower case; "" for what is no element."""
    tag: object = element.tag  # a function where it is an entity
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
