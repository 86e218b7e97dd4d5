"""`[[search]]`: a search that has feeds of its own."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from news import places
from news.errors import QueryError
from news.search.query import MAX_NAMES, MAX_TEXT, parse
from news.settings.section import Section
from news.text import legal


def _query(value: str) -> str:
    try:
        parse(legal(value))
    except QueryError as error:
        raise ValueError(str(error)) from None
    return value


def _place(value: str) -> str:
    if "/" in value and places.get(value) is None:
        raise ValueError("no place has this id")
    return value


_Query = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_query)]
_Place = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_place)]


class SearchSettings(Section):
    """`[[search]]`: a search whose feeds are published as files."""

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    """Stands in the address of its feeds, `search/<name>/feed.atom`; no two have the same."""
    query: _Query
    """What is looked for, as `loa search` reads it."""
    title: str = Field("", max_length=200)
    """Of its feeds; empty: the query."""
    sources: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$")], ...] = ()
    """Ids of the sources that are searched; (): all."""
    places: tuple[_Place, ...] = ()
    """Ids, codes or names of the places whose sources are searched; (): all."""

    @model_validator(mode="after")
    def _names_few(self) -> Self:
        if len(self.sources) + len(self.places) > MAX_NAMES:
            raise ValueError(f"too many sources and places: at most {MAX_NAMES}")
        return self
