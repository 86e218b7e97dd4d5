"""JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import Any

from feeds.entry import Entry, EntryPlace
from feeds.feed import Feed
from feeds.related import Related


def render_json(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1 in UTF-8, with what that format has no place for under `_loa` in each item."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.spec.title,
        "description": feed.spec.subtitle,
        "home_page_url": feed.site,
        "feed_url": feed.address("json"),
        "next_url": next((link.href for link in feed.links if link.rel == "next"), None),
        "favicon": feed.icon,
        "hubs": [{"type": "WebSub", "url": link.href} for link in feed.links if link.rel == "hub"] or None,
        "language": feed.spec.language,
        "items": [_item(entry) for entry in feed.entries],
    }
    # An item a line: what is laid out further is written by another encoder, ten times as slow.
    items = document.pop("items")
    head = json.dumps(_present(document), ensure_ascii=False)
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f'{head[:-1]}, "items": [\n{lines}\n]}}\n'.encode()


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.heading,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat() if entry.edited else None,
        "authors": [{"name": name} for name in (*entry.authors, *entry.contributors)] or None,
        "tags": list(entry.categories) or None,
        "language": entry.language,
        "_loa": _extension(entry),
    }
    if entry.enclosures:
        item["attachments"] = [
            _present({"url": each.url, "mime_type": each.media_type, "title": each.title, "size_in_bytes": each.bytes})
            for each in entry.enclosures
        ]
    return _present(item)


def _extension(entry: Entry) -> dict[str, Any]:
    return _present(
        {
            "source": {"id": entry.source.id, "title": entry.source_title},
            "date": {"precision": str(entry.precision), "provenance": str(entry.provenance)},
            "related": [_link(link) for link in entry.related],
            "copies": [_link(link) for link in entry.copies] or None,
            "place": _place(entry.place) if entry.place else None,
            "edit": entry.note or None,
            "withdrawn": entry.withdrawn.isoformat() if entry.withdrawn else None,
            "rights": entry.rights,
        }
    )


def _link(link: Related) -> dict[str, Any]:
    return _present({"url": link.url, "title": link.title, "reason": str(link.reason), "source": link.source})


def _place(place: EntryPlace) -> dict[str, Any]:
    point = dict(zip(("latitude", "longitude"), map(float, place.point.split()), strict=True)) if place.point else {}
    return {"name": place.name, **point}


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: JSON Feed has no null."""
    return {name: value for name, value in values.items() if value is not None}
