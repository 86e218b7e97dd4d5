"""Outage: the one entry by which a feed says that no news of its source could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from feeds.addresses import web_address
from feeds.entry import Entry, language_of, tag_uri
from feeds.plain import title_of
from news.article import Precision, Provenance
from news.health import Health, State
from news.source import Source


@dataclass(frozen=True, kw_only=True)
class _Words:
    title: str
    """{0} the source's title, {1} the day."""
    text: str
    """{0} the source's title, {1} the moment."""
    moment: str
    day: str


_WORDS: Mapping[str, _Words] = {
    "vi": _Words(
        title="{0}: chưa đọc được tin mới từ {1}",
        text="Từ {1} chưa đọc được tin mới của {0}. Trang gốc có thể vẫn có tin; nguồn này sẽ tự cập nhật khi đọc lại được.",
        moment="%H:%M ngày %d/%m/%Y",
        day="%d/%m/%Y",
    ),
    "en": _Words(
        title="{0}: no news could be read since {1}",
        text="No news of {0} could be read since {1}. Its site may have news all the same; the feed goes on once it can be read.",
        moment="%Y-%m-%d %H:%M",
        day="%Y-%m-%d",
    ),
}


def outage_entry(health: Health, source: Source, *, authority: str, closed: datetime | None = None) -> Entry | None:
    """The notice of an outage, dated when it began to count for readers; the same for as long as the outage lasts.

    None while the source is not broken, while the outage is no longer than its rhythm explains, or where the source's front page
    cannot be linked. `closed` (aware) is when the outage was over, for a notice that was published and is taken back.
    """
    if health.state is not State.BROKEN or health.overdue is None:
        return None
    link = web_address(source.homepage)
    if link is None:
        return None
    zone = source.zone
    began = health.since.astimezone(zone)
    counted = health.overdue.replace(microsecond=0).astimezone(zone)
    language = language_of(source.language) or "und"
    spoken = language.partition("-")[0].lower()
    words = _WORDS.get(spoken, _WORDS["en"])
    name = title_of(source.title) or source.id
    article_id = f"outage/{source.id}/{health.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    text = words.text.format(name, began.strftime(words.moment))
    return Entry(
        id=tag_uri(authority, article_id),
        article_id=article_id,
        source=source,
        title=words.title.format(name, began.strftime(words.day)),
        link=link,
        published=counted,
        updated=counted,
        edited=False,
        precision=Precision.MINUTE,
        provenance=Provenance.FIRST_SEEN,
        authors=(),
        contributors=(),
        categories=(),
        summary=text,
        content=f"<p>{escape(text)}</p>",
        enclosures=(),
        image=None,
        rights="",
        related=(),
        copies=(),
        language=language if spoken in _WORDS else "en",
        withdrawn=closed.replace(microsecond=0).astimezone(zone) if closed else None,
    )
