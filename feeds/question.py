"""Question: what a subscriber wants to be told of, and which articles answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from news import places
from news.errors import QueryError
from news.search.places import sources_of_place
from news.search.query import MAX_NAMES, MAX_TEXT, parse
from news.source import Source
from news.text import legal

_MAX_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a subscriber wants to be told of."""

    words: str
    """As `news.search.query` reads it, single-spaced."""
    sources: tuple[str, ...] = ()
    """Ids; (): any."""
    places: tuple[str, ...] = ()
    """Ids, codes or names of places; (): any."""

    @property
    def query(self) -> str:
        """The question in an address: the same for all that ask the same."""
        named = [("source", each) for each in self.sources] + [("place", each) for each in self.places]
        return urlencode([("q", self.words), *named])


def read_question(query: str) -> Question:
    """The question in the query part of an address: `q=…`, with any number of `source=…` and `place=…`; other names are ignored.

    Raises QueryError, in words for whoever wrote it, where nothing is asked for, too much is, or what cannot be read.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=100)
    except ValueError as error:
        raise QueryError("the address cannot be read: UTF-8 and at most 100 fields are needed") from error
    said = {wanted: [value for name, value in pairs if name == wanted] for wanted in ("q", "source", "place")}
    return question_of(" ".join(said["q"]), sources=said["source"], places=said["place"])


def question_of(words: str, *, sources: Iterable[str] = (), places: Iterable[str] = ()) -> Question:
    """The question of what somebody wrote, in one spelling. Raises QueryError as `read_question` does."""
    words = " ".join(legal(words).split())
    named = [tuple(sorted({" ".join(legal(each).split()) for each in names} - {""})) for names in (sources, places)]
    if len(words) > MAX_TEXT or any(len(each) > _MAX_NAME for names in named for each in names):
        raise QueryError(f"too long: at most {MAX_TEXT} characters are looked for")
    if sum(map(len, named)) > MAX_NAMES:
        raise QueryError(f"too many sources and places: at most {MAX_NAMES}")
    parse(words)
    return Question(words=words, sources=named[0], places=named[1])


def chosen_sources(sources: Sequence[Source], question: Question, *, now: datetime) -> tuple[str, ...]:
    """Ids of the sources that a question names, in their order; all where it names none. Raises QueryError for unknown names."""
    wanted = {source.id for source in sources}
    for source_id in question.sources:
        if source_id not in wanted:
            raise QueryError(f"no source is called {source_id!r}")
    if question.sources:
        wanted.intersection_update(question.sources)
    if question.places:
        there: set[str] = set()
        for name in question.places:
            found = _of_place(sources, name, now=now)
            if not found:
                raise QueryError(f"no source speaks for a place {name!r}")
            there |= found
        wanted &= there
    return tuple(source.id for source in sources if source.id in wanted)


def _of_place(sources: Sequence[Source], name: str, *, now: datetime) -> set[str]:
    """Ids of the sources of a place by its id, with those of units in it and of those that became part of it, or by its name."""
    place = places.get(name)
    if place is None:
        return set(sources_of_place(sources, name))
    found = set()
    for source in sources:
        own = places.get(source.place.id) if source.place and source.place.id else None
        if own and (own.id == place.id or any(places.within(heir, place) for heir in places.heirs(own, now.date()))):
            found.add(source.id)
    return found
