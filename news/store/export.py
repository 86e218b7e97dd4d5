"""The line by which an article leaves the store for other programs."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from news.stored import StoredArticle

ExportLine = dict[str, str | int | list[str] | None]


def export_line(stored: StoredArticle) -> ExportLine:
    """An article as values of JSON.

    Moments are ISO 8601 with the offset of the article's time zone (UTC where its zone is unknown here). `published` is never
    null: its `provenance` says whether it is only when Loa first saw the article. `updated` is null until a substantive edit,
    `withdrawn` while the article is there, `lead` where the page sets none apart. `text` is the whole text, lead included.
    """
    article, published = stored.article, stored.published
    zone = _zone(article.timezone)
    return {
        "id": stored.id,
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "authors": list(article.authors),
        "published": _iso(published.moment, zone),
        "precision": published.precision.value,
        "provenance": published.provenance.value,
        "updated": _iso(stored.updated, zone),
        "revision": stored.revision,
        "withdrawn": _iso(stored.withdrawn, zone),
    }


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC


def _iso(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")
