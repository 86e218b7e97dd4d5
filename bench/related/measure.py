"""Measures: how much of a story is found, how often "same story" is right, how well copies are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from bench.related.items import Item

Groups = Mapping[str, frozenset[str]]
"""By id, the ids that belong with it."""


def stories(items: Sequence[Item]) -> Groups:
    """What else tells the same story."""
    return _groups(items, [item.story for item in items])


def copies(items: Sequence[Item]) -> Groups:
    """What else is the same text."""
    return _groups(items, [item.original for item in items])


def _groups(items: Sequence[Item], names: Sequence[str]) -> Groups:
    members: dict[str, set[str]] = defaultdict(set)
    for item, name in zip(items, names, strict=True):
        members[name].add(item.id)
    return {item.id: frozenset(members[name] - {item.id}) for item, name in zip(items, names, strict=True)}


def recall_at_5(items: Sequence[Item], lists: Mapping[str, Sequence[str]]) -> float:
    """The share of an article's story in the first five of its list, five at most asked for; the mean over articles with one."""
    truth = stories(items)
    shares = [
        len(truth[item.id] & set(lists[item.id][:5])) / min(5, len(truth[item.id]))
        for item in items
        if item.hard and truth[item.id]
    ]
    return sum(shares) / len(shares) if shares else 1.0


def precision(truth: Groups, pairs: Collection[tuple[str, str]]) -> float:
    """The share of pairs that are right; 1 where there is none."""
    return sum(other in truth[one] for one, other in pairs) / len(pairs) if pairs else 1.0


def f1(truth: Groups, pairs: Collection[tuple[str, str]]) -> float:
    """The harmonic mean of how many pairs are right and how many right ones are there."""
    right = sum(other in truth[one] for one, other in pairs)
    wanted = sum(map(len, truth.values()))
    return 2 * right / (len(pairs) + wanted) if pairs or wanted else 1.0
