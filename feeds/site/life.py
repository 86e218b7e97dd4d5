"""Life: an article's edits and company, as its page shows them: related news, copies, the course of its story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.moments import local
from feeds.related import LEAST_SHOWN
from feeds.site.card import Card
from feeds.site.library import Library
from news.difference import Difference, difference
from news.related.relation import Reason, Relation
from news.related.story import Story
from news.stored import Event, Revision, StoredArticle

_EVIDENCE = 4
_TIMELINE = 60


@dataclass(frozen=True, kw_only=True)
class Step:
    """One moment in an article's life."""

    at: datetime
    """In the zone of the article."""
    kind: str
    """A member of the words: history_first, history_edit, history_withdrawn or history_restored."""
    number: int = 0
    """Of the edit, from 1; 0 for what is no edit."""
    changes: tuple[Difference, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Companion:
    """A related article with the reason why it stands there."""

    card: Card
    reason: Reason
    evidence: tuple[str, ...]


def steps(stored: StoredArticle, revisions: Sequence[Revision], events: Sequence[Event]) -> tuple[Step, ...]:
    """The first reading, the substantive edits, withdrawals and returns of an article, the latest first."""
    zone = local(stored.published, stored.article.timezone).tzinfo
    found: list[tuple[datetime, Step]] = []
    before: Revision | None = None
    for revision in revisions:
        changes = difference(before.article, revision.article) if before else ()
        kind = "history_edit" if before else "history_first"
        step = Step(at=revision.seen.astimezone(zone), kind=kind, number=revision.number - 1, changes=changes)
        found.append((revision.seen, step))
        before = revision
    found += [(event.at, Step(at=event.at.astimezone(zone), kind=f"history_{event.kind.value}")) for event in events]
    return tuple(step for _, step in sorted(found, key=lambda each: each[0], reverse=True))


def companions(library: Library, relations: Sequence[Relation], *, limit: int) -> tuple[tuple[Companion, ...], tuple[Card, ...]]:
    """What an article is related to, best first, and the copies of its text elsewhere."""
    others = library.store.articles_by_id({each.other for each in relations})
    cards = {card.id: card for card in library.cards(tuple(others.values()), fold=False) if not card.withdrawn}
    related: list[Companion] = []
    copies: list[Card] = []
    for each in relations:
        card = cards.get(each.other)
        if card is None or (each.reason is Reason.SIMILAR and each.score < LEAST_SHOWN):
            continue
        if each.reason is Reason.COPY:
            copies.append(card)
        else:
            related.append(Companion(card=card, reason=each.reason, evidence=each.evidence[:_EVIDENCE]))
    return tuple(related[:limit]), tuple(copies)


def timeline(library: Library, story: Story) -> tuple[Card, ...]:
    """The articles of a story, the first published first; of very many the latest sixty. Copies stand under what they copy."""
    members = library.store.articles_by_id(story.members[:_TIMELINE])
    ordered = [members[each] for each in reversed(story.members[:_TIMELINE]) if each in members and each not in story.copies]
    return library.cards(ordered, fold=False)
