"""Profile: what a portal says of itself: name, place, categories, menus."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from news.source import Place
from scheduler.town.manuscript import ARTICLES, slugify


@dataclass(frozen=True, kw_only=True)
class Category:
    """A column of a portal."""

    slug: str
    title: str
    number: int
    """Its number in the content management system."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A page that never changes: the introduction, the organisation, the rules of procedure."""

    title: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class Menu:
    """An entry of the main menu with what unfolds below it."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A portal as its town hall describes it."""

    id: str
    """Id of its source."""
    family: str
    title: str
    place: Place
    affix: str | None
    """What it adds to the title of every page; None for nothing."""
    slogan: str
    office: str
    """Who answers for it, for the foot of the page."""
    address: str
    phone: str
    categories: tuple[Category, ...]
    menus: tuple[Menu, ...]
    links: tuple[str, ...]
    """Names of other portals in the side column."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every page of the menus."""
        return tuple(section for menu in self.menus for section in menu.sections)


def read_profile(portal: str) -> Profile:
    """Read the `portal.toml` of a portal; `portal` is the id of its source."""
    written: Mapping[str, Any] = tomllib.loads((ARTICLES / portal / "portal.toml").read_text(encoding="utf-8"))
    return Profile(
        id=portal,
        family=written["family"],
        title=written["title"],
        place=Place(**written["place"]),
        affix=written.get("affix"),
        slogan=written["slogan"],
        office=written["office"],
        address=written["address"],
        phone=written["phone"],
        categories=tuple(Category(**category) for category in written["categories"]),
        menus=tuple(
            Menu(title=title, sections=tuple(Section(title=entry, slug=slugify(entry)) for entry in entries))
            for title, entries in written["menus"].items()
        ),
        links=tuple(written["links"]),
    )
