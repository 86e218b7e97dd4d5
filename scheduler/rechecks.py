"""Rechecks: which sources are to be checked again, so that it is noticed when what is broken works, and the other way round."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from news.checkups import Checkup
from news.health import Health, State
from news.source import Source

AGAIN = timedelta(days=1)
"""Between two checks of a source that waits for its first pass, or is broken."""
WEEKLY = timedelta(days=7)
"""Between two checks of any other."""
MOST = 20
"""Sources of one round, so that several hundred are spread over days."""
_HOURS = 168


def to_check(
    sources: Collection[Source],
    *,
    waiting: Collection[Source],
    checkups: Mapping[str, Checkup],
    healths: Mapping[str, Health],
    now: datetime,
) -> list[str]:
    """Return the ids of those of the sources that are to be checked in the round of this hour, the longest unchecked first.

    `waiting` are those of them that are not crawled before a check has passed. A source that is crawled and was never checked is,
    in one hour of the week that its id chooses.
    """
    anxious = {source.id for source in waiting}
    anxious |= {source_id for source_id, health in healths.items() if health.state is State.BROKEN}
    hour = int(now.timestamp() // 3600) % _HOURS
    chosen = []
    for source in sources:
        last = checkups.get(source.id)
        if last is None:
            due = source.id in anxious or zlib.crc32(source.id.encode()) % _HOURS == hour
        else:
            due = now - last.at >= (AGAIN if source.id in anxious else WEEKLY)
        if due:
            chosen.append((source.id not in anxious, last.at.timestamp() if last else 0.0, source.id))
    return [source_id for *_, source_id in sorted(chosen)[:MOST]]
