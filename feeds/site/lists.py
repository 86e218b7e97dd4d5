"""The lists of news: everything, one source, one place, one story."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.plain import title_of
from feeds.site.library import Cut, Sheet
from feeds.site.page import Asked, Page
from feeds.site.template import render
from feeds.site.when import moment
from feeds.specs import place_slug
from news import places
from news.article import Precision
from news.health import State
from news.place import Place
from news.source import Source

Choice = tuple[str, str, Sequence[tuple[str, str]], str]
"""Name of a form's member, the word for "any", values with their texts, the chosen value."""


def front(asked: Asked) -> Page:
    """The newest articles of all sources; `place` and `source` of the query narrow them."""
    wanted = Cut(source=asked.query.get("source"), place=asked.query.get("place"))
    options = asked.options
    return _list(
        asked,
        wanted,
        heading=options.title,
        description=asked.words["tagline"],
        intro=asked.words["tagline"],
        stem="all",
        opml="feeds.opml",
        choices=() if asked.static else choices(asked),
        feeds=((options.title, "all", {}),),
    )


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
        lines=(health_line(asked, source.id),),
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


def story_page(asked: Asked, story_id: str) -> Page | None:
    """A story as it went, or where it is told since it was merged; None for an unknown one."""
    story = asked.library.store.story(story_id)
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


def choices(asked: Asked) -> tuple[Choice, ...]:
    """What a form lets a person narrow a list or a search by."""
    library, query = asked.library, asked.query
    offered: tuple[Choice, ...] = (
        ("place", "any_place", [(place.id or "", place.name) for place in library.places()], query.get("place", "")),
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


def _list(asked: Asked, wanted: Cut | None, *, sheet: Sheet | None = None, **values: object) -> Page:
    """The page of a list; what a template of lists may be given and was not is empty."""
    links, before = asked.links, asked.query.get("before")
    if sheet is None:
        assert wanted is not None
        sheet = asked.library.sheet(wanted, before=before)
    kept = {name: value for name, value in asked.query.items() if name != "before"}
    filtered = any(name in asked.query for name in ("place", "source"))
    defaults: dict[str, object] = {
        "intro": "", "language": None, "lines": (), "groups": (), "choices": (), "opml": None, "variants": True, "feed_query": {},
    }  # fmt: skip
    return Page(
        body=render(
            "list",
            asked.frame,
            **{**defaults, **values},  # type: ignore[arg-type]
            sheet=sheet,
            filtered=filtered,
            older=None if sheet.older is None or asked.static else links.page(asked.path, **{**kept, "before": sheet.older}),
            newer=links.page(asked.path, **kept) if before else None,
            robots="noindex" if before or filtered else "",
            today=asked.library.now().astimezone(sheet.cards[0].published.tzinfo if sheet.cards else None).date(),
        )
    )
