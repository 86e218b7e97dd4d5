"""What readers and validators ask of a feed beyond its schema, as a checker: one line for each rule that a document breaks."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

A = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MOST_BYTES = 2_000_000
MOST_ENTRY_BYTES = 300_000
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
ADDRESS = re.compile(r"https?://[!-~]+")
ID = re.compile(r"(tag:[!-~]+,[0-9]{4}(-[0-9]{2}){0,2}:[!-~]+|https?://[!-~]+)")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})")
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}")
MARKUP = re.compile(r"</?(?:b|i|a|p|br|em|strong|img|script|span|div|svg|title)[\s/>]", re.IGNORECASE)
_TEXT = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "strong",
    "em",
    "sub",
    "sup",
    "small",
    "br",
    "hr",
}
_TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
ELEMENTS = _TEXT | _TABLES | {"figure", "figcaption", "img"}
ATTRIBUTES = frozenset({"href", "rel", "src", "alt", "colspan", "rowspan"})


def problems_of_atom(document: bytes, *, now: datetime, distinct: bool = True) -> list[str]:
    """`distinct`: whether no two entries may share a moment; a feed without updates keeps what towns date alike alike."""
    return list(_atom(document, now, distinct=distinct))


def problems_of_rss(document: bytes, *, now: datetime) -> list[str]:
    return list(_rss(document, now))


def problems_of_json(document: bytes, *, now: datetime) -> list[str]:
    return list(_json(document, now))


def problems_of_content(content: str) -> list[str]:
    """What makes a piece of HTML unfit for a reader that shows it as it comes."""
    return list(_content(content))


def _document(document: bytes) -> Iterator[str]:
    if not document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n"):
        yield "document: does not begin with its declaration"
    for mark in (b"<!DOCTYPE", b"<!ENTITY", b"<?xml-stylesheet", b"<![CDATA["):
        if mark in document:
            yield f"document: {mark.decode()}"
    if len(document) >= MOST_BYTES:
        yield f"document: {len(document)} bytes"
    text = document.decode()
    if ILLEGAL.search(text) or not unicodedata.is_normalized("NFC", text):
        yield "document: characters that steer, or are not NFC"


def _parsed(document: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(document, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return None


def _atom(document: bytes, now: datetime, *, distinct: bool) -> Iterator[str]:
    yield from _document(document)
    root = _parsed(document)
    if root is None:
        yield "document: not well-formed"
        return
    if re.search(rb'xmlns:\w+=["\']http://www.w3.org/2005/Atom["\']', document):
        yield "document: Atom has a prefix"
    yield from _once(root, f"{A}id", f"{A}title", f"{A}updated", f"{A}author")
    rels = Counter(link.get("rel") for link in root.findall(f"{A}link"))
    if rels["self"] != 1 or rels["alternate"] != 1:
        yield "feed: not one self and one alternate link"
    entries = root.findall(f"{A}entry")
    yield from _order(root, entries, distinct=distinct)
    yield from _ids([entry.findtext(f"{A}id") or "" for entry in entries])
    for element in root.iter(f"{A}updated", f"{A}published"):
        yield from _moment(element.text or "", now)
    for element in root.iter(f"{A}link"):
        yield from _address(element.get("href"))
    for entry in entries:
        yield from _atom_entry(entry)


def _order(root: etree._Element, entries: list[etree._Element], *, distinct: bool) -> Iterator[str]:
    updated = [entry.findtext(f"{A}updated") or "" for entry in entries]
    if distinct and len(set(updated)) < len(updated):
        yield "updated: two entries share a moment"
    published = [entry.findtext(f"{A}published") or "" for entry in entries]
    whole = root.findtext(f"{A}updated") or ""
    if all(map(MOMENT.fullmatch, (*updated, *published, whole))):
        if updated and datetime.fromisoformat(whole) < max(map(datetime.fromisoformat, updated)):
            yield "feed: updated before its newest entry"
        moments = list(map(datetime.fromisoformat, published))
        if moments != sorted(moments, reverse=True):
            yield "feed: not the newest first"


def _atom_entry(entry: etree._Element) -> Iterator[str]:
    yield from _once(entry, f"{A}id", f"{A}title", f"{A}updated", f"{A}published")
    links = [link.get("rel") for link in entry.findall(f"{A}link")]
    if links.count("alternate") != 1 or links[0] != "alternate" or None in links:
        yield "entry: the alternate link is not the first and only one"
    if any(link.get("title") is None for link in entry.findall(f"{A}link") if link.get("rel") == "related"):
        yield "entry: a related link without a title"
    yield from _title(entry.findtext(f"{A}title"))
    shown = [entry.find(f"{A}{name}") for name in ("content", "summary")]
    if all(element is None for element in shown):
        yield "entry: neither content nor summary"
    for element in shown:
        if element is not None:
            if element.get("type") != "html":
                yield "entry: text that is not said to be HTML"
            yield from _content(element.text or "")
    source = entry.find(f"{A}source")
    if source is not None:
        yield from _once(source, f"{A}id", f"{A}title", f"{A}updated")
    yield from _weight(entry)


def _rss(document: bytes, now: datetime) -> Iterator[str]:
    yield from _document(document)
    root = _parsed(document)
    if root is None:
        yield "document: not well-formed"
        return
    channel = root[0]
    yield from _once(channel, "title", "link", "description", "ttl")
    yield from _address(channel.findtext("link"))
    selves = [link for link in channel.findall(f"{A}link") if link.get("rel") == "self"]
    if len(selves) != 1 or selves[0].get("type") != "application/rss+xml":
        yield "channel: not one self link"
    items = channel.findall("item")
    yield from _ids([item.findtext("guid") or "" for item in items])
    built = channel.findtext("lastBuildDate")
    if (built is None) != (not items):
        yield "channel: a build date without entries, or entries without one"
    for element in channel.iter("pubDate", "lastBuildDate"):
        yield from _rfc822(element.text or "", now)
    for element in channel.iter(f"{A}link"):
        yield from _address(element.get("href"))
    for item in items:
        yield from _item(item)


def _item(item: etree._Element) -> Iterator[str]:
    yield from _once(item, "title", "link", "guid", "pubDate", "description")
    yield from _title(item.findtext("title"))
    yield from _address(item.findtext("link"))
    names = [str(child.tag) for child in item]
    if CONTENT in names and names.index("description") > names.index(CONTENT):
        yield "item: the content stands before the description"
    if "author" in names:
        yield "item: an author, which needs an e-mail address"
    if any(link.get("rel") == "alternate" for link in item.findall(f"{A}link")):
        yield "item: an Atom link that readers may take for the article's"
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink") != "false":
        yield "item: an id that claims to be an address"
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1 or any(not int(each.get("length") or 0) or not each.get("type") for each in enclosures):
        yield "item: not at most one enclosure with type and length"
    for each in enclosures:
        yield from _address(each.get("url"))
    for name in ("description", CONTENT):
        yield from _content(item.findtext(name) or "")
    yield from _weight(item)


def _json(document: bytes, now: datetime) -> Iterator[str]:
    if document.startswith(b"\xef\xbb\xbf"):
        yield "document: a byte order mark"
    if len(document) >= MOST_BYTES:
        yield f"document: {len(document)} bytes"
    feed: dict[str, Any] = json.loads(document)
    if ILLEGAL.search(document.decode()):
        yield "document: characters that steer"
    if "authors" in feed:
        yield "feed: authors, which a reader adds to those of every entry"
    if any(value is None for value in _values(feed)):
        yield "document: null"
    yield from _ids([item["id"] for item in feed["items"]])
    for item in feed["items"]:
        for name in ("date_published", "date_modified"):
            if name in item:
                yield from _moment(item[name], now)
        yield from _title(item["title"])
        yield from _content(item["content_html"])


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield each
            yield from _values(each)


def _once(element: etree._Element, *names: str) -> Iterator[str]:
    for name in names:
        found = element.findall(name)
        if len(found) != 1 or not (found[0].text or len(found[0])):
            yield f"{etree.QName(element).localname}: not one {etree.QName(name).localname}"


def _ids(ids: list[str]) -> Iterator[str]:
    if len(set(ids)) < len(ids):
        yield "id: two entries share one"
    yield from (f"id: {each!r}" for each in ids if not ID.fullmatch(each))


def _title(title: str | None) -> Iterator[str]:
    if not title or not title.strip() or title != title.strip() or MARKUP.search(title):
        yield f"title: {title!r}"


def _address(address: str | None) -> Iterator[str]:
    if not address or not ADDRESS.fullmatch(address) or not urlsplit(address).netloc:
        yield f"address: {address!r}"


def _moment(text: str, now: datetime) -> Iterator[str]:
    if not MOMENT.fullmatch(text) or datetime.fromisoformat(text) > now:
        yield f"moment: {text!r}"


def _rfc822(text: str, now: datetime) -> Iterator[str]:
    if not RFC822.fullmatch(text):
        yield f"moment: {text!r}"
        return
    moment = parsedate_to_datetime(text)
    if moment.strftime("%a") != text[:3] or moment.astimezone(UTC) > now:
        yield f"moment: {text!r}"


def _weight(element: etree._Element) -> Iterator[str]:
    weight = len(etree.tostring(element, encoding="UTF-8"))
    if weight >= MOST_ENTRY_BYTES:
        yield f"entry: {weight} bytes"


def _content(content: str) -> Iterator[str]:
    if not content.strip():
        return
    tree = lxml_html.fragment_fromstring(content, create_parent="div")
    for element in tree.iterdescendants():
        if element.tag not in ELEMENTS:
            yield f"content: {element.tag}"
            continue
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES:
                yield f"content: {name} of {element.tag}"
            if name in {"href", "src"} and not (ADDRESS.fullmatch(value) or (name == "href" and value.startswith("mailto:"))):
                yield f"content: an address {value!r}"
        if element.tag == "a" and element.get("rel") != "noopener noreferrer":
            yield "content: a link that hands over the reader"
