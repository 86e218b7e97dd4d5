"""When entries were published and updated, as feeds tell it.

RFC 4287 asks that `updated` moves only with a significant change, validators that no two entries of a feed share it, and readers
that nothing lies in the future. Towns often date by the day alone, so ties are common; they are told apart by seconds, well
inside what the page said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from news.article import Published
from news.stored import StoredArticle

_SECOND = timedelta(seconds=1)


def published_moment(stored: StoredArticle) -> datetime:
    """When the article was published, in whole seconds, UTC; never later than when Loa first saw it. It never moves."""
    return min(stored.published.moment, stored.first_seen).replace(microsecond=0)


def updated_moments(articles: Iterable[StoredArticle]) -> Mapping[str, datetime]:
    """By article id the moment to call `updated`, in whole seconds, UTC.

    That is the last substantive edit, else the moment of publication. Of articles with the same moment the one seen first keeps
    it; the next takes the nearest free second between its publication and when Loa first saw it (or saw the edit). Where there is
    none the moment is shared: better two alike than one in the future.
    """
    taken: set[datetime] = set()
    moments: dict[str, datetime] = {}
    for stored in sorted(articles, key=lambda stored: (stored.first_seen, stored.id)):
        earliest = published_moment(stored)
        if stored.updated:
            wanted = max(stored.updated.replace(microsecond=0), earliest)
            moment = _free(wanted, -_SECOND, earliest, taken)
        else:
            moment = _free(earliest, _SECOND, max(stored.first_seen.replace(microsecond=0), earliest), taken)
        taken.add(moment)
        moments[stored.id] = moment
    return moments


def local(published: Published, zone_name: str) -> datetime:
    """The moment in its own zone, whole seconds; UTC for a zone nobody knows or a moment no calendar of that zone can hold."""
    moment = published.moment.replace(microsecond=0)
    try:
        return moment.astimezone(ZoneInfo(zone_name))
    except (KeyError, ValueError, OSError, OverflowError):
        return moment


def _free(wanted: datetime, step: timedelta, last: datetime, taken: set[datetime]) -> datetime:
    """The first moment from `wanted` to `last` that is not taken; `wanted` itself where all are."""
    moment = wanted
    while moment in taken and moment != last:
        moment += step
    return wanted if moment in taken else moment
