"""Proving: enabled sources that nobody ever saw working wait for their first passed check."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from news.checkups import Checkups
from news.settings import Settings
from news.source import Source
from news.store import Store

_NAMED = 3


def unproven(sources: Collection[Source], settings: Settings, store: Store) -> tuple[Source, ...]:
    """Return those of the sources that are not crawled unasked yet: shipped, enabled, never verified, never passed a check here.

    A source that the configuration declares is the operator's own and waits for nothing.
    """
    return Checkups(store).unproven(sources, own={declared.id for declared in settings.source})


def told(waiting: Sequence[Source]) -> str:
    """Return in one line which sources wait, and for what."""
    if len(waiting) == 1:
        name = waiting[0].id
        return f"{name} is enabled, but was never seen to work: `loa check {name}` tries it; it is crawled once that has passed"
    names = ", ".join(source.id for source in waiting[:_NAMED]) + (", …" if len(waiting) > _NAMED else "")
    return (
        f"{len(waiting)} sources are enabled, but were never seen to work ({names}): "
        "`loa check` tries them, and each is crawled once it has passed"
    )
