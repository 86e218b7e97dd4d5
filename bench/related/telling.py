"""Telling: how well the stories of a store are those that are true, articles arriving in the order of their dates."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.related.items import EPOCH, Item
from news.article import Article, Paragraph, Precision, Provenance, Published
from news.related.job import relate
from news.source import Source
from news.store import Store

SOURCE = Source(id="vn-bench", title="Bench", homepage="https://bench.example/", listings=("https://bench.example/tin",))


@dataclass(frozen=True, kw_only=True)
class Told:
    """How well stories were told. Copies count with their originals."""

    pairs: float
    """F1 of pairs of articles in one story."""
    precision: float
    """B-cubed: the mean share of an article's story that belongs there."""
    recall: float
    """B-cubed: the mean share of what belongs with an article that its story holds."""
    milliseconds: float
    """CPU time for one article, everything included."""


def told(items: Sequence[Item]) -> Told:
    """Relate the items in a store of their own and compare the stories that come of it."""
    found: dict[str, str] = {}
    with TemporaryDirectory() as folder, Store.open(f"sqlite:///{Path(folder) / 'loa.sqlite3'}") as store:
        store.keep_source(SOURCE, now=EPOCH)
        ordered = sorted(items, key=lambda item: item.day)
        kept = store.keep_all([article(item) for item in ordered], now=EPOCH)
        names = {each.id: item.id for each, item in zip(kept, ordered, strict=True)}
        before = time.process_time()
        while relate(store).related:
            pass
        spent = time.process_time() - before
        for article, story in store.stories.of(names).items():
            found[names[article]] = story.id
    precision, recall = _b_cubed(_groups(items, found), _groups(items, {item.id: item.story for item in items}))
    return Told(
        pairs=_pairs(_groups(items, found), _groups(items, {item.id: item.story for item in items})),
        precision=precision,
        recall=recall,
        milliseconds=1000 * spent / len(items),
    )


def article(item: Item) -> Article:
    """The article of an item."""
    return Article(
        source=SOURCE.id,
        url=f"https://bench.example/{item.id}.html",
        key=item.id,
        title=item.title,
        lead=item.lead or None,
        body=tuple(Paragraph(text=line) for line in item.text.split("\n") if line.strip()),
        published=Published(moment=EPOCH + timedelta(days=item.day), precision=Precision.MINUTE, provenance=Provenance.VISIBLE),
    )


def _groups(items: Sequence[Item], names: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """By id the ids of its group, itself among them."""
    members: dict[str, set[str]] = defaultdict(set)
    for item in items:
        members[names.get(item.id, item.id)].add(item.id)
    return {item.id: frozenset(members[names.get(item.id, item.id)]) for item in items}


def _pairs(found: Mapping[str, frozenset[str]], truth: Mapping[str, frozenset[str]]) -> float:
    right = sum(len(found[each] & truth[each]) - 1 for each in truth)
    both = sum(len(found[each]) + len(truth[each]) - 2 for each in truth)
    return 2 * right / both if both else 1.0


def _b_cubed(found: Mapping[str, frozenset[str]], truth: Mapping[str, frozenset[str]]) -> tuple[float, float]:
    """Precision and recall (A. Bagga and B. Baldwin, "Entity-based cross-document coreferencing", 1998)."""
    shared = {each: len(found[each] & truth[each]) for each in truth}
    precision = sum(shared[each] / len(found[each]) for each in truth) / len(truth)
    recall = sum(shared[each] / len(truth[each]) for each in truth) / len(truth)
    return precision, recall
