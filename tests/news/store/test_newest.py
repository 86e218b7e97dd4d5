"""The newest articles of many sources, whichever way they are found."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from news.article import Article, Precision, Provenance, Published
from news.store import Store, articles
from tests.news.store.conftest import source_of

Make = Callable[..., Article]


@pytest.mark.parametrize("look", [1, 2, 10])
def test_the_newest_of_many_sources(store: Store, make: Make, noon: datetime, look: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "_LOOK", look)
    chance = random.Random(look)
    sources = [f"s{number}" for number in range(20)]
    for each in sources:
        store.keep_source(source_of(each), now=noon)
    batch = []
    for number in range(120):
        date = Published(
            moment=noon - timedelta(hours=chance.randrange(50)), precision=Precision.HOUR, provenance=Provenance.VISIBLE
        )
        # The first ones have most of the news.
        batch.append(make(number, f"vn-{sources[min(chance.randrange(20), chance.randrange(20))]}", published=date))
    store.keep_all(batch, now=noon)
    every = sorted(store.articles(), key=lambda stored: (stored.published.moment, stored.id), reverse=True)
    for chosen in (sources, sources[:9], sources[10:], sources[:3]):
        ids = {f"vn-{each}" for each in chosen}
        own = [stored for stored in every if stored.article.source in ids]
        for limit in (1, 5, 30, 200):
            assert store.newest(sources=ids, limit=limit) == tuple(own[:limit])
        place = own[2].published.moment, own[2].id
        assert store.newest(sources=ids, limit=5, before=place) == tuple(own[3:8])
