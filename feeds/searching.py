"""Searching: the newest articles that a search finds, as a feed that anybody can ask for by its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from feeds.building import build_feed
from feeds.entry import tag_uri
from feeds.feed import Feed, FeedLink
from feeds.json_feed import render_json
from feeds.moments import updated_moments
from feeds.publish import FeedOptions
from feeds.question import Question, chosen_sources
from feeds.render import render_atom, render_rss
from feeds.selection import FeedSpec, Kind, Selection
from feeds.variant import Variant, vary
from news.source import Source
from news.store import Store

STEM = "search"
"""Folder, below the public address, of the feeds that are made when somebody asks."""
_WRITERS = {"rss": render_rss, "atom": render_atom, "json": render_json}


def search_feed(store: Store, question: Question, options: FeedOptions, *, now: datetime) -> Feed:
    """The feed of the newest articles that hold what is asked for; a withdrawn one stays in its place, to be taken back.

    `now` tells which places lie in which. Raises QueryError for a source or place that nobody knows, StoreError while the store
    or its index cannot be used.
    """
    known = {source.id: source for source in store.sources()}
    wanted = chosen_sources(tuple(known.values()), question, now=now)
    found = store.latest_found(question.words, sources=wanted, limit=options.entries, include_withdrawn=True)
    relations = store.relations.of([stored.id for stored in found])
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
