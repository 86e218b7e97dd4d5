"""Outage: the one entry by which a feed says that no news of its source could be read, and then that it can be again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from feeds.addresses import web_address
from feeds.entry import Entry, language_of
from feeds.notice import notice
from feeds.plain import title_of
from news.health import Health, Outage, State
from news.source import Source


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What is said, while it lasts and when it is over; {0} the source's title, {1} since when, {2} until when."""

    title: str
    text: str
    title_over: str
    text_over: str
    moment: str
    day: str


_WORDS: Mapping[str, _Words] = {
    "vi": _Words(
        title="{0}: chưa đọc được tin mới từ {1}",
        text="Từ {1} chưa đọc được tin mới của {0}. Trang gốc có thể vẫn có tin; nguồn này sẽ tự cập nhật khi đọc lại được.",
        title_over="{0}: đã đọc lại được tin, sau gián đoạn từ {1} đến {2}",
        text_over="Từ {1} đến {2} không đọc được tin mới của {0}. Nay đã đọc lại được, kể cả tin cũ mà trang gốc còn giữ.",
        moment="%H:%M ngày %d/%m/%Y",
        day="%d/%m/%Y",
    ),
    "en": _Words(
        title="{0}: no news could be read since {1}",
        text="No news of {0} could be read since {1}. Its site may have news all the same; the feed goes on once it can be read.",
        title_over="{0}: news can be read again, after an outage from {1} to {2}",
        text_over="No news of {0} could be read from {1} to {2}. It can be again, with what the site still has of that time.",
        moment="%Y-%m-%d %H:%M",
        day="%Y-%m-%d",
    ),
}


def outage_entry(health: Health, source: Source, *, authority: str) -> Entry | None:
    """The notice of an outage, dated when it began to count for readers; None where there is none to be told of.

    It stays the same for as long as the outage lasts. When that is over the same entry says so, as an edit. Of several outages
    the last is told of alone. There is none while an outage is no longer than the source's rhythm explains, and none where the
    source's front page cannot be linked.
    """
    outage = _told(health)
    link = web_address(source.homepage)
    if outage is None or link is None:
        return None
    zone = source.zone
    began, counted = outage.began.astimezone(zone), outage.counted.astimezone(zone)
    over = outage.over.astimezone(zone) if outage.over else None
    language = language_of(source.language) or "und"
    spoken = language.partition("-")[0].lower()
    words = _WORDS.get(spoken, _WORDS["en"])
    name = title_of(source.title) or source.id
    title, text = (words.title_over, words.text_over) if over else (words.title, words.text)
    days, moments = ([at.strftime(form) for at in (began, over) if at] for form in (words.day, words.moment))
    return notice(
        f"outage/{source.id}/{outage.began.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        authority=authority,
        source=source,
        title=title.format(name, *days),
        lines=[text.format(name, *moments)],
        link=link,
        published=counted,
        edited=over,
        language=language if spoken in _WORDS else "en",
    )


def _told(health: Health) -> Outage | None:
    """The outage readers are told of: the one that lasts, else the last one."""
    if health.state is State.BROKEN and health.overdue is not None:
        return Outage(began=health.since, counted=health.overdue, over=None)
    return health.outage
