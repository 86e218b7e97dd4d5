"""Template: a page's values as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feeds.addresses import link_address
from feeds.site.address import Links
from feeds.site.assets import version
from feeds.site.card import by_day
from feeds.site.when import day_heading, moment, time_of
from feeds.site.words import Words, tables
from feeds.wording import wording

_HERE = Path(__file__).parent
KINDS = (("atom", "application/atom+xml"), ("rss", "application/rss+xml"), ("json", "application/feed+json"))
_LABELS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
_MENU = (("front", ""), ("sources", "sources/"), ("places", "places/"), ("topics", "topics/"), ("stories", "stories/"))

_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_DOT = Markup(' <span aria-hidden="true">·</span> ')
_TEMPLATES.globals.update(
    by_day=by_day, day_heading=day_heading, moment=moment, time_of=time_of, kinds=KINDS, labels=_LABELS, dot=_DOT
)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every page has around what it is about."""

    links: Links
    words: Words
    path: str
    """Of the page below the public folder, without its language."""
    site_title: str
    contact: str
    """`mailto:` or http address of the operator; empty: not shown."""
    searchable: bool
    """Whether somebody answers a search: not where pages are files."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What stands after the question mark, so that switching the language keeps it."""


def render(
    template: str,
    frame: Frame,
    *,
    heading: str,
    description: str,
    feeds: Sequence[tuple[str, str, Mapping[str, str]]] = (),
    robots: str = "",
    asked: str = "",
    **values: object,
) -> bytes:
    """One page as UTF-8. `feeds` are title, stem and query of the feeds to be found through it, its own first.

    `robots` keeps a page of many forms (a search, an older page of a list) out of search engines.
    """
    page = _TEMPLATES.get_template(f"{template}.html").render(
        l=frame.links,
        w=frame.words,
        tables=tables(),
        languages=tuple(tables()),
        path=frame.path,
        query=frame.query,
        site_title=frame.site_title,
        contact=link_address(frame.contact) if frame.contact else None,
        searchable=frame.searchable,
        menu=(*_MENU, ("subscribe", "subscribe/")),
        version=version(),
        heading=heading,
        description=" ".join(description.split())[:300],
        feeds=feeds,
        robots=robots,
        asked=asked,
        reasons=wording(frame.words.language).reasons,
        **values,
    )
    return page.encode("utf-8", "replace")
