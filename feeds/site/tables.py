"""The pages that list what there is to follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from feeds.plain import title_of
from feeds.selection import ALL, Kind
from feeds.site.lists import health_line
from feeds.site.page import Asked, Page
from feeds.site.template import render
from feeds.site.when import moment
from feeds.specs import place_slug
from news import places
from news.article import Precision
from news.place import Place

Row = tuple[str, str, str, str]
"""Title, address, facts, language of the title."""
_STORIES = 100


def sources_page(asked: Asked) -> Page:
    """Every source with how it is read."""
    return _table(asked, "sources", _sources(asked))


def _sources(asked: Asked) -> list[Row]:
    links, words = asked.links, asked.words
    counts = asked.library.store.counts().by_source
    return [
        (
            title_of(source.title) or source.id,
            links.page(f"{source.id}/"),
            f"{words('articles', counts.get(source.id, 0))}. {health_line(asked, source.id)}",
            source.language,
        )
        for source in asked.library.sources().values()
    ]


def health_page(asked: Asked) -> Page:
    """What the feed of the sources' health is about: every source with how it is read."""
    return _table(asked, "health_page", _sources(asked), stem=Kind.HEALTH.value, variants=False)


def places_page(asked: Asked) -> Page:
    """Every place of which there is news: country, province, and what lies in it."""
    library, words = asked.library, asked.words
    numbers = Counter(place.id for source in library.sources().values() for place in library.above(source))

    def row(place: Place) -> Row:
        return place.name, asked.links.page(f"place/{place_slug(place)}/"), words("source_count", numbers[place.id]), ""

    known = {place.id for place in library.places()}
    countries: dict[str, list[tuple[Row, list[Row]]]] = {}
    for place in library.places():
        here = countries.setdefault(place.country, [])
        if place.parent in known and here:
            here[-1][1].append(row(place))
        else:
            here.append((row(place), []))
    return Page(
        body=render(
            "places",
            asked.frame,
            heading=words["places"],
            description=words["tagline"],
            feeds=((asked.options.title, "all", {}),),
            countries=[(places.country_name(code), provinces) for code, provinces in countries.items()],
        )
    )


def topics_page(asked: Asked) -> Page:
    """Every topic of which there are articles."""
    links, words = asked.links, asked.words
    rows = [
        (topic.name(words.language), links.page(f"topic/{topic.slug}/"), words("articles", number), "")
        for topic, number in asked.library.topics()
    ]
    return _table(asked, "topics", rows)


def stories_page(asked: Asked) -> Page:
    """The stories told last."""
    words = asked.words
    rows = []
    for story in asked.library.store.stories.newest(limit=_STORIES):
        days = [moment(each, words, Precision.DAY) for each in (story.first, story.last)]
        facts = words("story_facts", len(story.members) - len(story.copies), *days)
        rows.append((title_of(story.title), asked.links.page(f"story/{story.id}/"), facts, ""))
    return _table(asked, "stories", rows)


def message(asked: Asked, status: int, member: str, text: str = "") -> Page:
    """A page that only says something: not found, ended, an error."""
    words = asked.words
    said = text or words[f"{member}_text"]
    return Page(
        status=status,
        body=render("message", asked.frame, heading=words[member], description=said, robots="noindex", text=said),
    )


def _table(asked: Asked, member: str, rows: Sequence[Row], *, stem: str = ALL, variants: bool = True) -> Page:
    words = asked.words
    title = words[member] if stem != ALL else asked.options.title
    return Page(
        body=render(
            "table",
            asked.frame,
            heading=words[member],
            description=words["tagline"],
            feeds=((title, stem, {}),),
            rows=rows,
            stem=stem,
            followed=title,
            variants=variants,
            opened=asked.opened,
            robots="noindex" if stem != ALL else "",
        )
    )
