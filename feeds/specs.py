"""Specs: which feeds of places, topics and stories there are, and where those of units that ended went."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from feeds.plain import title_of
from feeds.selection import FeedSpec, Kind
from feeds.wording import wording
from news import places, topics
from news.place import Place
from news.related.story import Story
from news.source import Source

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def place_slug(place: Place) -> str:
    """The last part of the address of a unit's feeds: its code, or its id where it has none."""
    return (place.code or place.id or "").replace("/", "-")


def place_specs(sources: Sequence[Source], *, day: date) -> Iterator[FeedSpec]:
    """The feed of every unit of a day in whose line or land there is a source, the wider ones first.

    It holds the articles of the unit's own sources, of those of units within it, and of those whose land became part of it.
    A unit without a slug that can name a folder has none; of two with the same slug the first one has the feed.
    """
    units: dict[str, Place] = {}
    gathered: dict[str, list[Source]] = {}
    merged: dict[str, dict[str, None]] = {}
    for source in sources:
        around = {unit.id or "": unit for heir in _heirs(source, day) for unit in _line(heir)}
        units |= around
        for each in around:
            gathered.setdefault(each, []).append(source)
        for unit, heir in _merged(source, day):
            merged.setdefault(heir.id or "", {})[unit.id or ""] = None
    taken: set[str] = set()
    for unit in sorted(units.values(), key=lambda unit: (unit.parent is not None, unit.name, unit.id)):
        inside = gathered[unit.id or ""]
        slug = place_slug(unit)
        if not _SLUG.fullmatch(slug) or slug in taken:
            continue
        taken.add(slug)
        language = _common(inside)
        yield FeedSpec(
            stem=f"{Kind.PLACE.value}/{slug}",
            title=title_of(unit.name) or slug,
            subtitle=wording(language).all_subtitle,
            language=language,
            homepage=None,
            sources=tuple(source.id for source in inside),
            kind=Kind.PLACE,
            merged=tuple(sorted(merged.get(unit.id or "", ()))),
        )


def topic_specs(used: Collection[str], sources: Sequence[Source]) -> Iterator[FeedSpec]:
    """The feed of each topic of the table that is among the `used` slugs, of all sources, in the table's order."""
    language = _common(sources)
    for topic in topics.topics():
        if topic.slug in used:
            name = topic.name(language)
            yield FeedSpec(
                stem=topic_stem(topic.slug),
                title=name,
                subtitle=wording(language).topic_subtitle.format(name),
                language=language,
                homepage=None,
                sources=tuple(source.id for source in sources),
                kind=Kind.TOPIC,
                topic=topic.slug,
            )


def topic_stem(slug: str) -> str:
    """Folder of the feeds of a topic."""
    return f"{Kind.TOPIC.value}/{slug}"


def story_specs(stories: Iterable[Story], sources: Sequence[Source]) -> Iterator[FeedSpec]:
    """The feed of each story, of all its texts but copies, the latest first; a withdrawn one stays, to be taken back."""
    language = _common(sources)
    for story in stories:
        title = title_of(story.title)
        if _SLUG.fullmatch(story.id) and title:
            yield FeedSpec(
                stem=f"{Kind.STORY.value}/{story.id}",
                title=title,
                subtitle=title,
                language=language,
                homepage=None,
                sources=tuple(source.id for source in sources),
                kind=Kind.STORY,
                members=story.texts,
            )


def moved_places(specs: Iterable[FeedSpec], *, day: date) -> Mapping[str, str]:
    """By stem of the feed of a unit that ended the stem of its only heir's, where that has a feed; stems in alphabetical order.

    The feed of a unit whose land went to several has no one successor: nothing is said of it.
    """
    stems = {spec.stem for spec in specs if spec.kind is Kind.PLACE}
    moved: dict[str, str] = {}
    for unit in places.places():
        heirs = () if unit.existed(day) else places.heirs(unit, day)
        old, slug = f"{Kind.PLACE.value}/{place_slug(unit)}", place_slug(unit)
        if len(heirs) == 1 and _SLUG.fullmatch(slug) and old not in stems:
            new = f"{Kind.PLACE.value}/{place_slug(heirs[0])}"
            if new in stems:
                moved.setdefault(old, new)
    return dict(sorted(moved.items()))


def _heirs(source: Source, day: date) -> tuple[Place, ...]:
    place = _unit_of(source)
    return places.heirs(place, day) if place else ()


def _merged(source: Source, day: date) -> Iterator[tuple[Place, Place]]:
    """Yield units that had a feed for the source's sake, until they became part of one other alone, and that other."""
    place = _unit_of(source)
    for unit in _line(place) if place else ():
        heirs = () if unit.existed(day) else places.heirs(unit, day)
        if len(heirs) == 1 and place_slug(unit) != place_slug(heirs[0]):
            yield unit, heirs[0]


def _unit_of(source: Source) -> Place | None:
    return places.get(source.place.id) if source.place and source.place.id else None


def _line(unit: Place) -> Iterator[Place]:
    """Yield a unit and those it lies in."""
    here: Place | None = unit
    while here is not None:
        yield here
        here = places.get(here.parent) if here.parent else None


def _common(sources: Iterable[Source]) -> str | None:
    languages = {source.language for source in sources}
    return languages.pop() if len(languages) == 1 else None
