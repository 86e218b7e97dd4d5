"""The articles that came to readers last, though their dates may put them elsewhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from news.article import Article, Precision, Provenance, Published
from news.store import Store
from news.stored import LATE, StoredArticle, came

Make = Callable[..., Article]
HOUR = timedelta(hours=1)


def dated(moment: datetime, precision: Precision = Precision.MINUTE) -> Published:
    return Published(moment=moment, precision=precision, provenance=Provenance.VISIBLE)


def keys(articles: tuple[StoredArticle, ...]) -> list[str]:
    return [stored.article.key.rpartition("n")[2] for stored in articles]


def test_when_an_article_came(noon: datetime) -> None:
    assert came(noon, noon + HOUR) == noon + HOUR
    assert came(noon, noon + 2 * LATE) == noon + LATE
    assert came(noon, noon - HOUR) == noon


def test_one_dated_by_its_day_comes_when_it_is_seen(store: Store, make: Make, noon: datetime) -> None:
    for number in range(1, 9):
        store.keep(make(number, published=dated(noon + number * HOUR)), now=noon + number * HOUR)
    midnight = noon.replace(hour=0, minute=0, second=0)
    store.keep(make(9, published=dated(midnight, Precision.DAY)), now=noon + 8 * HOUR)
    assert keys(store.newest(limit=3)) == ["8", "7", "6"]
    assert keys(store.latest(limit=3)) == ["8", "7", "9"]
    assert keys(store.latest(limit=3, sources=["vn-a"])) == ["8", "7", "9"]
    assert keys(store.latest(limit=20)) == keys(store.newest(limit=20))
    assert store.latest(limit=3, sources=["vn-b"]) == store.latest(limit=3, sources=[]) == store.latest(limit=0) == ()


def test_what_is_found_of_old_times_is_no_news(store: Store, make: Make, noon: datetime) -> None:
    store.keep_all([make(number, published=dated(noon + number * HOUR)) for number in range(1, 5)], now=noon + 5 * HOUR)
    store.keep_all([make(number, published=dated(noon - LATE)) for number in range(5, 8)], now=noon + 6 * HOUR)
    assert keys(store.latest(limit=3)) == ["4", "3", "2"]


def test_the_same_by_topic(store: Store, make: Make, noon: datetime) -> None:
    for number in range(1, 5):
        article = make(number, categories=("Y tế", "Giáo dục"), published=dated(noon + number * HOUR))
        store.keep(article, now=noon + number * HOUR)
    store.keep(make(5, categories=("Y tế", "Giáo dục"), published=dated(noon - HOUR)), now=noon + 5 * HOUR)
    store.keep(make(6, categories=("Giáo dục",), published=dated(noon - HOUR)), now=noon + 5 * HOUR)
    assert keys(store.latest(limit=3, topics=["health"])) == ["4", "3", "5"]
    assert keys(store.latest(limit=3, topics=["health", "education"], sources=["vn-a"])) == ["4", "6", "5"]
    assert store.latest(limit=3, topics=[]) == ()


@pytest.mark.parametrize("seed", range(4))
def test_they_are_those_that_came_last_of_all_there_are(store: Store, make: Make, noon: datetime, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(90):
        seen = noon + number * HOUR
        # Whole days among them, so that many share a date.
        ago = timedelta(days=chance.choice((0, 0, 0, 1, 2, 3, 9))) + chance.choice((0, 1)) * timedelta(
            minutes=chance.randrange(600)
        )
        store.keep(
            make(number, chance.choice(("vn-a", "vn-b")), published=dated(noon - ago + number // 24 * 24 * HOUR)), now=seen
        )
    gone = chance.choice([stored.id for stored in store.articles()])
    for hours in (1, 30):
        store.missing(gone, now=noon + hours * HOUR + timedelta(days=9), confirm_after=24 * HOUR)
    for source in (None, "vn-a", "vn-b"):
        every = sorted(store.articles(source=source), key=lambda each: (each.came, each.published.moment, each.id), reverse=True)
        for limit in (1, 7, 30, 200):
            last = sorted(every[:limit], key=lambda each: (each.published.moment, each.id), reverse=True)
            assert store.latest(limit=limit, sources=None if source is None else [source]) == tuple(last)
