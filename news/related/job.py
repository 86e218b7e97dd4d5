"""The job: relating the articles of a store that wait for it, each against those that came before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.related.document import document_of
from news.related.fingerprint import fingerprint_of
from news.related.lists import Entry, cut
from news.related.neighbours import analyse, neighbours
from news.related.relation import Reason, Relation
from news.store import links
from news.store.postings import Postings
from news.stored import StoredArticle

if TYPE_CHECKING:
    from news.store import Store

BATCH = 50
"""Articles related in one transaction: short enough that no reader or crawl waits for it."""
_LISTED_SCORE = 1.0
"""Of what an editor chose: nothing we compute is surer."""


@dataclass(frozen=True, kw_only=True)
class Related:
    """What one call did."""

    related: int
    """Articles that were waiting and now have their links."""
    changed: int
    """Older articles that gained or lost a link by it."""


def relate(store: Store, *, limit: int = BATCH) -> Related:
    """Relate at most `limit` of the articles that wait, in one transaction; `related` is 0 when none waits any more.

    Each gets its own links, and older articles gain it where it belongs; neither marks anything as edited. An edited or restored
    article is related anew. What an article's editor chose (`Article.listed`) comes first, where the store has it; other news
    never becomes a relation. Raises StoreError.
    """
    waiting = store.unrelated(limit)
    articles = store.articles_by_id(waiting)
    chosen = {each: tuple(_chosen(store, articles[each])) for each in waiting if each in articles}
    changed: set[str] = set()
    with store.write() as connection:
        postings = Postings(connection)
        for article_id, listed in chosen.items():
            stored = articles[article_id]
            document = document_of(stored.article, stored.published)
            analysed = analyse(document)
            if not postings.knows(article_id):
                postings.count(analysed.features.weights)
            fingerprint = fingerprint_of(document, analysed.features, postings.frequencies)
            found = neighbours(postings, fingerprint, analysed, without={article_id})
            postings.add(article_id, fingerprint, analysed.sketch)
            entries = {
                each.article: Entry(other=each.article, score=each.score, reason=each.reason, evidence=each.evidence)
                for each in found
            }
            picked = {other: Entry(other=other, score=_LISTED_SCORE, reason=Reason.LISTED) for other in listed}
            links.keep(connection, article_id, _relations(article_id, {**entries, **picked}.values()))
            older = links.of_articles(connection, tuple(entries))
            for other, entry in entries.items():
                gained = _gain(other, older[other], article_id, entry)
                if gained != older[other]:
                    links.keep(connection, other, gained)
                    changed.add(other)
        postings.save()
        links.mark_related(connection, {article_id: articles[article_id].revision for article_id in chosen})
    return Related(related=len(chosen), changed=len(changed - set(chosen)))


def _chosen(store: Store, stored: StoredArticle) -> Iterator[str]:
    """Yield the ids of the articles that the page's editor chose, each once."""
    seen = {stored.id}
    for link in stored.article.listed:
        other = store.find(stored.article.source, link.url)
        if other is not None and other not in seen:
            seen.add(other)
            yield other


def _gain(owner: str, known: tuple[Relation, ...], article_id: str, entry: Entry) -> tuple[Relation, ...]:
    """Return the list of an older article with a link to the one at hand, where it belongs among the best."""
    entries = {
        each.other: Entry(other=each.other, score=each.score, reason=each.reason, evidence=each.evidence) for each in known
    }
    if article_id not in entries or entries[article_id].reason is not Reason.LISTED:
        entries[article_id] = Entry(other=article_id, score=entry.score, reason=entry.reason, evidence=entry.evidence)
    return _relations(owner, entries.values())


def _relations(article_id: str, entries: Iterable[Entry]) -> tuple[Relation, ...]:
    return tuple(
        Relation(article=article_id, other=each.other, score=each.score, reason=each.reason, evidence=each.evidence)
        for each in cut(entries)
    )
