"""Card: an article as a list of news shows it, with what belongs to it folded under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from feeds.addresses import web_address
from feeds.entry import language_of
from feeds.moments import local, published_moment
from feeds.plain import summary_of, title_of
from news.article import Precision, Provenance
from news.related.relation import Reason, Relation
from news.related.story import Story
from news.source import Source
from news.stored import StoredArticle


@dataclass(frozen=True, kw_only=True)
class Card:
    """A headline with what a reader needs to decide whether to read on."""

    id: str
    title: str
    url: str
    """Address of the original."""
    source: str
    """Id of the source."""
    source_title: str
    published: datetime
    """In the zone of the article; a day without a time is its midnight."""
    precision: Precision
    provenance: Provenance
    summary: str
    """Empty where it would only say the title again."""
    language: str
    """BCP 47 tag of the article."""
    image: str | None = None
    edited: datetime | None = None
    """When the last substantive edit was seen, in the zone of the article."""
    withdrawn: bool = False
    copies: tuple[Card, ...] = ()
    """The same text as other sources published it."""
    story: Story | None = None
    """The story it is told in."""
    more: tuple[Card, ...] = ()
    """Other articles of the list that tell the same story."""


def card_of(stored: StoredArticle, source: Source | None) -> Card | None:
    """The card of an article; None where nothing is left of its title or its address cannot be linked."""
    article = stored.article
    title, url = title_of(article.title), web_address(article.url)
    if not title or url is None:
        return None
    published = local(replace(stored.published, moment=published_moment(stored)), article.timezone)
    summary = summary_of(article)
    return Card(
        id=stored.id,
        title=title,
        url=url,
        source=article.source,
        source_title=(title_of(source.title) if source else "") or article.source,
        published=published,
        precision=stored.published.precision,
        provenance=stored.published.provenance,
        summary="" if summary == title else summary,
        language=language_of(article.language) or "und",
        image=web_address(article.image) if article.image else None,
        edited=stored.updated.astimezone(published.tzinfo) if stored.updated else None,
        withdrawn=stored.withdrawn is not None,
    )


def folded(cards: Sequence[Card], relations: Mapping[str, Sequence[Relation]], stories: Mapping[str, Story]) -> tuple[Card, ...]:
    """The cards in their order, of each text the one published first, of each story the latest; the rest is folded under them.

    `cards` come newest first. Copies are told by relations of reason copy; only cards of the list are folded, so that nothing
    disappears unseen.
    """
    heads: dict[str, Card] = {}
    for card in _texts(cards, relations):
        story = stories.get(card.id)
        key = story.id if story else card.id
        if key in heads:
            heads[key] = replace(heads[key], more=(*heads[key].more, card))
        else:
            heads[key] = replace(card, story=story)
    return tuple(heads.values())


def _texts(cards: Sequence[Card], relations: Mapping[str, Sequence[Relation]]) -> list[Card]:
    """One card of each text, its copies with it."""
    first: dict[str, str] = {}
    copies: dict[str, list[Card]] = {}
    for card in reversed(cards):
        same = (each.other for each in relations.get(card.id, ()) if each.reason is Reason.COPY)
        first[card.id] = next((first[other] for other in same if other in first), card.id)
        if first[card.id] != card.id:
            copies.setdefault(first[card.id], []).append(card)
    return [replace(card, copies=tuple(copies.get(card.id, ()))) for card in cards if first[card.id] == card.id]


def by_day(cards: Iterable[Card]) -> tuple[tuple[date, tuple[Card, ...]], ...]:
    """The cards by the day of their publication, in their order; cards must come newest first."""
    ordered = sorted(cards, key=lambda card: card.published.date(), reverse=True)  # stable: zones may differ by a day
    return tuple((day, tuple(group)) for day, group in groupby(ordered, key=lambda card: card.published.date()))
