"""What readers see: a document through feedparser and through atoma, two parsers that know nothing of each other."""

import warnings
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import atoma
import feedparser


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One entry as a reader sees it."""

    id: str
    title: str
    link: str
    published: datetime
    updated: datetime | None
    """None where the format has no place for it."""
    authors: tuple[str, ...] | None
    """None where the parser does not read them."""
    content: str
    enclosures: tuple[tuple[str, str], ...]
    """Address and media type."""


def by_feedparser(document: bytes) -> list[Seen]:
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [
        Seen(
            id=entry.id,
            title=entry.title,
            link=entry.link,
            published=_moment(entry.published_parsed),
            updated=_moment(entry.updated_parsed) if "updated_parsed" in entry else None,
            authors=tuple(author.get("name", "") for author in entry.get("authors", []) if author),
            content=entry.content[0].value if "content" in entry else entry.summary,
            enclosures=tuple((each.href, each.type) for each in entry.get("enclosures", [])),
        )
        for entry in parsed.entries
    ]


def by_atoma(document: bytes) -> list[Seen]:
    with warnings.catch_warnings():
        # It asks elements of ElementTree for their truth, which a later Python will not allow.
        warnings.simplefilter("ignore", FutureWarning)
        return _rss(atoma.parse_rss_bytes(document)) if b"<rss" in document[:200] else _atom(atoma.parse_atom_bytes(document))


def json_by_atoma(document: bytes) -> list[Seen]:
    return [
        Seen(
            id=item.id_,
            title=item.title,
            link=item.url,
            published=item.date_published.astimezone(UTC),
            updated=item.date_modified.astimezone(UTC) if item.date_modified else None,
            authors=None,
            content=item.content_html,
            enclosures=tuple((each.url, each.mime_type) for each in item.attachments),
        )
        for item in atoma.parse_json_feed_bytes(document).items
    ]


def _atom(feed: Any) -> list[Seen]:
    own = tuple(author.name for author in feed.authors)
    return [
        Seen(
            id=entry.id_,
            title=entry.title.value,
            link=next(link.href for link in entry.links if link.rel in {None, "alternate"}),
            published=entry.published.astimezone(UTC),
            updated=entry.updated.astimezone(UTC),
            # It hands the feed's authors on to entries that have none.
            authors=None if (found := tuple(author.name for author in entry.authors)) == own else found,
            content=(entry.content or entry.summary).value,
            enclosures=tuple((link.href, link.type_) for link in entry.links if link.rel == "enclosure"),
        )
        for entry in feed.entries
    ]


def _rss(channel: Any) -> list[Seen]:
    return [
        Seen(
            id=item.guid,
            title=item.title,
            link=item.link,
            published=item.pub_date.astimezone(UTC),
            updated=None,
            authors=None,
            content=item.content_encoded or item.description,
            enclosures=tuple((each.url, each.type) for each in item.enclosures),
        )
        for item in channel.items
    ]


def _moment(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)
