"""Choice: the one date to publish among those found, and what to do with minutes that cannot be right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from news.article import Precision, Provenance, Published

_TRUST = tuple(Provenance)
_FINENESS = (Precision.DAY, Precision.HOUR, Precision.MINUTE)
_SPAN = {Precision.DAY: timedelta(days=1), Precision.HOUR: timedelta(hours=1), Precision.MINUTE: timedelta(minutes=1)}
_ENOUGH = 3
"""Dates that must all have the month for minutes: by chance one feed in 60 cubed."""


def choose(candidates: Iterable[Published | None], *, refine: Collection[Provenance] = ()) -> Published | None:
    """Return the most trusted date: visible, metadata, listing, url, prose, first seen; the first given among equals.

    A more precise date of the same provenance that lies within the chosen one (the minute of that very day) takes its place.
    So does one of a less trusted provenance when that is named in `refine`, for sources whose metadata is known to be right: the
    page shows "27/03/2024", its metadata says 08:42 of that day. It is off unless asked for, because several CMSs write the
    time of the last edit there, which on the day of publication would agree and be wrong. The date returned keeps its own
    provenance. None when there is no candidate.
    """
    ranked = sorted((each for each in candidates if each is not None), key=lambda each: _TRUST.index(each.provenance))
    if not ranked:
        return None
    best = first = ranked[0]
    for each in ranked[1:]:
        finer = _FINENESS.index(each.precision) > _FINENESS.index(best.precision)
        within = best.moment <= each.moment < best.moment + _SPAN[best.precision]
        if finer and within and (each.provenance is first.provenance or each.provenance in refine):
            best = each
    return best


def drop_minutes(published: Published, zone: ZoneInfo) -> Published:
    """Return the date with precision hour (the full hour in `zone`) where it had minutes, else unchanged."""
    if published.precision is not Precision.MINUTE:
        return published
    local = published.moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    return replace(published, moment=local.astimezone(UTC), precision=Precision.HOUR)


def drop_time(published: Published, zone: ZoneInfo) -> Published:
    """Return the date with precision day (midnight in `zone`), for a clock of 12 hours that does not say which half."""
    if published.precision is Precision.DAY:
        return published
    local = published.moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return replace(published, moment=local.astimezone(UTC), precision=Precision.DAY)


def suspicious_minutes(published: Published, zone: ZoneInfo) -> bool:
    """Tell whether the minutes equal the number of the month, in `zone` or in UTC: the slip "H:m" for "H:i" in a date format.

    NukeViet's feeds have it. One right date in sixty looks the same, so alone it proves nothing: ask `month_as_minutes`.
    """
    if published.precision is not Precision.MINUTE:
        return False
    moments = (published.moment.astimezone(zone), published.moment.astimezone(UTC))
    return any(moment.minute == moment.month for moment in moments)


def month_as_minutes(dates: Iterable[Published], zone: ZoneInfo) -> bool:
    """Tell whether a feed or listing writes the month for the minutes: three dates with minutes or more, suspicious all."""
    exact = [date for date in dates if date.precision is Precision.MINUTE]
    return len(exact) >= _ENOUGH and all(suspicious_minutes(date, zone) for date in exact)
