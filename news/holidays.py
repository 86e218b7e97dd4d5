"""Holidays: days on which offices are closed, by country.

Vietnam's are those of the Labour Code of 2019, article 112. The lunar ones are tabled for 2020 to 2035: new moons computed by
Meeus' formula at UTC+7, by which Vietnam's calendar counts its days (in 2030 Tết is a day before the Chinese new year). For other
years and countries only what falls on the same date every year is known.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

TET = tuple(
    date.fromisoformat(day)
    for day in [
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2028-01-26",
        "2029-02-13",
        "2030-02-02",
        "2031-01-23",
        "2032-02-11",
        "2033-01-31",
        "2034-02-19",
        "2035-02-08",
    ]
)
"""First day of the lunar year in Vietnam, 2020 to 2035."""
HUNG_KINGS = tuple(
    date.fromisoformat(day)
    for day in [
        "2020-04-02",
        "2021-04-21",
        "2022-04-10",
        "2023-04-29",
        "2024-04-18",
        "2025-04-07",
        "2026-04-26",
        "2027-04-16",
        "2028-04-04",
        "2029-04-23",
        "2030-04-12",
        "2031-04-01",
        "2032-04-19",
        "2033-04-09",
        "2034-04-28",
        "2035-04-17",
    ]
)
"""The tenth day of the third lunar month, 2020 to 2035."""
_TET_DAYS = range(-2, 5)
"""From the day before New Year's Eve, around the first day of the lunar year: what governments have usually given."""
_FIXED = {
    "vn": frozenset({(1, 1), (4, 30), (5, 1), (9, 1), (9, 2)}),
}
"""Month and day, by country."""
_MOVING = {
    "vn": frozenset({*HUNG_KINGS, *(first + timedelta(days=step) for first in TET for step in _TET_DAYS)}),
}


@lru_cache(maxsize=4096)
def is_holiday(country: str, day: date) -> bool:
    """Whether offices are closed on a day for a holiday; weekends are none. False for a country of which nothing is known."""
    return (day.month, day.day) in _FIXED.get(country, ()) or day in _MOVING.get(country, ())
