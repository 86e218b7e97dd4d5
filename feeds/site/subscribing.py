"""Subscribing: the page that says how, and one file with the feeds that a person ticks."""

from __future__ import annotations

from feeds.feed import NEVER, Feed
from feeds.opml import render_opml
from feeds.plain import title_of
from feeds.saved import SavedSearch
from feeds.selection import FeedSpec, Kind, feed_specs
from feeds.site.page import Asked, Page
from feeds.site.tables import message
from feeds.site.template import render
from feeds.specs import place_slug, place_specs, topic_specs, topic_stem


def subscribe_page(asked: Asked) -> Page:
    """How to subscribe, and a form that makes an OPML file of the feeds a person ticks."""
    words = asked.words
    return Page(
        body=render(
            "subscribe",
            asked.frame,
            heading=words["how"],
            description=f"{words['how_1']} {words['how_2']}",
            feeds=((asked.options.title, "all", {}),),
            choosable=not asked.static,
            choices=[(words[member], [row for row in rows if row[0]]) for member, rows in _choices(asked) if rows],
        )
    )


def _choices(asked: Asked) -> tuple[tuple[str, list[tuple[str, str, str]]], ...]:
    """What can be ticked: heading, and stem, title and language of the title of each feed."""
    library, language = asked.library, asked.words.language
    return (
        ("topics", [(topic_stem(topic.slug), topic.name(language), language) for topic, _ in library.topics()]),
        ("saved", [(each.stem, each.heading, "") for each in asked.options.searches]),
        ("places", [(f"{Kind.PLACE.value}/{place_slug(place)}", place.name, "") for place in library.places()]),
        ("sources", [(each.id, title_of(each.title) or each.id, each.language) for each in library.sources().values()]),
    )


def chosen_opml(asked: Asked) -> Page:
    """An OPML file of the feeds that were ticked."""
    sources = tuple(asked.library.sources().values())
    offered = (
        *feed_specs(sources, title=asked.options.title),
        *place_specs(sources, day=asked.library.now().date()),
        *topic_specs([topic.slug for topic, _ in asked.library.topics()], sources),
        *(_saved_spec(each) for each in asked.options.searches),
    )
    known = {spec.stem: spec for spec in offered}
    chosen = [known[stem] for stem in dict.fromkeys(asked.chosen) if stem in known]
    if not chosen:
        return message(asked, 400, "choose", asked.words["choose_none"])
    feeds = [Feed(spec=spec, id=spec.stem, entries=(), updated=NEVER, base=asked.options.base) for spec in chosen]
    body = render_opml(feeds, title=asked.options.title)
    return Page(body=body, media_type="text/x-opml; charset=utf-8", filename="loa.opml")


def _saved_spec(saved: SavedSearch) -> FeedSpec:
    """What a list of feeds says of a saved search."""
    return FeedSpec(
        stem=saved.stem, title=saved.heading, subtitle=saved.heading, language=None, homepage=None, sources=(), kind=Kind.SEARCH
    )
