"""Attachments: the documents offered with an article, linked or shown in a viewer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from crawler.pages.links import absolute
from news.article import Attachment
from news.text import clean

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "rtf": "application/rtf",
    "csv": "text/csv",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}
"""IANA media types of documents by the ending of their addresses."""

_FRAMES = ("iframe", "embed", "object")
_VIEWED = ("file", "src", "url", "link", "document", "path")
_LABEL = re.compile(r"^(?:tập tin|tệp(?: tin)?|file|tải về|tải xuống|download)(?: đính kèm)?\s*:\s*", re.IGNORECASE)
_MOST = 50


def read_attachments(boxes: Iterable[HtmlElement], body: HtmlElement | None, base_url: str) -> tuple[Attachment, ...]:
    """Return the documents, each address once, in order.

    Every link in one of `boxes`, which the layout says hold documents, is one; in the `body` a link is when its address ends as
    documents' do. A viewer in a frame stands for the document it shows (`?file=`, `?src=`). Nothing but http(s) is offered.
    """
    found: dict[str, Attachment] = {}
    for attachment in [*_offered(boxes, base_url), *(_linked(body, base_url) if body is not None else ())]:
        known = found.get(attachment.url)
        better = known is not None and known.title is None and attachment.title is not None
        if better or (known is None and len(found) < _MOST):
            found[attachment.url] = attachment
    return tuple(found.values())


def media_type(url: str) -> str | None:
    """Return the media type that the ending of the address's path or of a file name in its query stands for; None for none."""
    for name in (_path(url), *(value for _, value in _parameters(url))):
        kind = MEDIA_TYPES.get(name.rpartition(".")[2].lower())
        if kind is not None:
            return kind
    return None


def _offered(boxes: Iterable[HtmlElement], base_url: str) -> Iterator[Attachment]:
    for box in boxes:
        for element in box.iter("a", *_FRAMES):
            if element.tag == "a":
                address = absolute(base_url, element.get("href"))
                # "#" and the page itself are buttons of the viewer, not documents.
                if address is not None and not (element.get("href") or "").startswith("#"):
                    yield _attachment(element, address)
            elif (address := _shown(element, base_url, any_address=True)) is not None:
                yield _attachment(element, address)


def _linked(body: HtmlElement, base_url: str) -> Iterator[Attachment]:
    for element in body.iter("a", *_FRAMES):
        if element.tag == "a":
            address = absolute(base_url, element.get("href"))
            if address is not None and (_ends_as_document(address) or element.get("download") is not None):
                yield _attachment(element, address)
        elif (address := _shown(element, base_url, any_address=False)) is not None:
            yield _attachment(element, address)


def _ends_as_document(address: str) -> bool:
    return _path(address).rpartition(".")[2].lower() in MEDIA_TYPES


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _parameters(address: str) -> list[tuple[str, str]]:
    """The query's names and values; none where there are too many to be a viewer's."""
    try:
        return parse_qsl(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return []


def _shown(frame: HtmlElement, base_url: str, *, any_address: bool) -> str | None:
    """The document that a viewer in a frame shows; with `any_address` the frame's own address when it names no document."""
    address = absolute(base_url, frame.get("src") or frame.get("data"))
    if address is None:
        return None
    values = {name.lower(): value for name, value in _parameters(address)}
    for name in _VIEWED:
        inner = absolute(address, values.get(name))
        if inner is not None and (_ends_as_document(inner) or any_address):
            return inner
    return address if any_address or _ends_as_document(address) else None


def _attachment(element: HtmlElement, address: str) -> Attachment:
    said = clean(element.get("title") or "")
    if not said and element.tag == "a":
        said = clean("".join(element.itertext())[:1000])
    return Attachment(url=address, title=_LABEL.sub("", said)[:300] or None, media_type=media_type(address))
