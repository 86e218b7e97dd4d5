"""Searching: the newest articles that a search finds, as a feed that anybody can ask for by its address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from feeds.building import build_feed
from feeds.entry import tag_uri
from feeds.feed import Feed, FeedLink
from feeds.json_feed import render_json
from feeds.moments import updated_moments
from feeds.publish import FeedOptions
from feeds.render import render_atom, render_rss
from feeds.selection import FeedSpec, Kind, Selection
from feeds.variant import Variant, vary
from news import places
from news.errors import QueryError
from news.search.hit import Found
from news.search.places import sources_of_place
from news.search.query import MAX_TEXT, parse
from news.source import Source
from news.store import Store
from news.stored import StoredArticle
from news.text import legal

STEM = "search"
"""Folder, below the public address, of the feeds that are made when somebody asks."""
MAX_NAMES = 20
"""Sources and places that one search may name."""
_MAX_NAME = 200
_WINDOWS = (1, 4, 15, 60, 240, 1000)
_MANY = 500
_WRITERS = {"rss": render_rss, "atom": render_atom, "json": render_json}


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
    words = " ".join(" ".join(legal(value) for name, value in pairs if name == "q").split())
    named = {
        kind: sorted({" ".join(legal(value).split()) for name, value in pairs if name == kind} - {""})
        for kind in ("source", "place")
    }
    if len(words) > MAX_TEXT or any(len(each) > _MAX_NAME for each in (*named["source"], *named["place"])):
        raise QueryError(f"too long: at most {MAX_TEXT} characters are looked for")
    if len(named["source"]) + len(named["place"]) > MAX_NAMES:
        raise QueryError(f"too many sources and places: at most {MAX_NAMES}")
    parse(words)
    return Question(words=words, sources=tuple(named["source"]), places=tuple(named["place"]))


def search_feed(store: Store, question: Question, options: FeedOptions, *, now: datetime) -> Feed:
    """The feed of the newest articles that hold what is asked for.

    `now` only tells where to begin looking. Raises QueryError for a source or place that nobody knows, StoreError while the store
    or its index cannot be used.
    """
    known = {source.id: source for source in store.sources()}
    wanted = chosen_sources(tuple(known.values()), question, now=now)
    found = newest_found(store, question.words, sources=wanted, limit=options.entries, now=now)
    relations = store.relations([stored.id for stored in found])
    others = {stored.id: stored for stored in found}
    others |= store.articles_by_id({relation.other for each in relations.values() for relation in each} - others.keys())
    base = options.public_url.rstrip("/") + "/"
    feed, _ = build_feed(
        _spec(question, tuple(known[each] for each in wanted), title=options.title, base=base),
        Selection(articles=found, updated=updated_moments(found), relations=relations, others=others),
        known,
        authority=options.tag_authority,
        base=base,
        related=options.related,
    )
    asked = sha256(question.query.encode()).hexdigest()[:16]
    return replace(feed, id=tag_uri(options.tag_authority, f"feed:{STEM}:{asked}"))


def render_search(feed: Feed, question: Question, variant: Variant, kind: str) -> bytes:
    """The document of a search in a format ("rss", "atom" or "json"), which names itself by the address that was asked for."""
    varied = vary(feed, variant)
    own = FeedLink(rel="self", href=f"{feed.base}{STEM}/{variant.value}.{kind}?{question.query}")
    return _WRITERS[kind](replace(varied, links=(own, *varied.links)))


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


def newest_found(store: Store, words: str, *, sources: Collection[str], limit: int, now: datetime) -> tuple[StoredArticle, ...]:
    """The newest `limit` articles of the sources that match, the latest first: looked for further and further back.

    Where a word is so common that hundreds of articles of one day hold it, the most relevant of them stand for that day.
    """
    if not sources:
        return ()
    found = Found(total=0, hits=())
    for days in (*_WINDOWS, None):
        since = None if days is None else now - timedelta(days=days)
        found = store.search(words, sources=sources, since=since, limit=_MANY)
        if found.total >= limit:
            break
    articles = sorted((hit.article for hit in found.hits), key=lambda stored: (stored.published.moment, stored.id), reverse=True)
    return tuple(articles[:limit])


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


def _spec(question: Question, sources: Sequence[Source], *, title: str, base: str) -> FeedSpec:
    languages = {source.language for source in sources}
    return FeedSpec(
        stem=STEM,
        title=f"{title}: {question.words}",
        subtitle=question.words,
        language=languages.pop() if len(languages) == 1 else None,
        homepage=f"{base}{STEM}/?{question.query}",
        sources=tuple(source.id for source in sources),
        kind=Kind.SEARCH,
    )
