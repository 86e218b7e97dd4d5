"""`loa sources`: which sources there are, and which of them are crawled."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scrapy.utils.project import get_project_settings

from crawler.families import FAMILIES
from crawler.loader import SourceSpiderLoader
from news import clock, places
from news.checkups import Checkup, Checkups
from news.errors import SettingsError, StoreError
from news.place import Place
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.sources import encode
from news.text import fold

CRAWLED, WAITING, DISABLED = "crawled", "waiting", "disabled"


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
    checked = _checkups(loa)
    states = {source.id: _state(source, checked.get(source.id), own=source.id in own) for source in chosen}
    width = max((len(source.id) for source in chosen), default=0) + 2
    room = max((len(_site(source)) for source in chosen), default=0) + 2
    for source in chosen:
        line = f"{source.id:<{width}}{states[source.id]:<9} {source.family:<10} {_site(source):<{room}}"
        print(_fitted(f"{line}{_more(source, checked.get(source.id))}{source.title}"))  # noqa: T201
    for line in _sum(Counter(states.values()), rest=0 if everything else len(known) - len(chosen)):
        print(line)  # noqa: T201
    return 0


def _checkups(loa: Settings) -> Mapping[str, Checkup]:
    """The last checks; none where there is no store to be asked, which is no reason not to list sources."""
    if loa.database is None and not (loa.data_dir / "loa.sqlite3").exists():
        return {}
    try:
        with Store.open(loa.store_url, create=False) as store:
            return Checkups(store).every()
    except StoreError as error:
        print(f"loa: what was checked is not known: {error}", file=sys.stderr)  # noqa: T201
        return {}


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


def _site(source: Source) -> str:
    """The address of the front page without what all of them have."""
    return source.homepage.removeprefix("https://").removesuffix("/")


def _state(source: Source, last: Checkup | None, *, own: bool) -> str:
    """In one word whether scheduled crawls visit a source."""
    if not source.enabled:
        return DISABLED
    proven = own or source.verified is not None or (last is not None and last.passed is not None)
    return CRAWLED if proven else WAITING


def _more(source: Source, last: Checkup | None) -> str:
    """What else is known of a source, in brackets before its title; "" where nothing is."""
    words = []
    if last is not None:
        words.append(f"checked {last.at:%Y-%m-%d}: {' '.join(part for part in (last.state, last.kind) if part)}")
    if source.verified:
        words.append(f"verified {source.verified}")
    if source.valid_from:
        words.append(f"since {source.valid_from}")
    if source.valid_to:
        words.append(f"until {source.valid_to}")
    return f"({', '.join(words)}) " if words else ""


def _fitted(line: str) -> str:
    """The line, on a terminal cut to its width: what is cut is the end of the title."""
    if not sys.stdout.isatty() or len(line) <= (width := shutil.get_terminal_size().columns):
        return line
    return f"{line[: width - 1]}…"


def _sum(states: Counter[str], *, rest: int) -> Iterator[str]:
    """What a person reads last: how many there are of each, and what to do about those that are not crawled."""
    if states.total() > 1:
        yield ", ".join(f"{states[state]} {state}" for state in (CRAWLED, WAITING, DISABLED) if states[state])
    if states[WAITING]:
        yield f"{WAITING}: enabled, but never seen to work; crawled once `loa check` has passed"
    if rest:
        yield f"{rest} more come with Loa, disabled; --all lists them, `enable` in loa.toml switches them on"
