"""The line by which an article leaves the store, for other programs and for another store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from news.store import archived, member, ties
from news.stored import StoredArticle

if TYPE_CHECKING:
    from news.store.store import Store

ExportLine = dict[str, str | int | list[str] | None]
LONGEST = 64 * 2**20
"""Bytes of a line that can be put back: what is longer is no article, or was edited ten thousand times."""
_PAGE = 50


def export_lines(store: Store, source: str | None = None, *, plain: bool = False) -> Iterator[bytes]:
    """Every article of a source (None: of all) as a line of JSON in UTF-8, in order of arrival, few of them in memory.

    A line holds what `export_line` gives and, unless `plain`, the member `archive` with all that `news.store.importing` needs to
    put the article into another store as it is here: see `news.store.member`. Articles whose content was given up by retention
    have nothing to tell other programs and are left out of plain lines. Unless `plain`, the links and stories of the articles
    follow, see `news.store.ties`. Each page of lines shows a single state of the store; an article that is kept meanwhile comes
    last. Raises StoreError.
    """
    number = 0
    while True:
        with store.read() as connection:
            number, page = archived.after(connection, number, source_id=source, limit=_PAGE)
        if not page:
            break
        for each in page:
            if not plain:
                yield _line(export_line(each.stored) | {"archive": member.to_json(each)})
            elif each.pruned is None:
                yield _line(export_line(each.stored))
    if not plain:
        yield from map(_line, ties.every(store, source))


def _line(values: object) -> bytes:
    text = json.dumps(values, ensure_ascii=False)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        # A lone surrogate, which only an escape can write.
        return f"{json.dumps(values)}\n".encode("ascii")


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
