"""Health: the entries of the feed that tells operators of every change of a source's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from html import escape

from feeds.addresses import web_address
from feeds.entry import Entry, tag_uri
from feeds.plain import title_of
from news.article import Precision, Provenance
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
    at = change.at.replace(microsecond=0).astimezone(source.zone)
    lines = [
        f"{source.id}, before: {change.before.value if change.before else 'never judged'}.",
        f"Since {health.since.astimezone(source.zone):%Y-%m-%d %H:%M %z}.",
        *(legal(line) for line in (health.detail, health.advice) if line),
        *([f"Last news {health.last_news.astimezone(source.zone):%Y-%m-%d %H:%M %z}."] if health.last_news else []),
    ]
    article_id = f"health/{source.id}/{change.at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
    return Entry(
        id=tag_uri(authority, article_id),
        article_id=article_id,
        source=source,
        title=f"{name}: {health.state.value}{cause}",
        link=link,
        published=at,
        updated=at,
        edited=False,
        precision=Precision.MINUTE,
        provenance=Provenance.FIRST_SEEN,
        authors=(),
        contributors=(),
        categories=(health.state.value,),
        summary=" ".join(lines),
        content="".join(f"<p>{escape(line)}</p>" for line in lines),
        enclosures=(),
        image=None,
        rights="",
        related=(),
        copies=(),
        language="en",
    )
