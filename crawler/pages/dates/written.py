"""Written: a date as a text writes it, before anyone asked whether it can be true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from news.article import Precision

_FIRST_YEAR, _LAST_YEAR = 1800, 2200


@dataclass(frozen=True, kw_only=True)
class Written:
    """A civil date with as much of the time as was written; it exists in the calendar."""

    year: int
    """Common era, 1800 to 2200."""
    month: int
    day: int
    hour: int | None = None
    """0 to 23; None when only the day was written."""
    minute: int | None = None
    """0 to 59; None when only the hour was written."""
    offset: timedelta | None = None
    """East of UTC, when the text itself says so; None means the source's own zone."""

    @property
    def precision(self) -> Precision:
        """How much was written; seconds are never kept."""
        if self.hour is None:
            return Precision.DAY
        return Precision.HOUR if self.minute is None else Precision.MINUTE

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the moment in UTC. Without a time it is the first instant of the day in `zone`, whatever the offset says."""
        # Where summer time skips midnight, fold=0 reads it with the offset before the change: the day's first instant.
        offset = zone if self.offset is None or self.hour is None else timezone(self.offset)
        local = datetime(self.year, self.month, self.day, self.hour or 0, self.minute or 0, tzinfo=offset)
        return local.astimezone(UTC)

    def at(self, hour: int | None, minute: int | None, offset: timedelta | None = None) -> Written:
        """Return the same day with a time."""
        return replace(self, hour=hour, minute=minute, offset=offset)


def written(year: int, month: int, day: int) -> Written | None:
    """Return the day, or None for one that no calendar has (31 February) or that is centuries away."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return Written(year=year, month=month, day=day)
