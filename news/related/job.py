"""The job: relating the articles of a store that wait for it, each against those that came before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from news import clock
from news.related.document import Document, document_of
from news.related.fingerprint import Fingerprint, fingerprint_of
from news.related.lists import WORTH, Entry, cut
from news.related.neighbours import Analysed, Neighbour, analyse, neighbours
from news.related.relation import Reason, Relation
from news.related.telling import tell
from news.store import links, relations
from news.store.postings import Postings
from news.stored import StoredArticle

if TYPE_CHECKING:
    from news.store import Store
    from news.store.relations import Transaction

BATCH = 50
"""Articles related in one transaction at most."""
SHORT = 0.5
"""Seconds of work in one transaction beside crawls, which wait for its end: on a busy machine that is a few articles."""
_LISTED_SCORE = 1.0
"""Of what an editor chose: nothing we compute is surer."""


@dataclass(frozen=True, kw_only=True)
class Related:
    """What one call did."""

    related: int
    """Articles that were waiting and now have their links."""
    changed: int
    """Older articles that gained or lost a link by it."""


def relate(store: Store, *, limit: int = BATCH, seconds: float = inf) -> Related:
    """Relate at most `limit` of the articles that wait, in one transaction; `related` is 0 when none waits any more.

    After so many `seconds` no further one is begun.

    Each gets its own links, and older articles gain it where it belongs; neither marks anything as edited. An edited or restored
    article is related anew, and links to what it said before are gone. What an article's editor chose (`Article.listed`) comes
    first, where the store has it; other news never becomes a relation. Withdrawn articles are left out. Raises StoreError.
    """
    waiting = store.relations.waiting(limit)
    articles = store.articles_by_id(waiting)
    read = _read(store, [articles[each] for each in waiting if each in articles], seconds=seconds)
    done: dict[str, int] = {}
    changed: set[str] = set()
    with store.write() as connection:
        postings = Postings(connection)
        began = clock.monotonic()
        for article_id, known in read.items():
            if done and clock.monotonic() - began > seconds:
                break
            owners = relations.owners_of(connection, article_id)
            unjudged = tuple(_unjudged(connection, postings, article_id))
            judged = postings.indexed(owners)
            relations.forget_incoming(connection, article_id, judged)
            changed |= judged
            fingerprint, found = _neighbours(connection, postings, article_id, known)
            entries = {each.other: each for each in unjudged}
            entries |= {each: Entry(other=each, score=_LISTED_SCORE, reason=Reason.LISTED) for each in known.listed}
            for each in found:
                # A copy is folded into its article by readers of feeds; being chosen as well says less than that.
                if each.article not in entries or each.reason is Reason.COPY:
                    entries[each.article] = _entry(each.article, each)
            links.keep(connection, article_id, _relations(article_id, entries.values()))
            changed |= _give(connection, article_id, {each.article: each for each in found})
            tell(connection, postings, article_id, fingerprint, found)
            done[article_id] = known.revision
        postings.save()
        links.mark_related(connection, done)
    return Related(related=len(done), changed=len(changed - done.keys()))


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What can be known of an article before anything is written."""

    revision: int
    document: Document
    analysed: Analysed
    listed: tuple[str, ...]
    """Ids of the articles that its editor chose."""


def _read(store: Store, waiting: Sequence[StoredArticle], *, seconds: float) -> Mapping[str, _Known]:
    """Return what is known of articles by id, of as many as can be read within so many seconds, and of one at least."""
    found: dict[str, _Known] = {}
    began = clock.monotonic()
    for each in waiting:
        if found and clock.monotonic() - began > seconds:
            break
        document = document_of(each.article, each.published)
        listed = tuple(_chosen(store, each))
        found[each.id] = _Known(revision=each.revision, document=document, analysed=analyse(document), listed=listed)
    return found


def _chosen(store: Store, stored: StoredArticle) -> Iterator[str]:
    """Yield the ids of the articles that the page's editor chose, each once."""
    seen = {stored.id}
    for link in stored.article.listed:
        other = store.find(stored.article.source, link.url)
        if other is not None and other not in seen:
            seen.add(other)
            yield other


def _unjudged(connection: Transaction, postings: Postings, article_id: str) -> Iterator[Entry]:
    """Yield the links to articles that wait themselves while everything is related anew: they stand until those are done."""
    known = [each for each in links.of_articles(connection, [article_id])[article_id] if each.reason is not Reason.LISTED]
    judged = postings.indexed([each.other for each in known])
    for each in known:
        if each.other not in judged:
            yield Entry(other=each.other, score=each.score, reason=each.reason, evidence=each.evidence)


def _neighbours(
    connection: Transaction, postings: Postings, article_id: str, known: _Known
) -> tuple[Fingerprint, tuple[Neighbour, ...]]:
    """Index an article; return its fingerprint and those near enough to be shown with it, without the withdrawn."""
    analysed = known.analysed
    if not postings.knows(article_id):
        postings.count(analysed.features.weights)
    fingerprint = fingerprint_of(known.document, analysed.features, postings.frequencies)
    found = [each for each in neighbours(postings, fingerprint, analysed, without={article_id}) if each.score >= WORTH]
    postings.add(article_id, fingerprint, analysed.sketch)
    gone = relations.withdrawn(connection, [each.article for each in found])
    return fingerprint, tuple(each for each in found if each.article not in gone)


def _give(connection: Transaction, article_id: str, found: Mapping[str, Neighbour]) -> set[str]:
    """Give an article to the lists of its neighbours where it belongs among the best; return whose lists changed."""
    changed: dict[str, tuple[Relation, ...]] = {}
    for owner, known in links.of_articles(connection, tuple(found)).items():
        entries = {
            each.other: Entry(other=each.other, score=each.score, reason=each.reason, evidence=each.evidence) for each in known
        }
        chosen = article_id in entries and entries[article_id].reason is Reason.LISTED
        if not chosen or found[owner].reason is Reason.COPY:
            entries[article_id] = _entry(article_id, found[owner])
        gained = _relations(owner, entries.values())
        if {each.other: each for each in gained} != {each.other: each for each in known}:
            changed[owner] = gained
    links.keep_all(connection, changed)
    return set(changed)


def _entry(other: str, found: Neighbour) -> Entry:
    return Entry(other=other, score=found.score, reason=found.reason, evidence=found.evidence)


def _relations(article_id: str, entries: Iterable[Entry]) -> tuple[Relation, ...]:
    return tuple(
        Relation(article=article_id, other=each.other, score=each.score, reason=each.reason, evidence=each.evidence)
        for each in cut(entries)
    )
