from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article, Precision, Provenance, Published
from news.offer import GIVEN_UP, WAITS, Cursor, Offer, OpenOffer
from news.store import Store

Make = Callable[..., Article]
LISTING = "https://a.vn/tin"


def named(number: int, published: Published | None = None) -> Offer:
    return Offer(name=f"a.vn n{number}", url=f"https://a.vn/tin-{number}.html", published=published)


def day(number: int) -> Published:
    return Published(moment=datetime(2026, 2, number, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.LISTING)


def test_what_is_named_is_fresh_once_and_wanted_until_it_is_read(store: Store, noon: datetime, make: Make) -> None:
    wanted, fresh = store.offers.remember("vn-a", [named(1), named(2, day(3))], now=noon)
    assert wanted == fresh == (named(1), named(2, day(3)))
    wanted, fresh = store.offers.remember("vn-a", [named(2), named(3)], now=noon + timedelta(hours=1))
    assert fresh == (named(3),)
    assert {each.name for each in wanted} == {named(2).name, named(3).name}
    store.keep(make(3), now=noon, offered=named(3).name)
    assert store.offers.due("vn-a", now=noon, limit=10) == (named(1), named(2, day(3)))
    assert store.offers.due("vn-a", now=noon, limit=1) == (named(1),)
    assert store.offers.due("vn-b", now=noon, limit=10) == ()


def test_an_article_is_no_offer_any_more_by_any_of_its_names(store: Store, noon: datetime, make: Make) -> None:
    article = make(7)
    other = Offer(name="a.vn n8", url="https://a.vn/tin-8.html")
    store.offers.remember("vn-a", [Offer(name=article.key, url=article.url), other], now=noon)
    store.keep(article, now=noon, asked=other.url, offered=other.name)
    assert store.offers.unread("vn-a") == ()
    assert store.offers.remember("vn-a", [other], now=noon) == ((), ()), "its address leads to an article that is known"


def test_an_offer_comes_with_the_place_it_was_found_at_or_not_at_all(store: Store, noon: datetime) -> None:
    place = Cursor(listing=LISTING, next=LISTING + "?p=3", pages=2)
    told: list[bool] = []

    def reached(fresh: bool) -> Cursor:
        told.append(fresh)
        return place

    store.offers.remember("vn-a", [named(1)], now=noon, place=reached)
    assert store.offers.cursor("vn-a", LISTING) == place
    store.offers.remember("vn-a", [named(1)], now=noon, place=reached)
    assert told == [True, False]

    def fails(fresh: bool) -> Cursor:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.offers.remember("vn-a", [named(2)], now=noon, place=fails)
    assert [each.offer for each in store.offers.unread("vn-a")] == [named(1)]


def test_a_cursor_moves_and_stands_for_one_listing_of_one_source(store: Store, noon: datetime) -> None:
    store.offers.move("vn-a", Cursor(listing=LISTING, next=LISTING + "?p=9", pages=8), now=noon)
    end = Cursor(listing=LISTING, next=None, pages=9)
    store.offers.move("vn-a", end, now=noon)
    assert store.offers.cursor("vn-a", LISTING) == end
    assert store.offers.cursor("vn-a", LISTING + "/khac") is None
    assert store.offers.cursor("vn-b", LISTING) is None


def test_what_is_gone_twice_a_day_apart_is_given_up_but_not_forgotten(store: Store, noon: datetime) -> None:
    store.offers.remember("vn-a", [named(1)], now=noon)
    store.offers.failed("vn-a", named(1).name, "answers\n404", now=noon, gone=True)
    (offer,) = store.offers.unread("vn-a")
    assert offer.error == "gone: answers 404"
    assert not offer.due(noon + timedelta(hours=23))
    store.offers.failed("vn-a", named(1).name, "answers 404", now=noon + timedelta(hours=2), gone=True)
    assert store.offers.count("vn-a") == 1, "twice within a day may be one fault"
    store.offers.failed("vn-a", named(1).name, "answers 404", now=noon + timedelta(days=2), gone=True)
    assert store.offers.count("vn-a") == 0
    much_later = noon + timedelta(days=999)
    assert store.offers.remember("vn-a", [named(1)], now=much_later) == ((), ())
    assert store.offers.due("vn-a", now=much_later, limit=10) == ()
    assert [each.given_up for each in store.offers.unread("vn-a")] == [True]
    store.offers.failed("vn-a", "a.vn n99", "answers 404", now=noon)
    assert len(store.offers.unread("vn-a")) == 1, "what was never offered is not remembered"


def test_the_store_and_the_offer_agree_on_when_it_is_due(store: Store, noon: datetime) -> None:
    store.offers.remember("vn-a", [named(1)], now=noon)
    for _ in range(GIVEN_UP):
        store.offers.failed("vn-a", named(1).name, "ill", now=noon)
        (offer,) = store.offers.unread("vn-a")
        for after in (*WAITS, timedelta(days=7), timedelta(days=700)):
            for moment in (noon + after, noon + after - timedelta(seconds=1)):
                assert bool(store.offers.due("vn-a", now=moment, limit=1)) == offer.due(moment)


@given(attempts=st.integers(0, GIVEN_UP), seconds=st.integers(0, 10**8), more=st.integers(0, 10**8))
def test_what_is_due_stays_due(attempts: int, seconds: int, more: int) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    offer = OpenOffer(offer=named(1), first_offered=begin, last_offered=begin, attempts=attempts, tried=begin)
    first, second = (begin + timedelta(seconds=each) for each in (seconds, seconds + more))
    assert offer.due(second) or not offer.due(first)


def test_the_oldest_article_is_the_oldest_that_is_dated(store: Store, noon: datetime, make: Make) -> None:
    assert store.oldest("vn-a") is None
    store.keep(make(1), now=noon - timedelta(days=900))
    assert store.oldest("vn-a") is None
    store.keep_all([(make(2, published=day(3)), None), (make(3, published=day(2)), None)], now=noon)
    assert store.oldest("vn-a") == day(2).moment
