"""Questions about places: which there are, which one is meant, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from news.place import Place
from news.places.table import FOLDER, Country, Row, bare, read_country, read_rows
from news.text import fold


@dataclass(frozen=True, kw_only=True)
class Register:
    """Every unit of every country, and where to find it."""

    rows: tuple[Row, ...]
    countries: tuple[Country, ...]
    by_id: Mapping[str, Place]
    named: Mapping[tuple[str, str], tuple[Place, ...]]
    """By country and folded name (with and without the word for its kind), code or id."""
    after: Mapping[str, tuple[Place, ...]]
    before: Mapping[str, tuple[Place, ...]]


@cache
def register() -> Register:
    """Read the tables, once a process. Raise ValueError naming file and line for a table that cannot be used."""
    countries = tuple(read_country(folder) for folder in sorted(FOLDER.iterdir()) if (folder / "country.toml").is_file())
    rows = tuple(row for country in countries for row in read_rows(FOLDER / country.code, country))
    by_id: dict[str, Place] = {}
    for row in rows:
        if row.place.id is None or row.place.id in by_id:
            raise ValueError(f"{row.file}, line {row.line}: {row.place.id!r} is empty or stands twice")
        by_id[row.place.id] = row.place
    words = {country.code: country for country in countries}
    named: dict[tuple[str, str], list[Place]] = {}
    after: dict[str, list[Place]] = {}
    before: dict[str, tuple[Place, ...]] = {}
    for row in rows:
        place = row.place
        names = {fold(place.name), fold(bare(place.name, words[place.country])), place.code or "", place.id or ""} - {""}
        for name in names:
            named.setdefault((place.country, name), []).append(place)
        for earlier in row.predecessors:
            if earlier not in by_id:
                raise ValueError(f"{row.file}, line {row.line}: there is no unit {earlier!r}")
            after.setdefault(earlier, []).append(place)
        before[place.id or ""] = tuple(by_id[earlier] for earlier in row.predecessors)
    return Register(
        rows=rows,
        countries=countries,
        by_id=by_id,
        named={key: tuple(sorted(found, key=_newest_first)) for key, found in named.items()},
        after={key: tuple(found) for key, found in after.items()},
        before=before,
    )


def places(country: str | None = None) -> tuple[Place, ...]:
    """Return every unit there is or was, in one country or in all, in the order of the tables."""
    return tuple(row.place for row in register().rows if country in (None, row.place.country))


def country_name(code: str) -> str:
    """Return what a country calls itself, by its ISO 3166-1 alpha-2 code in lower case; an unknown one's code in capitals."""
    return next((country.name for country in register().countries if country.code == code), code.upper())


def get(place_id: str) -> Place | None:
    """Return the unit of that id; None where there is none."""
    return register().by_id.get(place_id)


def find(name_or_code: str, country: str, *, on: date | None = None) -> tuple[Place, ...]:
    """Return the units that may be meant by a code, an id or a name, however it is spelled ("quang ninh", "Tỉnh Quảng Ninh").

    Those that exist come first, then those that ended, the latest first; among equals those of exactly that name.
    `on`: only those of that day. () when nothing is called that.
    """
    known = register().named
    found = known.get((country, name_or_code)) or known.get((country, fold(name_or_code)), ())
    chosen = [place for place in found if on is None or place.existed(on)]
    words = next((each for each in register().countries if each.code == country), None)
    exact = {place.id for place in chosen if words and name_or_code in (place.name, bare(place.name, words))}
    return tuple(sorted(chosen, key=lambda place: (_newest_first(place), place.id not in exact)))


def successors(place: Place) -> tuple[Place, ...]:
    """Return the units to which this one's land went when it ended, as far as that is certain; () for one that exists."""
    return register().after.get(place.id or "", ())


def predecessors(place: Place) -> tuple[Place, ...]:
    """Return the units whose land, or part of it, became this one; () where it was founded otherwise or nothing is recorded."""
    return register().before.get(place.id or "", ())


def heirs(place: Place, day: date) -> tuple[Place, ...]:
    """Return the units of a day in the line of this one: itself, or its successors and theirs; () where the line is lost."""
    found: dict[str, Place] = {}
    seen: set[str] = set()
    waiting = [place]
    while waiting:
        here = waiting.pop()
        if here.id in seen:
            continue
        seen.add(here.id or "")
        if here.existed(day):
            found[here.id or ""] = here
        else:
            waiting += successors(here)
    return tuple(found[key] for key in sorted(found))


def at(day: date, country: str | None = None) -> tuple[Place, ...]:
    """Return the units that existed on a day, as far as the tables go back, in their order."""
    return tuple(place for place in places(country) if place.existed(day))


def children(place: Place, day: date | None = None) -> tuple[Place, ...]:
    """Return the units right under this one, of a day or of all times, in the order of the tables."""
    under = (row.place for row in register().rows if place.id is not None and row.place.parent == place.id)
    return tuple(each for each in under if day is None or each.existed(day))


def within(place: Place, other: Place) -> bool:
    """Tell whether a unit is, or is part of, another at some level."""
    here: Place | None = place
    for _ in range(len(register().rows) + 1):
        if here is None or other.id is None:
            return False
        if here.id == other.id:
            return True
        here = get(here.parent) if here.parent else None
    return False


def _newest_first(place: Place) -> tuple[bool, int]:
    return place.valid_to is not None, -(place.valid_to or date.max).toordinal()
