"""Which stored articles make which feed."""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from feeds.addresses import host_of, web_address
from feeds.folding import fold_copies
from feeds.moments import updated_moments
from feeds.plain import title_of
from feeds.wording import wording
from news.related.relation import Reason, Relation
from news.source import Source
from news.store import Store
from news.stored import StoredArticle
from news.topics import topics_of

ALL = "all"
"""Stem of the feed of every source. No source id is like it: those begin with a country and a hyphen."""
_MARGIN = 50
_STEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


class Kind(Enum):
    """What a feed gathers; the value is the folder of all feeds of the kind, where they have one."""

    ALL = "all"
    SOURCE = "source"
    PLACE = "place"
    TOPIC = "topic"
    STORY = "story"
    SEARCH = "search"
    HEALTH = "health"


@dataclass(frozen=True, kw_only=True)
class FeedSpec:
    """What one feed is about."""

    stem: str
    """Folder of its files below the public one, and the last part of its id: "all", a source's id, `place/22`, `topic/health`."""
    title: str
    subtitle: str
    language: str | None
    """BCP 47 tag; None for a feed in several languages."""
    homepage: str | None
    """Page of the site it tells of; None for a feed of several sources, whose page is our own."""
    sources: tuple[str, ...]
    """Ids of the sources whose articles it holds."""
    kind: Kind = Kind.SOURCE
    members: tuple[str, ...] | None = None
    """Ids of the articles it holds, newest first; None: those of its sources that came last."""
    topic: str | None = None
    """Slug of the one topic of `news.topics` that it holds articles of; None: of any, and of none."""
    merged: tuple[str, ...] = ()
    """Ids of the units that became part of a place, and of no other, and whose own feed would have another address."""

    @property
    def several(self) -> bool:
        """Whether its entries come from several sources, so that each has to say from which."""
        return self.kind is not Kind.SOURCE


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The articles of one feed, with what is needed to show them."""

    articles: tuple[StoredArticle, ...]
    """Those that came last, newest first. A withdrawn one stays in its place: who read it has to be told."""
    updated: Mapping[str, datetime]
    """By article id, see `feeds.moments.updated_moments`."""
    relations: Mapping[str, tuple[Relation, ...]]
    """By article id, best first."""
    others: Mapping[str, StoredArticle]
    """The articles that relations of `articles` lead to, by id; others may be among them."""
    reach: datetime | None = None
    """When the oldest article was published that was looked at; None: there was none that was not looked at."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What the last substantive edit changed, by article id, see `news.stored.Revision.note`; never edited ones are left out."""


def feed_specs(sources: Sequence[Source], *, title: str) -> Iterator[FeedSpec]:
    """The feed of all sources, named `title`, then one for each source whose id can name a folder, in their order."""
    languages = {source.language for source in sources}
    common = languages.pop() if len(languages) == 1 else None
    yield FeedSpec(
        stem=ALL,
        title=title,
        subtitle=wording(common).all_subtitle,
        language=common,
        homepage=None,
        sources=tuple(source.id for source in sources),
        kind=Kind.ALL,
    )
    for source in sources:
        homepage = web_address(source.homepage)
        if _STEM.fullmatch(source.id) and homepage:
            name = title_of(source.title) or source.id
            yield FeedSpec(
                stem=source.id,
                title=name,
                subtitle=wording(source.language).feed_subtitle.format(name, host_of(homepage)),
                language=source.language,
                homepage=homepage,
                sources=(source.id,),
            )


def select(store: Store, spec: FeedSpec, *, limit: int) -> Selection:
    """The `limit` articles that came last for a feed; in a feed of several sources one article stands for all its copies."""
    wanted = 2 * limit + _MARGIN if spec.several else limit + _MARGIN
    candidates = _candidates(store, spec, wanted)
    relations = store.relations.of([stored.id for stored in candidates])
    others = {stored.id: stored for stored in candidates}
    articles = candidates
    if spec.several and spec.members is None:
        # Of what is not shown in the end only copies matter.
        copies = (each.other for links in relations.values() for each in links if each.reason is Reason.COPY)
        others |= _missing(store, others, copies)
        articles = _folded(candidates, relations, others, foreign=_foreign(spec, others.values()))
    articles = _last(articles, limit) if spec.members is None else articles[:limit]
    others |= _missing(store, others, (each.other for stored in articles for each in relations.get(stored.id, ())))
    return Selection(
        articles=articles,
        updated=updated_moments(candidates),
        relations=relations,
        others=others,
        reach=candidates[-1].published.moment if len(candidates) >= wanted else None,
        notes=store.edit_notes([stored.id for stored in articles if stored.updated]),
    )


def _last(articles: Sequence[StoredArticle], limit: int) -> tuple[StoredArticle, ...]:
    """The `limit` articles that came last, in the order in which they are."""
    last = heapq.nlargest(limit, articles, key=lambda stored: (stored.came, stored.published.moment, stored.id))
    kept = {stored.id for stored in last}
    return tuple(stored for stored in articles if stored.id in kept)


def _folded(
    candidates: Sequence[StoredArticle],
    relations: Mapping[str, Sequence[Relation]],
    others: Mapping[str, StoredArticle],
    *,
    foreign: Collection[str],
) -> tuple[StoredArticle, ...]:
    """One article for all its copies; a withdrawn one stays, unless its text stands in the same feed and goes on being read."""
    there = [each for each in candidates if not each.withdrawn]
    kept = {stored.id for stored in fold_copies(there, relations, others, foreign=foreign)}
    own = others.keys() - foreign
    copied = {
        stored.id
        for stored in candidates
        if stored.withdrawn and any(each.reason is Reason.COPY and each.other in own for each in relations.get(stored.id, ()))
    }
    return tuple(stored for stored in candidates if stored.id in kept or (stored.withdrawn and stored.id not in copied))


def _foreign(spec: FeedSpec, articles: Iterable[StoredArticle]) -> frozenset[str]:
    """Ids of those of the articles that a feed does not hold, being of another source or topic: they stand for none of it."""
    if spec.kind is Kind.ALL:
        return frozenset()
    sources = frozenset(spec.sources)
    return frozenset(
        stored.id
        for stored in articles
        if stored.article.source not in sources
        or (spec.topic and spec.topic not in topics_of(stored.article.categories, stored.article.url))
    )


def _candidates(store: Store, spec: FeedSpec, limit: int) -> tuple[StoredArticle, ...]:
    if spec.members is None:
        topics = None if spec.topic is None else (spec.topic,)
        sources = None if spec.kind is Kind.ALL else spec.sources  # which are every one: no need to ask of each
        return store.latest(sources=sources, limit=limit, topics=topics)
    known = store.articles_by_id(spec.members[:limit])
    return tuple(known[each] for each in spec.members if each in known and not known[each].pruned)


def _missing(store: Store, known: Collection[str], wanted: Iterable[str]) -> Mapping[str, StoredArticle]:
    return store.articles_by_id(set(wanted).difference(known))
