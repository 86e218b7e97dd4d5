"""Rhythm: when a source publishes, learned from when its articles appeared.

A rate is held for each hour of the week by the clocks of the source. It is estimated in three steps, each the prior of the next,
so that five articles are enough to begin with: of all hours; of an hour of the day on workdays or at weekends; of an hour of the
week. Old weeks count less, holidays are counted apart. Everything here is pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from news.holidays import is_holiday

HOURS = 168
"""In a week; number 0 is Monday from 00:00 to 01:00 by the clocks of the source."""
HALF_LIFE = timedelta(weeks=6)
"""After which a week counts half."""
MEMORY = timedelta(weeks=40)
"""What is older says nothing any more."""
ENOUGH = 5
"""Articles with which a rhythm begins to be one."""
BURST = timedelta(hours=2)
"""Articles nearer to each other than this came in one sitting, and their absence is one absence."""
_HOUR = timedelta(hours=1)
_PRIOR_HOURS = 48.0
"""Exposure in hours for which the prior of the rate of all hours stands."""
_PRIOR_RATE = 1 / 24
"""Articles an hour, before anything is known."""
_CLASS_HOURS, _CELL_WEEKS = 4.0, 6.0
"""How long an hour of the day, and an hour of the week, must have been watched to be believed as much as its prior."""
_HOLIDAY_SHARE, _HOLIDAY_WEIGHT = 0.3, 3.0
"""Share of the usual news that a holiday is taken to have before it is known, and expected articles for which that stands."""
_OFFICE = (1.6, 0.4)
"""What is assumed of hours from 7 to 18 on workdays, and of all others, as a share of the mean; outweighed within days."""
_KERNEL = (0.25, 0.5, 0.25)


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """When one article appeared, as closely as that is known."""

    earliest: datetime
    """Aware."""
    latest: datetime
    """Aware, not before `earliest`; the same where the moment is known."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How much news is to be expected when."""

    rates: tuple[float, ...]
    """Articles an hour, of each of the HOURS of a week that has no holiday; all above zero."""
    holiday_share: float
    """Share of these rates that holds on a holiday."""
    sittings: float
    """Groups of articles it was learned from, old ones counting less."""
    share: float
    """Sittings an article, above 0, at most 1."""
    articles: int
    """It was learned from; below ENOUGH it says little more than its priors."""
    country: str
    """Two small letters; whose holidays count."""
    zone: ZoneInfo
    last: datetime | None
    """When the newest article appeared at the latest; None: there is none."""

    def rate(self, moment: datetime) -> float:
        """Articles an hour expected at a moment (aware)."""
        local = moment.astimezone(self.zone)
        return self.rates[local.weekday() * 24 + local.hour] * self._share_of(local.date())

    def expected(self, start: datetime, end: datetime) -> float:
        """Articles expected between two moments (aware); 0 where the second is not later. At most a year is looked at."""
        end = min(end, start + timedelta(days=366))
        return sum(self.rate(at) * _hours(upto - at) for at, upto in hours_between(start, end))

    def silence(self, start: datetime, end: datetime) -> float:
        """Probability, from 0 to 1, that nothing appears from one moment to another though the source goes on as it did.

        Sittings are taken as a Poisson process whose rate is known as well as a gamma distribution after so many sittings: with
        few of them a long silence proves little.
        """
        sittings = self.expected(start, end) * self.share
        known = self.sittings + 1
        return math.exp(-known * math.log1p(sittings / known))

    def _share_of(self, day: date) -> float:
        return self.holiday_share if is_holiday(self.country, day) else 1.0


def hours_between(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches, none across a full hour of UTC, that lead from one moment (aware) to another, in UTC."""
    at, end = start.astimezone(UTC), end.astimezone(UTC)
    while at < end:
        upto = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        yield at, upto
        at = upto


def learn(appearances: Sequence[Appearance], *, since: datetime, now: datetime, zone: ZoneInfo, country: str = "vn") -> Rhythm:
    """Return the rhythm of a source that was watched from `since` to `now` (aware); what appeared outside does not count."""
    start = max(since, now - MEMORY)
    seen = sorted((each for each in appearances if start <= each.latest <= now), key=lambda each: each.latest)
    exposure, found = [0.0] * HOURS, [0.0] * HOURS
    holidays: dict[int, float] = {}
    holiday_found = 0.0
    for at, upto in hours_between(start, now):
        cell, holiday = _cell(at, zone, country)
        weight = _hours(upto - at) * _weight(now - at)
        if holiday:
            holidays[cell] = holidays.get(cell, 0.0) + weight
        else:
            exposure[cell] += weight
    for each in seen:
        for at, part in _spread(each, start):
            cell, holiday = _cell(at, zone, country)
            if holiday:
                holiday_found += part * _weight(now - at)
            else:
                found[cell] += part * _weight(now - at)
    rates = _rates(found, exposure)
    usual = sum(rates[cell] * hours for cell, hours in holidays.items())
    sittings = _sittings(seen, now)
    total = sum(_weight(now - each.latest) for each in seen)
    return Rhythm(
        rates=rates,
        holiday_share=(holiday_found + _HOLIDAY_SHARE * _HOLIDAY_WEIGHT) / (usual + _HOLIDAY_WEIGHT),
        sittings=sittings,
        share=min(1.0, sittings / total) if total else 1.0,
        articles=len(seen),
        country=country,
        zone=zone,
        last=seen[-1].latest if seen else None,
    )


def _rates(found: Sequence[float], exposure: Sequence[float]) -> tuple[float, ...]:
    """Articles an hour for each hour of the week, each step drawn towards the one before."""
    mean = (sum(found) + _PRIOR_RATE * _PRIOR_HOURS) / (sum(exposure) + _PRIOR_HOURS)
    classes: dict[tuple[bool, int], float] = {}
    for weekend, days in ((False, range(5)), (True, range(5, 7))):
        news = [sum(found[day * 24 + hour] for day in days) for hour in range(24)]
        watched = [sum(exposure[day * 24 + hour] for day in days) for hour in range(24)]
        for hour in range(24):
            office = _OFFICE[0] if not weekend and 7 <= hour < 18 else _OFFICE[1]
            near, hours = _smoothed(news, hour), _smoothed(watched, hour)
            classes[weekend, hour] = (near + mean * office * _CLASS_HOURS) / (hours + _CLASS_HOURS)
    return tuple(
        (_smoothed(found, cell) + classes[cell >= 120, cell % 24] * _CELL_WEEKS) / (_smoothed(exposure, cell) + _CELL_WEEKS)
        for cell in range(HOURS)
    )


def _smoothed(values: Sequence[float], at: int) -> float:
    return sum(share * values[(at + step) % len(values)] for step, share in zip((-1, 0, 1), _KERNEL, strict=True))


def _spread(each: Appearance, start: datetime) -> Iterator[tuple[datetime, float]]:
    """Where an article appeared, in shares that are 1 together."""
    earliest = max(each.earliest, start, each.latest - timedelta(days=7))
    length = each.latest - earliest
    if length <= timedelta():
        yield each.latest, 1.0
        return
    for at, upto in hours_between(earliest, each.latest):
        yield at, (upto - at) / length


def _sittings(seen: Sequence[Appearance], now: datetime) -> float:
    starts = [*seen[:1], *(later for earlier, later in pairwise(seen) if later.latest - earlier.latest > BURST)]
    return sum(_weight(now - each.latest) for each in starts)


def _cell(at: datetime, zone: ZoneInfo, country: str) -> tuple[int, bool]:
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour, is_holiday(country, local.date())


def _weight(age: timedelta) -> float:
    return float(0.5 ** (age / HALF_LIFE))


def _hours(span: timedelta) -> float:
    return span / _HOUR
