"""Folding: of the same text published by several sources, a feed of them all shows one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from feeds.moments import local
from news.article import Precision
from news.related.relation import Reason, Relation
from news.stored import StoredArticle


def fold_copies(
    articles: Sequence[StoredArticle],
    relations: Mapping[str, Sequence[Relation]],
    others: Mapping[str, StoredArticle],
    *,
    foreign: Collection[str] = (),
) -> tuple[StoredArticle, ...]:
    """The articles in their order without those that an earlier one already says, by relations of reason copy.

    Copies of copies belong together. The earliest published stays, even when it is not among `articles` but only among `others`;
    where a date of the group is known by the day only, the day decides, then which one Loa saw first. Those of `others` that are
    `foreign`, by ids, are not in the feed: copies of one of them are copies of each other, but it stands for none of them.
    """
    groups = _Groups()
    for stored in articles:
        for relation in relations.get(stored.id, ()):
            if relation.reason is Reason.COPY and relation.other in others and not others[relation.other].withdrawn:
                groups.join(stored.id, relation.other)
    known = {**others, **{stored.id: stored for stored in articles}}
    kept = {earliest([known[member] for member in group if member not in foreign]).id for group in groups.all()}
    grouped = {member for group in groups.all() for member in group}
    return tuple(stored for stored in articles if stored.id not in grouped or stored.id in kept)


def earliest(group: Sequence[StoredArticle]) -> StoredArticle:
    """The article of a group (not empty) that stands for all: see `fold_copies`."""
    exact = all(stored.published.precision is not Precision.DAY for stored in group)

    def order(stored: StoredArticle) -> tuple[datetime, datetime, str]:
        moment = local(stored.published, stored.article.timezone)
        return (moment if exact else moment.replace(hour=0, minute=0, second=0), stored.first_seen, stored.id)

    return min(group, key=order)


class _Groups:
    """Disjoint groups of ids, joined two by two."""

    def __init__(self) -> None:
        self._members: dict[str, set[str]] = {}

    def join(self, one: str, other: str) -> None:
        merged = self._members.get(one, {one}) | self._members.get(other, {other})
        for member in merged:
            self._members[member] = merged

    def all(self) -> list[set[str]]:
        return list({id(group): group for group in self._members.values()}.values())
