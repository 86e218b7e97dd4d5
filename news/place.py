"""Place: an administrative unit, as it was between two days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

LEVELS = (
    "province",
    "municipality",
    "district",
    "city",
    "town",
    "commune",
    "ward",
    "township",
    "special-zone",
)
"""Words for a unit's level in its country, the widest first: general enough for any country.

A municipality is a city of the rank of a province, a city one below it; a town of the rank of a district; township stands for the
town-like commune (thị trấn); a special-zone is a commune-level unit with rights of its own (đặc khu).
"""

_POINT = re.compile(r"-?[0-9]{1,2}(?:\.[0-9]{1,9})? -?[0-9]{1,3}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, kw_only=True)
class Place:
    """An administrative unit: a province, a former city, a ward. `news.places` knows which there are and were."""

    name: str
    """As the unit writes it, for example "Thành phố Hạ Long"."""
    country: str
    """ISO 3166-1 alpha-2 code in lower case, for example "vn"."""
    code: str | None = None
    """The unit's code in its country's own register; None where it is not known for certain."""
    province: str | None = None
    """Name of the province the unit lies in; None for a province itself or where there is none."""
    id: str | None = None
    """Its id in `news.places`, for example "vn/quang-ninh/phuong-ha-long"; None for a place that is not kept there."""
    level: str | None = None
    """One of LEVELS; None where it is not known."""
    parent: str | None = None
    """Id of the unit it is part of; None for a unit right under its country, or where that is not kept."""
    valid_from: date | None = None
    """First day on which the unit existed as it is described here; None: longer than the record goes back."""
    valid_to: date | None = None
    """First day on which it no longer did, so that a successor begins on it; None: it exists."""
    point: str | None = None
    """Where it is on a map: degrees north and degrees east in WGS 84, "20.9511 107.0748"; None where that is not known."""

    def __post_init__(self) -> None:
        """Raise ValueError for a point that is on no map."""
        if self.point is not None and not is_point(self.point):
            msg = f"not a point: {self.point!r}; degrees north, a space, degrees east are needed, such as 20.9511 107.0748"
            raise ValueError(msg)

    def existed(self, day: date) -> bool:
        """Tell whether the unit existed on a day, as far as the record goes back."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def is_point(text: str) -> bool:
    """Tell whether a text is a latitude and a longitude in decimal degrees with one space between."""
    if not _POINT.fullmatch(text):
        return False
    north, east = map(float, text.split())
    return abs(north) <= 90 and abs(east) <= 180


def plain(place: Place) -> dict[str, str]:
    """Return what is known of a place as values of JSON, days as ISO 8601; what is None is left out."""
    values = {field.name: getattr(place, field.name) for field in fields(place)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items() if value is not None}


def from_plain(values: Mapping[str, Any]) -> Place:
    """Return the place that `plain` was given. Raise TypeError for a name it has not, ValueError for a day that is none."""
    days = {name: date.fromisoformat(values[name]) for name in ("valid_from", "valid_to") if values.get(name)}
    return Place(**{**values, **days})
