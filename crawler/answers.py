"""What an answer says of itself in its headers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from scrapy.http import Response

from crawler.pages.page import Page
from news import clock
from news.errors import FetchError
from news.store import Validators

HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")
"""Types under which portals send pages; some send none."""
XML_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
"""Types under which they send feeds and sitemaps, which are listings."""


def header_of(response: Response) -> Callable[[str], str | None]:
    """Return what gives the value of a header by its name; None where it was not sent, or is empty."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return header


def validators_of(response: Response, digest: str | None = None) -> Validators:
    """Return what tells whether the page changes; `digest` is that of its body, None where nobody has computed it."""
    header = header_of(response)
    digest = digest or hashlib.sha256(response.body).hexdigest()
    return Validators(etag=header("ETag"), last_modified=header("Last-Modified"), digest=digest)


def media_type(response: Response) -> str | None:
    """Return the media type, lower case, without its parameters; None where none was sent."""
    value = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return value.partition(";")[0].strip().lower() or None


def page_type(response: Response) -> str | None:
    """Return the Content-Type of a page, None where none was sent. Raise FetchError for an answer that is none."""
    kind = media_type(response) or ""
    if kind not in HTML_TYPES and kind not in XML_TYPES:
        raise FetchError(response.url, f"is {kind}, not a page")
    return (response.headers.get("Content-Type") or b"").decode("latin-1") or None


def page_of(response: Response) -> Page:
    """Return the page. Raise FetchError for an answer that is none."""
    content_type = page_type(response)
    return Page.decode(response.url, response.body, content_type=content_type, fetched=clock.now())
