"""The links from an entry to other articles, as a feed shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.addresses import web_address
from feeds.folding import earliest
from feeds.moments import local
from feeds.plain import summary_of, title_of
from news.article import Precision
from news.identity import normalise
from news.related.relation import Reason, Relation
from news.source import Source
from news.stored import StoredArticle

LEAST_SHOWN = 0.1
"""Score from which a link for likeness alone is worth a reader's time; what is weaker is kept, but not published."""


@dataclass(frozen=True, kw_only=True)
class Related:
    """A link to another article with the reason for it."""

    url: str
    title: str
    reason: Reason
    source: str | None = None
    """Title of the other article's source; None where it is the same source or unknown."""
    published: datetime | None = None
    """In the other source's zone; None where unknown."""
    precision: Precision = Precision.DAY


def related_to(
    stored: StoredArticle,
    relations: Sequence[Relation],
    others: Mapping[str, StoredArticle],
    sources: Mapping[str, Source],
    *,
    limit: int,
) -> tuple[Related, ...]:
    """The article's relations as they come (best first), then what else its page's editor listed: at most `limit` of either.

    Copies are left out, see `copies_of`, and so is faint likeness (`LEAST_SHOWN`). A relation whose other article is not among
    `others`, or was withdrawn, is passed over. Of a text that several sources published alike the one that a feed of them all
    shows is linked, in the place of the best.
    """
    found = [
        (other, relation.reason)
        for relation in relations
        if (other := others.get(relation.other)) and not other.withdrawn and relation.reason is not Reason.COPY
        if relation.reason is not Reason.SIMILAR or relation.score >= LEAST_SHOWN
    ]
    told: dict[str, StoredArticle] = {}
    for other, _ in found:
        before = told.get(other.article.title)
        if before is None or (_is_reprint(other, before) and earliest((before, other)) is other):
            told[other.article.title] = other
    ours: dict[str, Related] = {}
    for other, reason in found:
        first = told[other.article.title]
        _add(ours, _link(stored, first if _is_reprint(other, first) else other, reason, sources))
    chosen: dict[str, Related] = {}
    taken = {normalise(stored.article.url), *ours}
    for listed in stored.article.listed:
        url, title = web_address(listed.url), title_of(listed.title)
        if url and title and normalise(url) not in taken:
            _add(chosen, Related(url=url, title=title, reason=Reason.LISTED))
    return (*list(ours.values())[:limit], *list(chosen.values())[:limit])


def copies_of(
    stored: StoredArticle, relations: Sequence[Relation], others: Mapping[str, StoredArticle], sources: Mapping[str, Source]
) -> tuple[Related, ...]:
    """Links to the same text as other sources published it, by title of the source."""
    links: dict[str, Related] = {}
    for relation in relations:
        other = others.get(relation.other)
        if other is not None and relation.reason is Reason.COPY:
            _add(links, _link(stored, other, relation.reason, sources))
    return tuple(sorted(links.values(), key=lambda link: (link.source or "", link.url)))


def _is_reprint(other: StoredArticle, first: StoredArticle) -> bool:
    """Whether another source published the same words."""
    one, two = other.article, first.article
    return one.source != two.source and one.title == two.title and summary_of(one) == summary_of(two)


def _add(links: dict[str, Related], link: Related | None) -> None:
    if link is not None:
        links.setdefault(normalise(link.url), link)


def _link(stored: StoredArticle, other: StoredArticle, reason: Reason, sources: Mapping[str, Source]) -> Related | None:
    article = other.article
    url, title = web_address(article.url), title_of(article.title)
    if url is None or not title or other.withdrawn or other.id == stored.id:
        return None
    source = sources.get(article.source)
    return Related(
        url=url,
        title=title,
        reason=reason,
        source=title_of(source.title) or None if source and article.source != stored.article.source else None,
        published=local(other.published, article.timezone),
        precision=other.published.precision,
    )
