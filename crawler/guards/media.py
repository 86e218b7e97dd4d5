"""Media types: what an answer says it is decides whether its body is read at all."""

from __future__ import annotations

_PAGES = frozenset(
    {
        "",  # some portals send none
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
    }
)


def media_type(content_type: bytes | str | None) -> str:
    """Return the media type of a Content-Type header in lower case, without parameters; empty where there is none."""
    text = content_type.decode("latin-1") if isinstance(content_type, bytes) else content_type or ""
    return text.partition(";")[0].partition(",")[0].strip().lower()


def is_readable(content_type: bytes | str | None) -> bool:
    """Whether an answer of this type can be a page, a listing or a feed: what has a type of its own is not downloaded."""
    return media_type(content_type) in _PAGES
