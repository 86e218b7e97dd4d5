"""`loa sources`: which sources there are, and which of them are crawled."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
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

    Without an option: those that are crawled and those of loa.toml.
    Raise SettingsError for what cannot be declared, and as `choose`.
    """
    settings = get_project_settings()
    loa: Settings = settings["LOA"]
    known = SourceSpiderLoader(settings).sources()
    chosen = choose(known, family=options.family, place=options.place, country=options.country, today=clock.now().date())
    everything = options.all or options.family or options.place or options.country
    own = {source.id for source in loa.sources}
    chosen = [source for source in chosen if everything or source.enabled or source.id in own]
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


def choose(known: Sequence[Source], *, family: str | None, place: str | None, country: str | None, today: date) -> list[Source]:
    """Return the sources of a family, of a country and of a place; None means any.

    Of a place: of the unit of that name, code or id, of what lies in it, and of former units that `today` are a part of it.
    Raise SettingsError for an unknown family, and for a place of which there is no source.
    """
    if family is not None and family not in {"generic", *FAMILIES}:
        raise SettingsError(f"no family {family!r}; there are: {', '.join(['generic', *sorted(FAMILIES)])}")
    chosen = [source for source in known if family is None or source.family == family]
    chosen = [source for source in chosen if country is None or _country(source) == country.lower()]
    if place is not None:
        meant = [each for name in sorted({_country(source) for source in known}) for each in places.find(place, name)]
        of_it = {source.id for source in known if source.place is not None and _is_of(source.place, place, meant, today)}
        if not of_it:
            raise SettingsError(f"no source is of a place called {place!r}; `loa sources --all` lists all")
        chosen = [source for source in chosen if source.id in of_it]
    return chosen


def _country(source: Source) -> str:
    return source.place.country if source.place else source.id.partition("-")[0]


def _is_of(place: Place, asked: str, meant: Sequence[Place], today: date) -> bool:
    """Tell whether a place is the one asked for, lies in it, or it or what it lay in became a part of it."""
    if fold(asked) in {fold(place.name), fold(place.province or place.name)}:
        return True
    if place.id is None:  # one that is only named may be known all the same
        namesakes = places.find(place.name, place.country)
        place = next((each for each in namesakes if each.name == place.name and each.province == place.province), place)
    line = [place]
    if place.id is None and place.province:
        line += places.find(place.province, place.country)[:1]
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
