"""Library: what the pages ask of the store, each answer ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from feeds.site.card import Card, card_of, folded
from feeds.specs import place_slug
from news import places
from news.health import Health
from news.place import Place
from news.source import Source
from news.store import Store
from news.store.health import Healths
from news.stored import StoredArticle
from news.text import fold
from news.topics import Topic
from news.topics import topics as common_topics

Value = TypeVar("Value")
PAGE = 50
"""Articles on one page of a list, the folded ones not counted."""
_CANDIDATES = PAGE + 30
_FRESH = timedelta(seconds=30)
"""For how long the lists of what there is to follow are believed: they change slowly."""


class NowhereError(ValueError):
    """Somebody asks for the rest of a list from a place where no page of it ended."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What a list of news is of; all None: of everything."""

    source: str | None = None
    place: str | None = None
    """Id of a unit: its own sources, those of the units within it and of those it came from."""
    topic: str | None = None
    """Slug of a topic."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page of a list of news."""

    cards: tuple[Card, ...]
    """Newest first."""
    older: str | None
    """Where the next page begins, for `Library.sheet`; None: nothing older is there."""


class Library:
    """Asks the store; safe to use from several threads."""

    def __init__(self, store: Store, *, now: Callable[[], datetime]) -> None:
        self.store = store
        self.now = now
        self._kept: dict[str, tuple[datetime, Any]] = {}

    def forget(self) -> None:
        """Believe nothing that was read before."""
        self._kept.clear()

    def sources(self) -> Mapping[str, Source]:
        """Every source that has ever been crawled, by id, in the order of their titles."""
        return self._fresh("sources", self._find_sources)

    def _find_sources(self) -> dict[str, Source]:
        found = sorted(self.store.sources(), key=lambda source: (fold(source.title), source.title))
        return {source.id: source for source in found}

    def topics(self) -> tuple[tuple[Topic, int], ...]:
        """The topics of which there are articles, in the order of their table, with how many."""
        return self._fresh("topics", self._find_topics)

    def _find_topics(self) -> tuple[tuple[Topic, int], ...]:
        counts = self.store.topics()
        return tuple((topic, counts[topic.slug]) for topic in common_topics() if topic.slug in counts)

    def places(self) -> tuple[Place, ...]:
        """The places of today in whose line or land there is a source: country by country, each followed by those within it."""
        return self._fresh("places", self._find_places)

    def _find_places(self) -> tuple[Place, ...]:
        return tuple(_tree({place.id: place for source in self.sources().values() for place in self.above(source)}))

    def heirs(self, source: Source) -> tuple[Place, ...]:
        """The units of today that a source's place is, or became part of; () where it has none that is kept."""
        place = places.get(source.place.id) if source.place and source.place.id else None
        return places.heirs(place, self.now().date()) if place else ()

    def above(self, source: Source) -> tuple[Place, ...]:
        """The units of today that a source speaks for, and all they lie in, each once."""
        found: dict[str | None, Place] = {}
        for heir in self.heirs(source):
            here: Place | None = heir
            while here is not None and here.id not in found:
                found[here.id] = here
                here = places.get(here.parent) if here.parent else None
        return tuple(found.values())

    def sources_of(self, place: Place) -> tuple[Source, ...]:
        """The sources of a unit, of the units within it, and of those whose land became part of it."""
        return tuple(
            source
            for source in self.sources().values()
            if any(places.within(heir, place) for heir in self.heirs(source))
            or (source.place is not None and source.place.id == place.id)
        )

    def place(self, slug: str) -> Place | None:
        """The place of today, or of a source, whose page has that address; None where there is none."""
        known = {place_slug(each): each for each in self.places()}
        return known.get(slug)

    def health(self) -> Mapping[str, Health]:
        """How each source is read, by id; a source that was never read is not there."""
        return self._fresh("health", lambda: Healths(self.store).of())

    def sheet(self, cut: Cut, *, before: str | None = None) -> Sheet:
        """One page of a list, older than where the page before it ended. Raises NowhereError for a `before` nobody gave out."""
        wanted = self._wanted(cut)
        if wanted is not None and not wanted:
            return Sheet(cards=(), older=None)
        topics = None if cut.topic is None else (cut.topic,)
        found = self.store.newest(sources=wanted, limit=_CANDIDATES, before=_place(before), topics=topics)
        single = self.cards(found, fold=False)
        ids = [card.id for card in single]
        relations, stories = self.store.relations.of(ids), self.store.stories.of(ids)
        cards, shown = folded(single, relations, stories), found
        if len(cards) > PAGE:
            next_page = next(at for at, stored in enumerate(found) if stored.id == cards[PAGE].id)
            shown = found[:next_page]  # what stands further down is not folded away, or nobody would see it come
            kept = {stored.id for stored in shown}
            cards = folded([card for card in single if card.id in kept], relations, stories)
        more = len(shown) < len(found) or len(found) == _CANDIDATES
        end = f"{shown[-1].published.moment.isoformat()}_{shown[-1].id}" if more else None
        return Sheet(cards=cards, older=end)

    def cards(self, found: Sequence[StoredArticle], *, fold: bool = True) -> tuple[Card, ...]:
        """Cards of articles in their order; with `fold` copies and tellings of one story stand together."""
        sources = self.sources()
        cards = [card for stored in found if (card := card_of(stored, sources.get(stored.article.source)))]
        if not fold:
            return tuple(cards)
        ids = [card.id for card in cards]
        return folded(cards, self.store.relations.of(ids), self.store.stories.of(ids))

    def _wanted(self, cut: Cut) -> list[str] | None:
        chosen: set[str] | None = None
        if cut.place is not None:
            place = places.get(cut.place)
            chosen = {source.id for source in self.sources_of(place)} if place else set()
        if cut.source is not None:
            chosen = {cut.source} if chosen is None else chosen & {cut.source}
        return None if chosen is None else sorted(chosen)

    def _fresh(self, name: str, make: Callable[[], Value]) -> Value:
        """A value that was made a moment ago, or is made now."""
        now = self.now()
        kept = self._kept.get(name)
        if kept is None or not timedelta() <= now - kept[0] < _FRESH:
            kept = self._kept[name] = (now, make())
        found: Value = kept[1]
        return found


def _tree(found: Mapping[str | None, Place]) -> Iterator[Place]:
    """Units by country and name, each followed by those that lie in it."""
    below: dict[str | None, list[Place]] = {}
    for place in sorted(found.values(), key=lambda place: (place.country, fold(place.name), place.name, place.id or "")):
        below.setdefault(place.parent if place.parent in found else None, []).append(place)

    def under(parent: str | None) -> Iterator[Place]:
        for place in below.get(parent, ()):
            yield place
            yield from under(place.id)

    return under(None)


def _place(before: str | None) -> tuple[datetime, str] | None:
    if before is None:
        return None
    moment, _, article_id = before.partition("_")
    try:
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None or not article_id:
            raise NowhereError(before)
        return parsed.astimezone(UTC), article_id
    except (ValueError, OverflowError) as error:
        raise NowhereError(before) from error
