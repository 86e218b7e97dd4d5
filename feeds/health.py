"""Health: the entries of the feed that tells operators of every change of a source's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC

from feeds.addresses import web_address
from feeds.entry import Entry
from feeds.notice import notice
from feeds.plain import title_of
from news.health import HealthChange
from news.source import Source
from news.text import legal


def health_feed_entries(changes: Sequence[HealthChange], sources: Mapping[str, Source], *, authority: str) -> tuple[Entry, ...]:
    """One entry a change, in the order given, in English, dated when it was seen; its id is that of source and moment.

    A change of a source that is not in `sources`, or whose front page cannot be linked, is left out.
    """
    found = (_entry(change, sources.get(change.health.source), authority) for change in changes)
    return tuple(entry for entry in found if entry is not None)


def _entry(change: HealthChange, source: Source | None, authority: str) -> Entry | None:
    link = web_address(source.homepage) if source else None
    if source is None or link is None:
        return None
    health = change.health
    name = title_of(source.title) or source.id
    cause = f" ({legal(health.cause)})" if health.cause else ""
    lines = [
        f"{source.id}, before: {change.before.value if change.before else 'never judged'}.",
        f"Since {health.since.astimezone(source.zone):%Y-%m-%d %H:%M %z}.",
        *(legal(line) for line in (health.detail, health.advice) if line),
        *([f"Last news {health.last_news.astimezone(source.zone):%Y-%m-%d %H:%M %z}."] if health.last_news else []),
    ]
    return notice(
        f"health/{source.id}/{change.at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}",
        authority=authority,
        source=source,
        title=f"{name}: {health.state.value}{cause}",
        lines=lines,
        link=link,
        published=change.at.astimezone(source.zone),
        language="en",
        categories=(health.state.value,),
    )
