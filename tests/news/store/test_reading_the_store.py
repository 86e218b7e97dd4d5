from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from news.article import Article, Precision, Provenance, Published
from news.errors import StoreError
from news.store import Store

Make = Callable[..., Article]
HOUR = timedelta(hours=1)


def dated(moment: datetime) -> Published:
    return Published(moment=moment, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)


@pytest.fixture
def ids(store: Store, make: Make, noon: datetime) -> dict[int, str]:
    """Articles 1 to 4, the higher the later published; 2 and 4 are of vn-b, 4 has no date and was seen last."""
    found = {}
    for number in (3, 1, 2, 4):
        published = dated(noon - (10 - number) * HOUR) if number < 4 else None
        article = make(number, source="vn-b" if number % 2 == 0 else "vn-a", published=published)
        found[number] = store.keep(article, now=noon).id
    return found


def withdraw(store: Store, article_id: str, now: datetime) -> None:
    store.missing(article_id, now=now, confirm_after=timedelta(0))
    assert store.missing(article_id, now=now, confirm_after=timedelta(0))


def test_the_newest_come_first(store: Store, ids: dict[int, str]) -> None:
    assert [stored.id for stored in store.newest(limit=9)] == [ids[number] for number in (4, 3, 2, 1)]
    assert [stored.id for stored in store.newest(limit=2)] == [ids[4], ids[3]]
    assert [stored.id for stored in store.newest(sources=["vn-a"], limit=9)] == [ids[3], ids[1]]
    assert len(store.newest(sources=["vn-a", "vn-b"], limit=9)) == 4
    assert store.newest(sources=[], limit=9) == ()
    assert store.newest(limit=0) == ()


def test_a_list_goes_on_where_it_ended(store: Store, make: Make, noon: datetime) -> None:
    for number in range(10):
        store.keep(make(number, published=dated(noon if number < 6 else noon - HOUR)), now=noon)
    whole = store.newest(limit=99)
    pages = [store.newest(limit=4)]
    for _ in range(2):
        last = pages[-1][-1]
        pages.append(store.newest(limit=4, before=(last.published.moment, last.id)))
    assert [stored for page in pages for stored in page] == list(whole)
    assert store.newest(limit=4, before=(whole[-1].published.moment, whole[-1].id)) == ()


def test_articles_of_one_moment_stay_in_one_order(store: Store, make: Make, noon: datetime) -> None:
    kept = [store.keep(make(number, published=dated(noon)), now=noon).id for number in range(20)]
    assert [stored.id for stored in store.newest(limit=99)] == sorted(kept, reverse=True)


def test_what_the_last_edit_changed(store: Store, make: Make, noon: datetime) -> None:
    edited, plain = (store.keep(make(number), now=noon).id for number in (1, 2))
    assert store.edit_notes([edited, plain]) == {}
    store.keep(replace(make(1), title="Một tít khác hẳn"), now=noon + HOUR)
    assert store.edit_notes([edited, plain, "nobody"]) == {edited: store.revisions(edited)[-1].note}
    assert store.edit_notes([edited])[edited].startswith("title")


def test_withdrawn_articles_are_newest_only_when_asked_for(store: Store, ids: dict[int, str], noon: datetime) -> None:
    withdraw(store, ids[4], noon)
    assert [stored.id for stored in store.newest(limit=9)] == [ids[3], ids[2], ids[1]]
    shown = store.newest(limit=9, include_withdrawn=True)
    assert (shown[0].id, shown[0].withdrawn) == (ids[4], noon)
    assert (store.counts().articles, store.counts().withdrawn) == (4, 1)


def test_every_article_is_streamed_in_order_of_arrival(store: Store, ids: dict[int, str], make: Make, noon: datetime) -> None:
    withdraw(store, ids[1], noon)
    assert [stored.id for stored in store.articles()] == [ids[number] for number in (3, 1, 2, 4)]
    assert [stored.id for stored in store.articles(source="vn-b")] == [ids[2], ids[4]]
    assert list(store.articles(source="vn-c")) == []
    more = store.keep_all([make(number) for number in range(100, 600)], now=noon)
    assert [stored.id for stored in store.articles(source="vn-a")][2:] == [kept.id for kept in more]


def test_streaming_keeps_no_transaction_open(store: Store, ids: dict[int, str], make: Make, noon: datetime) -> None:
    streamed = store.articles()
    assert next(streamed).id == ids[3]
    late = [kept.id for kept in store.keep_all([make(number) for number in range(100, 400)], now=noon)]
    assert [stored.id for stored in streamed][3:] == late


def test_articles_by_id(store: Store, ids: dict[int, str]) -> None:
    assert set(store.articles_by_id([ids[1], "vn-a-unknown", ids[2]])) == {ids[1], ids[2]}
    assert store.article("vn-a-unknown") is None
    assert store.revisions("vn-a-unknown") == ()


def test_known_answers_in_the_words_asked(store: Store, ids: dict[int, str]) -> None:
    assert ids
    asked = ["a.vn n1", "http://www.a.vn/tin-3.html?fbclid=1", "a.vn n9", "b.vn n2"]
    assert store.known("vn-a", asked) == {"a.vn n1", "http://www.a.vn/tin-3.html?fbclid=1"}
    assert store.known("vn-a", []) == frozenset()


def test_a_page_must_be_missing_twice(store: Store, ids: dict[int, str], noon: datetime) -> None:
    def gone(hours: float) -> bool:
        return store.missing(ids[1], now=noon + hours * HOUR, confirm_after=24 * HOUR)

    assert [gone(1), gone(2), gone(24.9)] == [False, False, False]
    stored = store.article(ids[1])
    assert stored is not None
    assert stored.withdrawn is None
    assert gone(25)
    assert not gone(26)
    stored = store.article(ids[1])
    assert stored is not None
    assert stored.withdrawn == noon + 25 * HOUR


@pytest.mark.parametrize("how", ["kept", "unchanged"])
def test_a_sight_in_between_starts_over(store: Store, ids: dict[int, str], make: Make, noon: datetime, how: str) -> None:
    store.missing(ids[1], now=noon, confirm_after=HOUR)
    if how == "kept":
        stored = store.article(ids[1])
        assert stored is not None
        store.keep(stored.article, now=noon + HOUR)
    else:
        store.checked([ids[1]], now=noon + HOUR, there=True)
    assert not store.missing(ids[1], now=noon + 2 * HOUR, confirm_after=HOUR)
    assert store.missing(ids[1], now=noon + 3 * HOUR, confirm_after=HOUR)


def test_an_unknown_article_cannot_be_missing(store: Store, noon: datetime) -> None:
    with pytest.raises(StoreError, match="no article has the id 'vn-a-x'"):
        store.missing("vn-a-x", now=noon, confirm_after=HOUR)


def test_rechecks_go_round(store: Store, make: Make, noon: datetime) -> None:
    ids = [store.keep(make(number), now=noon + number * HOUR).id for number in range(5)]
    address = [f"https://a.vn/tin-{number}.html" for number in range(5)]

    def queue(limit: int = 9) -> list[str]:
        return list(store.rechecks("vn-a", seen_after=noon, limit=limit))

    assert queue() == address[1:]
    assert queue(2) == address[1:3]
    store.keep(make(1), now=noon + 6 * HOUR)
    store.checked([ids[2]], now=noon + 7 * HOUR, there=False)
    store.missing(ids[3], now=noon + 8 * HOUR, confirm_after=HOUR)
    assert queue() == [address[number] for number in (4, 1, 2, 3)]
    withdraw(store, ids[4], noon + 9 * HOUR)
    assert queue() == [address[number] for number in (1, 2, 3)]
    assert store.rechecks("vn-b", seen_after=noon, limit=9) == ()


def test_a_page_that_could_not_be_asked_was_not_seen(store: Store, ids: dict[int, str], noon: datetime) -> None:
    store.checked([ids[1]], now=noon + HOUR, there=False)
    store.checked([ids[2]], now=noon + HOUR, there=True)
    seen = store.articles_by_id([ids[1], ids[2]])
    assert [seen[ids[number]].last_seen for number in (1, 2)] == [noon, noon + HOUR]
