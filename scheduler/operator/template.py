"""Template: what an operator's page tells, as HTML. Everything is text to it, whatever a town called itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from feeds.addresses import web_address
from feeds.plain import cut, title_of
from feeds.site.assets import palette
from news.source import Source
from scheduler.operator.facts import Condition
from scheduler.spans import ago, size, span

_HERE = Path(__file__).parent
MENU = (("./", "Sources"), ("hosts", "Hosts"), ("machine", "Machine"))
"""Addresses within the folder of the pages, and what they are called."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every page has around what it is about."""

    now: datetime
    zone: tzinfo
    """By whose clocks times are told."""
    form_key: str = ""
    """What forms bring back; empty: nobody is let in yet."""
    session: bool = False
    """Whether there is a session to log out of."""
    at: str = ""
    """The address of the page, if it is one of the MENU."""
    notice: str = ""
    """What the operator's last act did; empty: nothing to tell."""


@cache
def style() -> bytes:
    """The style sheet."""
    return palette() + (_HERE / "static" / "operator.css").read_bytes()


@cache
def style_version() -> str:
    """A short digest of the style sheet, so that a browser never pairs a new page with an old style."""
    return hashlib.sha256(style()).hexdigest()[:10]


def render(template: str, frame: Frame, *, heading: str, **values: object) -> bytes:
    """One page as UTF-8."""

    def when(moment: datetime) -> Markup:
        """How far a moment is from now, with the moment itself for who wants to know."""
        told = f"{moment.astimezone(frame.zone):%Y-%m-%d %H:%M}"
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            moment.isoformat(timespec="seconds"), told, ago(moment, frame.now)
        )

    def brief(moment: datetime) -> str:
        return ago(moment, frame.now)

    def exact(moment: datetime) -> str:
        return f"{moment.astimezone(frame.zone):%Y-%m-%d %H:%M}"

    page = _environment().get_template(f"{template}.html")
    told: Mapping[str, Any] = {"when": when, "brief": brief, "exact": exact, "heading": heading, "frame": frame}
    return page.render(**told, **values).encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        span=span, size=size, number=_number, minutes=_minutes, link=_link, name=name_of, cut=cut, kinds=_kinds, ticked=_ticked
    )
    made.globals.update(menu=MENU, style=style_version(), conditions=tuple(Condition), parsed=datetime.fromisoformat)
    return made


def name_of(source: Source) -> str:
    """What a source is called in a heading: its title, or its id where that says nothing."""
    return title_of(source.title) or source.id


def _number(count: float) -> str:
    return f"{count:,.0f}"


def _minutes(length: timedelta | None) -> str:
    return "" if length is None else span(length) if length >= timedelta(minutes=1) else "1 min"


def _kinds(counts: Mapping[str, int]) -> str:
    """Counts by kind, the most frequent first: "layout 3, timeout 1"."""
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])) if count)


def _link(url: str) -> Markup:
    """An address of a town as a link that tells it nothing of where it stands; as text where it may not be one."""
    address, shown = web_address(url), cut(url, 200)
    if address is None:
        return escape(shown)
    return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(address, shown)


def _ticked(text: str) -> Markup:
    """A sentence whose `commands` stand out."""
    parts = (Markup("<code>{}</code>").format(part) if odd % 2 else escape(part) for odd, part in enumerate(text.split("`")))
    return Markup("").join(parts)
