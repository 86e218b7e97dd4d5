"""Feeds of searches by address: made from the store when somebody asks, with everything a published feed has."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, urlencode

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.publish import FeedOptions
from feeds.question import Question, read_question
from feeds.searching import render_search, search_feed
from feeds.variant import Variant
from feeds.web.answer import Answer
from feeds.web.app import Serving, create_app
from feeds.web.limits import ClientLimit
from feeds.web.request import Request
from feeds.web.search import MAX_WAITING, SearchRoute
from news import clock, places
from news.article import Paragraph, Precision, Provenance, Published
from news.errors import QueryError, StoreError
from news.store import Store
from tests.feeds.conftest import BASE, NOW, make_article, make_source, minute
from tests.feeds.web.serving import Answer as Answered
from tests.feeds.web.serving import Client, served

HUB = "https://hub.example/"


@pytest.fixture
def full(store: Store) -> Store:
    for number in range(8):
        body = (Paragraph(text=f"Cầu Cửa Lục đoạn {number} thông xe."),)
        store.keep(
            make_article(
                str(number), "ha-long" if number % 2 else "bach-khe", body=body, published=minute(2026, 11, 1 + number, 2)
            ),
            now=NOW,
        )
    store.keep(make_article("old", body=(Paragraph(text="Cầu Cửa Lục khởi công."),), published=minute(2019, 1, 1, 2)), now=NOW)
    return store


@pytest.fixture
def ask(full: Store, options: FeedOptions) -> Iterator[Client]:
    def make(question: Question, variant: Variant, kind: str) -> bytes:
        feed = search_feed(full, question, options, now=clock.now())
        return render_search(feed, question, variant, kind)

    with served(
        create_app(options.public_dir, Serving(public_url=BASE, hub=HUB), routes=[SearchRoute(make, limit=ClientLimit(0))])
    ) as client:
        yield client


def before(**parts: int) -> Published:
    """So long before NOW."""
    return Published(moment=NOW - timedelta(**parts), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)


def titles(body: bytes) -> list[str]:
    return [item["title"] for item in json.loads(body)["items"]]


def test_what_matches_comes_newest_first_in_every_format_and_variant(ask: Client) -> None:
    query = urlencode({"q": "cua luc", "source": "vn-ha-long"})
    answer = ask(f"/search/feed.json?{query}")
    assert answer.status == 200
    assert titles(answer.body) == [f"Khánh thành trường mầm non số {key}" for key in ("7", "5", "3", "1", "old")]
    assert json.loads(answer.body)["feed_url"] == f"{BASE}search/feed.json?q=cua+luc&source=vn-ha-long"
    ids = {item["id"] for item in json.loads(answer.body)["items"]}
    for kind, media_type in (("rss", "application/rss+xml"), ("atom", "application/atom+xml")):
        for variant in ("feed", "summary", "steady"):
            made = ask(f"/search/{variant}.{kind}?{query}")
            assert made["Content-Type"] == f"{media_type}; charset=utf-8"
            own = f"{BASE}search/{variant}.{kind}?q=cua+luc&source=vn-ha-long"
            assert made.headers.get_all("Link") == [f'<{own}>; rel="self"']
            parsed = feedparser.parse(made.body)
            assert not parsed.bozo
            assert {entry.id for entry in parsed.entries} == ids
            assert {entry.source.title for entry in parsed.entries} == {"Cổng thông tin ha-long"}
            assert own in {link.href for link in parsed.feed.links if link.rel == "self"}
            again = ask(f"/search/{variant}.{kind}?{query}", If_None_Match=made["ETag"])
            assert (again.status, again.body) == (304, b"")
            assert ask(f"/search/{variant}.{kind}?{query}", "HEAD").body == b""


def test_the_same_question_is_the_same_document_however_it_is_spelled(ask: Client) -> None:
    one = ask("/search/feed.atom?q=cua%20luc&source=vn-ha-long&source=vn-bach-khe&page=3")
    other = ask("/search/feed.atom?source=vn-bach-khe&q=+cua++luc&source=vn-ha-long&source=vn-ha-long")
    assert (one.status, one.body, one["ETag"]) == (200, other.body, other["ETag"])


def test_a_withdrawn_article_is_taken_back(full: Store, options: FeedOptions) -> None:
    question = read_question("q=cua+luc&source=vn-ha-long")
    gone = search_feed(full, question, options, now=NOW).entries[1].article_id
    for hours in (1, 30):
        full.missing(gone, now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    feed = search_feed(full, question, options, now=NOW + timedelta(hours=31))
    assert [entry.article_id for entry in feed.entries if entry.withdrawn] == [gone]
    assert b"deleted-entry" in render_search(feed, question, Variant.FULL, "atom")
    marked = [title for title in titles(render_search(feed, question, Variant.FULL, "json")) if title.startswith("[Đã gỡ]")]
    assert len(marked) == 1


def test_whatever_changes_in_a_feed_is_told_to_who_asks_by_tag_or_by_date(
    full: Store, ask: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.web.search.KEPT_SECONDS", 0.0)
    address = "/search/feed.atom?q=cua+luc"

    def statuses(known: Answered) -> tuple[int, int, int]:
        tag, date = known["ETag"], known["Last-Modified"]
        by_tag, by_date = ask(address, If_None_Match=tag), ask(address, If_Modified_Since=date)
        # A tag that is sent decides alone (RFC 9110, section 13.1.3).
        return (
            by_tag.status,
            by_date.status,
            ask(address, If_None_Match=tag, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status,
        )

    first = ask(address)
    assert statuses(first) == (304, 304, 304)
    gone = next(stored.id for stored in full.articles() if stored.article.key == "3")
    for hours in (1, 30):
        full.missing(gone, now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    second = ask(address)
    assert b"deleted-entry" in second.body
    assert statuses(first) == (200, 200, 200)
    assert statuses(second) == (304, 304, 304)
    full.keep(make_article("late", body=(Paragraph(text="Cầu Cửa Lục có tên."),), published=minute(2019, 1, 2, 2)), now=NOW)
    assert statuses(second) == (200, 200, 200)
    assert statuses(ask(address)) == (304, 304, 304)


def test_a_search_that_finds_nothing_is_an_empty_feed(ask: Client) -> None:
    answer = ask("/search/feed.rss?q=kh%C3%B4ngc%C3%B3g%C3%AC")
    assert answer.status == 200
    assert feedparser.parse(answer.body).entries == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%20",
        "q=-a",
        "q=%ff",
        "q=a&source=vn-nobody",
        "q=a&place=Atlantis",
        "q=" + "a" * 2001,
        "q=a&" + "source=x&" * 30,
        "x=1",
    ],
)
def test_a_bad_question_is_told_so(ask: Client, query: str) -> None:
    answer = ask(f"/search/feed.rss?{query}")
    assert answer.status == 400
    assert answer.body.startswith(b"Bad query: ")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"


def test_other_addresses_are_not_searches(ask: Client) -> None:
    for path in (
        "/search/feed.xml?q=a",
        "/search/feed.rss/?q=a",
        "/searching/feed.rss?q=a",
        "/search/?q=a",
        "/search/archive.atom?q=a",
    ):
        assert ask(path).status == 404
    assert ask("/search/feed.rss?q=" + quote("a" * 5000)).status == 414
    assert ask("/search/feed.rss?q=a", "POST").status == 405


def test_places_by_id_code_and_name(store: Store, options: FeedOptions) -> None:
    ward = places.find("Phường Hạ Long", "vn")[0]
    store.keep_source(replace(make_source("phuong"), place=ward), now=NOW)
    store.keep(make_article("1", "phuong"), now=NOW)
    store.keep(make_article("2"), now=NOW)
    for name in (ward.id, ward.code, "ha long", ward.parent):
        assert name
        feed = search_feed(store, read_question(urlencode({"q": "mầm non", "place": name})), options, now=NOW)
        assert [entry.link for entry in feed.entries] == ["https://phuong.example/tin/bai-1.html"]
    with pytest.raises(QueryError):
        search_feed(store, read_question("q=a&place=vn/nowhere"), options, now=NOW)


def test_the_newest_are_there_however_many_older_ones_tell_more_of_it(store: Store, ask: Client) -> None:
    passing = (Paragraph(text="Nhân dịp này, lãnh đạo phường đi thăm lễ hội. " + "Rồi về nhà, ăn cơm với gia đình. " * 40),)
    store.keep_all([make_article(f"n{hour}", body=passing, published=before(hours=hour)) for hour in (1, 2, 3)], now=NOW)
    busy = [make_article(f"f{n}", title=f"Lễ hội số {n}", body=(), published=before(days=2, minutes=n)) for n in range(600)]
    rest = [make_article(f"r{n}", title="Tin khác", body=(), published=before(days=3, minutes=n)) for n in range(700)]
    store.keep_all([*busy, *rest], now=NOW)
    for query in ("l%E1%BB%85+h%E1%BB%99i", "le+hoi"):
        found = json.loads(ask(f"/search/feed.json?q={query}").body)["items"]
        assert [item["url"].rpartition("-")[2] for item in found[:5]] == [f"{key}.html" for key in ("n1", "n2", "n3", "f0", "f1")]


def test_what_is_typed_with_accents_is_a_feed_of_just_that(store: Store, ask: Client) -> None:
    texts = {"storm": "Tin về bão số 9", "paper": "Báo ngày mai", "care": "Bảo vệ rừng", "plain": "Tin bao so 9"}
    for hour, (key, title) in enumerate(texts.items()):
        store.keep(make_article(key, title=title, body=(), published=before(hours=hour)), now=NOW)
    assert titles(ask("/search/feed.json?q=b%C3%A3o").body) == ["Tin về bão số 9"]
    assert titles(ask("/search/feed.json?q=b%C3%A0o").body) == []
    assert titles(ask("/search/feed.json?q=bao").body) == list(texts.values())


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=4))
def test_any_question_is_read_or_refused_and_read_again_the_same(words: str, names: list[str]) -> None:
    pairs = [("q", words), *(("source", name) for name in names), *(("place", name) for name in names)]
    try:
        question = read_question(urlencode(pairs, errors="surrogatepass"))
    except QueryError:
        return
    assert read_question(question.query) == question
    assert question.query.isascii()


class Counting:
    """Makes documents when it is let."""

    def __init__(self) -> None:
        self.made = 0
        self.gate = threading.Event()

    def __call__(self, question: Question, variant: Variant, kind: str) -> bytes:
        assert self.gate.wait(10)
        self.made += 1
        if question.words == "broken":
            raise StoreError("no index")
        return f"{question.words}.{kind}".encode()


def request(words: str, peer: str = "192.0.2.1") -> Request:
    return Request(method="GET", path="/search/feed.rss", query=f"q={words}", headers={}, peer=peer)


def test_many_that_ask_the_same_are_one_search_and_too_many_wait() -> None:
    async def story() -> None:
        make = Counting()
        route = SearchRoute(make, limit=ClientLimit(0))
        same = [asyncio.create_task(route(request("a"))) for _ in range(9)]
        others = [asyncio.create_task(route(request(f"b{number}"))) for number in range(MAX_WAITING)]
        await asyncio.sleep(0.05)
        make.gate.set()
        assert len({id(await each) for each in same}) == 1
        statuses = [getattr(await each, "status", 200) for each in others]
        assert statuses == [200] * (MAX_WAITING - 1) + [503]
        assert make.made == MAX_WAITING
        assert await route(request("a")) is same[0].result()
        assert make.made == MAX_WAITING

    asyncio.run(story())


def test_each_client_has_so_many_searches_and_what_is_kept_is_free() -> None:
    async def story() -> None:
        make = Counting()
        make.gate.set()
        route = SearchRoute(make, limit=ClientLimit(2))
        statuses = [getattr(await route(request(words)), "status", 200) for words in ("a", "b", "a", "c", "b", "d")]
        assert statuses == [200, 200, 200, 429, 200, 429]
        assert getattr(await route(request("c", "192.0.2.2")), "status", 200) == 200
        refused = await route(request("e"))
        assert isinstance(refused, Answer)
        assert int(dict(refused.headers)["Retry-After"]) in range(1, 61)

    asyncio.run(story())


def test_a_store_that_cannot_be_searched_is_no_fault_of_the_client() -> None:
    async def story() -> None:
        make = Counting()
        make.gate.set()
        answer = await SearchRoute(make, limit=ClientLimit(0))(request("broken"))
        assert getattr(answer, "status", 0) == 503

    asyncio.run(story())
