"""`[[source]]`: a source declared without Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from news import places
from news.place import Place
from news.settings.section import Address, Section, Zone
from news.source import Source


class PlaceSettings(Section):
    """`[source.place]`: an id or a code under which `news.places` knows the place, or a name for one that it does not know."""

    id: str | None = None
    name: str | None = Field(None, min_length=1)
    country: str | None = Field(None, pattern=r"^[a-z]{2}$")
    code: str | None = None
    province: str | None = None
    point: str | None = None

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        self.place()
        return self

    def place(self) -> Place:
        """Return the place: what is said here where a name is given, otherwise what the tables of places say of it."""
        if self.id is not None:
            if not self.model_fields_set <= {"id", "point"}:
                raise ValueError("an id says everything but the point; leave the other keys out")
            found = places.get(self.id)
        elif self.country is None:
            raise ValueError("country is required, or the id of a place alone")
        elif self.name is not None:
            return Place(name=self.name, country=self.country, code=self.code, province=self.province, point=self.point)
        elif self.code is not None:
            found = next((place for place in places.find(self.code, self.country) if place.code == self.code), None)
        else:
            raise ValueError("a name, a code or an id is required")
        if found is None:
            raise ValueError("no such place is known to Loa; give its name and country")
        return replace(found, point=self.point or found.point)


class SourceSettings(Section):
    """`[[source]]`: a source declared without Python."""

    id: str = Field(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$")
    title: str = Field(min_length=1)
    homepage: Address
    listings: tuple[Address, ...] = Field(min_length=1)
    family: str = "generic"
    language: str = Field("vi", pattern=r"^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$")
    timezone: Zone = "Asia/Ho_Chi_Minh"
    hosts: tuple[str, ...] = ()
    title_affixes: tuple[str, ...] = ()
    selectors: dict[str, str] = Field(default_factory=dict)
    interval_minutes: int | None = Field(None, ge=1)
    keep_days: int | None = Field(None, ge=1)
    former_hosts: tuple[str, ...] = ()
    new_system: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    verified: date | None = None
    enabled: bool = True
    place: PlaceSettings | None = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError("valid_to is the first day on which it no longer holds: it must be later than valid_from")
        return self

    def source(self) -> Source:
        """Return it as the value the rest of Loa speaks of."""
        fields = {name: getattr(self, name) for name in type(self).model_fields if name != "place"}
        return Source(**fields, place=self.place.place() if self.place else None)
