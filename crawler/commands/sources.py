"""`loa sources`: which sources there are, and which of them are crawled."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from scrapy.utils.project import get_project_settings

from crawler.families import FAMILIES
from crawler.loader import SourceSpiderLoader
from news import clock, places
from news.errors import SettingsError
from news.place import Place
from news.settings import Settings
from news.source import Source
from news.store.sources import encode
from news.text import fold


def sources(options: argparse.Namespace) -> int:
    """Print the sources asked for, one a line; return the exit code 0.

    Without an option: those that are crawled and those of loa.toml. Raise SettingsError for an impossible declaration, an unknown
    family, and a place that nothing is known of.
    """
    settings = get_project_settings()
    loa: Settings = settings["LOA"]
    known = SourceSpiderLoader(settings).sources()
    today = clock.now().date()
    own = {source.id for source in loa.sources}
    filters = [*_filters(options, known, today)]
    everything = options.all or bool(filters)
    chosen = [source for source in known if everything or source.enabled or source.id in own]
    chosen = [source for source in chosen if all(wanted(source) for wanted in filters)]
    if options.json:
        for source in chosen:
            print(encode(source))  # noqa: T201 the command speaks to a person
        return 0
    width = max((len(source.id) for source in chosen), default=0) + 2
    for source in chosen:
        print(f"{source.id:<{width}}{source.family:<11}{source.homepage:<45} {source.title}  ({_state(source)})")  # noqa: T201
    if (rest := len(known) - len(chosen)) and not everything:
        print(f"{rest} more come with Loa, disabled; --all lists them, `enable` in loa.toml switches them on")  # noqa: T201
    return 0


def _filters(options: argparse.Namespace, known: tuple[Source, ...], today: date) -> list[Callable[[Source], bool]]:
    filters: list[Callable[[Source], bool]] = []
    if options.family:
        if options.family not in {"generic", *FAMILIES}:
            raise SettingsError(f"no family {options.family!r}; there are: {', '.join(['generic', *sorted(FAMILIES)])}")
        filters.append(lambda source: source.family == options.family)
    if options.country:
        filters.append(lambda source: _country(source) == options.country.lower())
    if options.place:
        countries = {_country(source) for source in known}
        meant = [place for country in sorted(countries) for place in places.find(options.place, country)]
        filters.append(lambda source: source.place is not None and _is_of(source.place, options.place, meant, today))
        if not any(filters[-1](source) for source in known):
            raise SettingsError(f"no source is of a place called {options.place!r}; `loa sources --all` lists all")
    return filters


def _country(source: Source) -> str:
    return source.place.country if source.place else source.id.partition("-")[0]


def _is_of(place: Place, asked: str, meant: list[Place], today: date) -> bool:
    """Tell whether a place is the one asked for, lies in it, or it or what it lay in became a part of it."""
    if fold(asked) in {fold(place.name), fold(place.province or place.name)}:
        return True
    line = [place]
    while line[-1].parent and (above := places.get(line[-1].parent)):
        line.append(above)
    became = [heir for each in line for heir in places.heirs(each, today)]
    return any(places.within(each, other) for each in (place, *became) for other in meant)


def _state(source: Source) -> str:
    words = ["crawled" if source.enabled else "disabled"]
    words.append(f"verified {source.verified}" if source.verified else "not verified")
    if source.valid_from:
        words.append(f"since {source.valid_from}")
    if source.valid_to:
        words.append(f"until {source.valid_to}")
    return ", ".join(words)
