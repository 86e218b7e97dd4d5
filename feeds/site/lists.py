"""The lists of news: everything, one source, one place, one topic, one story, one saved search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feeds.plain import title_of
from feeds.question import chosen_sources
from feeds.saved import SavedSearch
from feeds.selection import ALL
from feeds.site.library import PAGE, Cut, Sheet
from feeds.site.page import Asked, Page
from feeds.site.template import render
from feeds.site.when import moment
from feeds.specs import place_slug, topic_stem
from news import places
from news.article import Precision
from news.errors import QueryError
from news.health import State
from news.place import Place
from news.source import Source

Choice = tuple[str, str, Sequence[tuple[str, str]], str]
"""Name of a form's member, the word for "any", values with their texts, the chosen value."""


def front(asked: Asked) -> Page:
    """The newest articles of all sources; `place`, `topic` and `source` of the query narrow them."""
    query = asked.query
    wanted = Cut(source=query.get("source"), place=query.get("place"), topic=query.get("topic"))
    title, stem = _followed(asked, wanted)
    return _list(
        asked,
        wanted,
        heading=asked.options.title,
        description=asked.words["tagline"],
        front=True,
        stem=stem,
        followed=title,
        opml="feeds.opml" if stem == ALL else None,
        choices=() if asked.static else choices(asked, topics=True),
        feeds=((title, stem, {}),),
    )


def _followed(asked: Asked, cut: Cut) -> tuple[str, str]:
    """Title and stem of the feed of what a list is narrowed to, where there is one of just that; else of everything."""
    library = asked.library
    chosen = [each for each in (cut.source, cut.place, cut.topic) if each]
    if len(chosen) == 1:
        if (source := library.sources().get(cut.source or "")) is not None:
            return title_of(source.title) or source.id, source.id
        for place in library.places():
            if place.id == cut.place:
                return place.name, f"place/{place_slug(place)}"
        for topic, _ in library.topics():
            if topic.slug == cut.topic:
                return topic.name(asked.words.language), topic_stem(topic.slug)
    return asked.options.title, ALL


def source_page(asked: Asked, source: Source) -> Page:
    """The newest articles of one source, with how it is read."""
    words = asked.words
    title = title_of(source.title) or source.id
    units = [(place.name, asked.links.page(f"place/{place_slug(place)}/")) for place in asked.library.heirs(source)]
    groups = ((words["homepage"], [(source.homepage, source.homepage)]), (words["place_of"], units))
    return _list(
        asked,
        Cut(source=source.id),
        heading=title,
        description=words("source_of", title),
        stem=source.id,
        language=source.language,
        alone=True,
        **_how_read(asked, source.id),
        groups=groups,
        feeds=((title, source.id, {}),),
    )


def place_page(asked: Asked, place: Place) -> Page:
    """The newest articles of every source of a place."""
    links, words = asked.links, asked.words
    known = {each.id for each in asked.library.places()}

    def units(found: Sequence[Place]) -> list[tuple[str, str]]:
        return [(each.name, links.page(f"place/{place_slug(each)}/")) for each in found if each.id in known]

    above = places.get(place.parent) if place.parent else None
    day = asked.library.now().date()
    groups = (
        (words["within"], units([above] if above else [])),
        (words["units_within"], units(places.children(place, day))),
        (words["predecessors"], [(each.name, "") for each in places.predecessors(place)]),
        (words["sources"], [(each.title, links.page(f"{each.id}/")) for each in asked.library.sources_of(place)]),
    )
    stem = f"place/{place_slug(place)}"
    return _list(
        asked,
        Cut(place=place.id),
        heading=place.name,
        description=f"{place.name}. {words['tagline']}",
        stem=stem,
        opml=f"{stem}/feeds.opml",
        groups=groups,
        feeds=((place.name, stem, {}),),
    )


def topic_page(asked: Asked, slug: str) -> Page | None:
    """The newest articles of a topic from every source; None for one of which there are none."""
    words = asked.words
    found = next(((topic, number) for topic, number in asked.library.topics() if topic.slug == slug), None)
    if found is None:
        return None
    topic, number = found
    name = topic.name(words.language)
    return _list(
        asked,
        Cut(topic=topic.slug),
        heading=name,
        description=words("topic_intro", name),
        intro=words("topic_intro", name),
        stem=topic_stem(topic.slug),
        lines=(words("articles", number),),
        feeds=((name, topic_stem(topic.slug), {}),),
    )


def saved_page(asked: Asked, saved: SavedSearch) -> Page | None:
    """The newest articles that a saved search finds; None where it names what nobody knows. Raises StoreError like any search."""
    library, links, words = asked.library, asked.links, asked.words
    known, question = library.sources(), saved.question
    try:
        wanted = chosen_sources(tuple(known.values()), question, now=library.now())
    except QueryError:
        return None
    found = library.store.latest_found(question.words, sources=wanted, limit=PAGE)
    intro = words("saved_intro", title_of(question.words))
    named = [known[each] for each in question.sources]
    units = [(each, place) for each in question.places for place in [places.get(each)]]
    shown = {place.id for place in library.places()}
    groups = (
        (words["sources"], [(title_of(each.title) or each.id, links.page(f"{each.id}/")) for each in named]),
        (
            words["place_of"],
            [
                (place.name if place else each, links.page(f"place/{place_slug(place)}/") if place and place.id in shown else "")
                for each, place in units
            ],
        ),
    )
    return _list(
        asked,
        None,
        sheet=Sheet(cards=library.cards(found), older=None),
        heading=saved.heading,
        description=intro,
        intro=intro,
        stem=saved.stem,
        groups=groups,
        feeds=((saved.heading, saved.stem, {}),),
    )


def story_page(asked: Asked, story_id: str) -> Page | None:
    """A story as it went, or where it is told since it was merged; None for an unknown one."""
    story = asked.library.store.stories.one(story_id)
    if story is None:
        return None
    if story.id != story_id:
        return Page(status=301, body=b"", location=asked.links.page(f"story/{story.id}/"))
    members = asked.library.store.articles_by_id(story.members[:200])
    found = asked.library.cards([members[each] for each in story.members if each in members], fold=False)
    copies = tuple(card for card in found if card.id in story.copies)
    cards = tuple(card for card in found if card.id not in story.copies)
    words = asked.words
    title = title_of(story.title)
    facts = words("story_facts", len(cards), *(moment(card.published, words, Precision.DAY) for card in (cards[-1], cards[0])))
    line = f"{words['also_published']} {', '.join(dict.fromkeys(card.source_title for card in copies))}" if copies else ""
    return _list(
        asked,
        None,
        sheet=Sheet(cards=cards, older=None),
        heading=title,
        description=facts,
        intro=facts,
        stem=f"story/{story.id}",
        variants=False,
        lines=(line,) if line else (),
        feeds=((title, f"story/{story.id}", {}),),
    )


def choices(asked: Asked, *, topics: bool = False) -> tuple[Choice, ...]:
    """What a form lets a person narrow a list or a search by; a list by topic too."""
    library, query = asked.library, asked.query
    known = {place.id for place in library.places()}
    units = [(place.id or "", f"– {place.name}" if place.parent in known else place.name) for place in library.places()]
    used = [(topic.slug, topic.name(asked.words.language)) for topic, _ in library.topics()] if topics else []
    offered: tuple[Choice, ...] = (
        ("place", "any_place", units, query.get("place", "")),
        ("topic", "any_topic", used, query.get("topic", "")),
        ("source", "any_source", [(each.id, each.title) for each in library.sources().values()], query.get("source", "")),
    )
    return tuple(each for each in offered if len(each[2]) > 1)


def health_line(asked: Asked, source_id: str) -> str:
    """How a source is read, in plain words."""
    words = asked.words
    health = asked.library.health().get(source_id)
    if health is None:
        return words["health_unknown"]
    zone = asked.library.sources()[source_id].zone
    since = health.last_news if health.state is State.QUIET and health.last_news else health.since
    return words(f"health_{health.state.value}", moment(since.astimezone(zone), words, Precision.DAY))


def _how_read(asked: Asked, source_id: str) -> dict[str, Any]:
    """The line about how a source is read, as a notice where it is not."""
    health = asked.library.health().get(source_id)
    line = health_line(asked, source_id)
    return {"notice": line} if health is not None and health.state is State.BROKEN else {"lines": (line,)}


def _list(asked: Asked, wanted: Cut | None, *, sheet: Sheet | None = None, **values: object) -> Page:
    """The page of a list; what a template of lists may be given and was not is empty."""
    links, before = asked.links, asked.query.get("before")
    if sheet is None:
        assert wanted is not None
        sheet = asked.library.sheet(wanted, before=before)
    kept = {name: value for name, value in asked.query.items() if name not in {"before", "feed"}}
    zone = sheet.cards[0].published.tzinfo if sheet.cards else None
    filtered = any(name in asked.query for name in ("place", "topic", "source"))
    defaults: dict[str, object] = {
        "intro": "", "followed": values["heading"], "language": None, "lines": (), "groups": (), "choices": (), "opml": None,
        "variants": True, "feed_query": {}, "front": False, "alone": False, "notice": "",
    }  # fmt: skip
    return Page(
        body=render(
            "list",
            asked.frame,
            **{**defaults, **values},  # type: ignore[arg-type]
            sheet=sheet,
            filtered=filtered,
            opened=asked.opened,
            older=None if sheet.older is None or asked.static else links.page(asked.path, **{**kept, "before": sheet.older}),
            newer=links.page(asked.path, **kept) if before else None,
            robots="noindex" if before or filtered or asked.opened else "",
            today=None if asked.static else asked.library.now().astimezone(zone).date(),
        )
    )
