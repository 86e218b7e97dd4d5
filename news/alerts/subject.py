"""Subject: what an alert can be about, a source or a part of the service, and what operators were told of it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from news.health import Health, State

SERVICE = "service/"
"""Before the name of a part of the service, where a source has its id: "service/disk"."""
NETWORK = f"{SERVICE}network"
"""This machine's own way out: every source fails at once."""
UNREACHED = frozenset({"dns", "connection", "timeout", "fetch", "host resting"})
"""Causes that say that nothing was heard of a host, whoever's fault it is."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a subject is doing now."""

    subject: str
    """A source's id, or SERVICE and a name."""
    state: State
    """A part of the service is fresh (all is well) or broken, never quiet."""
    since: datetime
    """When the state began; aware."""
    cause: str = ""
    """The signal, short and stable; empty unless it is broken."""
    detail: str = ""
    """What was seen, in one line."""
    advice: str = ""
    """What the operator can do, in English."""
    last_news: datetime | None = None
    """When a source's newest article appeared; None: unknown, or no source."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What operators were told of a subject last; one of which nothing was ever told counts as fresh."""

    subject: str
    state: State = State.FRESH
    cause: str = ""
    """Why it was broken when they were told; empty otherwise."""
    noticed: datetime | None = None
    """When it was first seen to be otherwise, and nobody was told yet; None: it is as they were told."""
    unsteady: datetime | None = None
    """From when on it changes too often to be told of each time; None: it does not."""


def standing_of(health: Health) -> Standing:
    """How a source is doing, by its health."""
    return Standing(
        subject=health.source,
        state=health.state,
        since=health.since,
        cause=health.cause,
        detail=health.detail,
        advice=health.advice,
        last_news=health.last_news,
    )


def is_service(subject: str) -> bool:
    """Whether a subject is a part of the service and no source."""
    return subject.startswith(SERVICE)


def unreached(cause: str, detail: str = "") -> bool:
    """Whether a cause says that nothing was heard of the host at all; its robots.txt may have been the first to be asked for."""
    return cause in UNREACHED or (cause == "robots" and any(f"cannot be fetched ({each}" in detail for each in UNREACHED))
