"""The tables of places as they stand in files."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from news.place import Place

FOLDER = Path(__file__).parent
COLUMNS = ("id", "code", "name", "level", "parent", "valid_from", "valid_to", "predecessors", "founded_by", "ended_by")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table: a unit, and by which acts it came and went."""

    place: Place
    predecessors: tuple[str, ...]
    """Ids of the units whose land, or part of it, became this one."""
    founded_by: str | None
    """Number of the act, a key of the country's acts; None where that is not certain, or the unit older than the record."""
    ended_by: str | None
    file: Path
    line: int
    """Counted from 1, comments included."""


@dataclass(frozen=True, kw_only=True)
class Country:
    """The `country.toml` of a country."""

    code: str
    """ISO 3166-1 alpha-2 in lower case, the name of the folder."""
    name: str
    words: tuple[str, ...]
    """Words for kinds of units, as they stand before names."""
    acts: dict[str, str]
    """What each act cited in the tables is called, by its number."""


def read_country(folder: Path) -> Country:
    """Read a country's words and acts. Raise OSError or ValueError where the file is missing or damaged."""
    written = tomllib.loads((folder / "country.toml").read_text(encoding="utf-8"))
    return Country(code=folder.name, name=written["name"], words=tuple(written["words"]), acts=dict(written["acts"]))


def read_rows(folder: Path, country: Country) -> tuple[Row, ...]:
    """Read every table of a country, in the order of files and lines; names of provinces are filled in.

    Raise ValueError naming file and line for a row that cannot be read.
    """
    rows = tuple(row for file in sorted(folder.glob("*.csv")) for row in _read_file(file, country))
    named = {row.place.id: row.place for row in rows}
    return tuple(replace(row, place=replace(row.place, province=_province(row.place, named, country))) for row in rows)


def bare(name: str, country: Country) -> str:
    """Return a name without the word for its kind: "Quảng Ninh" of "Tỉnh Quảng Ninh"; one that is a number keeps it."""
    for word in country.words:
        rest = name.removeprefix(f"{word} ")
        if rest != name and not rest.isdigit():
            return rest
    return name


def _read_file(file: Path, country: Country) -> Iterator[Row]:
    lines = file.read_text(encoding="utf-8").splitlines()
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    cells = list(csv.reader(line for _, line in numbered))
    if not cells or tuple(cells[0]) != COLUMNS:
        raise ValueError(f"{file}: the first line must be {','.join(COLUMNS)}")
    for (number, _), values in zip(numbered[1:], cells[1:], strict=True):
        if len(values) != len(COLUMNS):
            raise ValueError(f"{file}, line {number}: {len(values)} columns where {len(COLUMNS)} are needed")
        cell = dict(zip(COLUMNS, values, strict=True))
        try:
            place = Place(
                id=cell["id"],
                code=cell["code"] or None,
                name=cell["name"],
                country=country.code,
                level=cell["level"] or None,
                parent=cell["parent"] or None,
                valid_from=date.fromisoformat(cell["valid_from"]) if cell["valid_from"] else None,
                valid_to=date.fromisoformat(cell["valid_to"]) if cell["valid_to"] else None,
            )
        except ValueError as error:
            raise ValueError(f"{file}, line {number}: {error}") from error
        yield Row(
            place=place,
            predecessors=tuple(cell["predecessors"].split()),
            founded_by=cell["founded_by"] or None,
            ended_by=cell["ended_by"] or None,
            file=file,
            line=number,
        )


def _province(place: Place, named: dict[str | None, Place], country: Country) -> str | None:
    """Return the bare name of the unit right under the country in which this one lies; None for that unit itself."""
    top = place
    for _ in named:  # a parent of itself would never end
        above = named.get(top.parent) if top.parent else None
        if above is None:
            break
        top = above
    return None if top is place else bare(top.name, country)
