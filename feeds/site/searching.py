"""The page that searches."""

from __future__ import annotations

from datetime import date

from feeds.site.card import card_of
from feeds.site.lists import choices
from feeds.site.page import Asked, Page
from feeds.site.template import render
from news import places
from news.errors import QueryError, StoreError
from news.search.hit import MOST, Found

_PAGE = 20


def search_page(asked: Asked) -> Page:
    """What was found for `q`, narrowed by `place`, `source`, `since` and `until`; without `q` the empty form."""
    words, query, library = asked.words, asked.query, asked.library
    typed = query.get("q", "").strip()
    offset = max(0, int(query["from"])) if query.get("from", "").isdecimal() and len(query["from"]) < 6 else 0
    problem, found = "", Found(total=0, hits=())
    if typed:
        try:
            found = library.store.search(
                typed,
                sources=_sources(asked),
                since=_day(query.get("since")),
                until=_day(query.get("until")),
                limit=_PAGE,
                offset=offset,
            )
        except QueryError:
            problem = words["search_no_word"]
        except ValueError:
            problem = words["search_no_day"]
        except StoreError:
            problem = words["search_not_ready"]
    known = library.sources()
    cards = [(card_of(hit.article, known.get(hit.article.article.source)), hit) for hit in found.hits]
    kept = {name: value for name, value in query.items() if name not in {"from", "feed"}}
    feed_query = {name: value for name, value in kept.items() if name in {"q", "source", "place"}}
    heading = words("search_title", typed) if typed else words["search"]
    subscribable = bool(typed) and not problem
    more = offset + _PAGE < found.total
    return Page(
        status=400 if problem and problem != words["search_not_ready"] else 503 if problem else 200,
        body=render(
            "search",
            asked.frame,
            heading=heading,
            description=words["search_label"],
            feeds=((heading, "search", feed_query),) if subscribable else (),
            robots="noindex",
            asked=typed,
            choices=choices(asked),
            since=query.get("since", ""),
            until=query.get("until", ""),
            problem=problem,
            opened=asked.opened,
            saved=[(each.heading, asked.links.page(f"{each.stem}/")) for each in asked.options.searches],
            total=words("search_many" if found.total >= MOST else "search_count", found.total),
            results=[(card, hit) for card, hit in cards if card],
            subscribable=subscribable,
            feed_query=feed_query,
            newer=asked.links.page(asked.path, **{**kept, "from": str(max(0, offset - _PAGE)) if offset > _PAGE else ""})
            if offset
            else None,
            older=asked.links.page(asked.path, **{**kept, "from": str(offset + _PAGE)}) if more else None,
        ),
    )


def _sources(asked: Asked) -> list[str] | None:
    chosen: set[str] | None = None
    if wanted := asked.query.get("place"):
        place = places.get(wanted) or asked.library.place(wanted)
        chosen = {source.id for source in asked.library.sources_of(place)} if place else set()
    if source := asked.query.get("source"):
        chosen = {source} if chosen is None else chosen & {source}
    return None if chosen is None else sorted(chosen)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
