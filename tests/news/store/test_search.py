from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.article import Article, Attachment, Figure, Paragraph, Precision, Provenance, Published
from news.errors import NewsError, QueryError, StoreError
from news.search.hit import MOST, Found
from news.source import Source
from news.store import Store, pruning
from news.store.search import finding, rebuild

Make = Callable[..., Article]
HOUR = timedelta(hours=1)
TITLES = {
    1: "Thành phố Hạ Long đón khách",
    2: "Hà Lòng không phải nơi này",
    3: "ha long viet khong dau",
    4: "Hoà giải ở cơ sở",
    5: "河内市召开会议",
    6: "Mưa lũ ở Hạ Long",
    7: "Mua bán ở Hạ Long",
    8: "ข่าวไทยวันนี้",
}


@pytest.fixture
def full(store: Store, make: Make, noon: datetime) -> Store:
    store.keep_all([make(number, title=title, body=()) for number, title in TITLES.items()], now=noon)
    return store


def numbers(found: Found) -> list[int]:
    return [int(hit.article.article.key.rpartition("n")[2]) for hit in found.hits]


def hits(store: Store, query: str) -> set[int]:
    return set(numbers(store.search(query, limit=50)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ha long", {1, 2, 3, 6, 7}),
        ("HẠ LONG", {1, 2, 3, 6, 7}),
        (unicodedata.normalize("NFD", "Hạ Long"), {1, 2, 3, 6, 7}),
        ('"long ha"', set()),
        ('"o ha long"', {6, 7}),
        ("hòa", {4}),
        ("HOÀ giai", {4}),
        ("don", {1}),
        ("đón", {1}),
        ("内市", {5}),
        ("市内", set()),
        ("ไทย", {8}),
        ("kha*", {1}),
        ("kh*", {1, 2, 3}),
        ("ha -mua", {1, 2, 3}),
        ("ha -mưa", {1, 2, 3, 7}),
        ('ha -"Hạ Long"', {2, 3}),
        ("ha -lo*", set()),
        ("ha -mưa -mua -thành", {2, 3}),
        ("khong-phai", {2}),
        ("không", {2, 3}),
        ("xyz", set()),
    ],
)
def test_a_query_finds(full: Store, query: str, found: set[int]) -> None:
    assert hits(full, query) == found
    assert full.search(query, limit=50).total == len(found)


def test_what_was_typed_with_diacritics_ranks_exact_matches_first(full: Store) -> None:
    found = full.search("Hạ Long", limit=50)
    assert [hit.exact for hit in found.hits] == [True, True, True, False, False]
    assert set(numbers(found)[:3]) == {1, 6, 7}
    assert all(hit.exact for hit in full.search("ha long", limit=50).hits)
    assert numbers(full.search("Hạ lo*", limit=3)) != []
    assert [hit.exact for hit in full.search("hạ*", limit=50).hits] == [True, True, True, False, False]


def test_what_is_typed_with_diacritics_is_excluded_only_as_typed(
    store: Store, make: Make, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep_all([make(number, title=("Mưa", "Mua", "Múa")[number % 3], body=()) for number in range(30)], now=noon)
    found = store.search("mua -mưa", limit=50)
    assert (found.total, {number % 3 for number in numbers(found)}) == (20, {1, 2})
    assert store.search("mua -mưa -múa", limit=5, offset=3).total == 10
    # Where too many would have to be looked at, whatever is spelled alike goes.
    monkeypatch.setattr(finding, "MOST", 30)
    assert store.search("mua -mưa", limit=5).total == 0


def test_exact_matches_come_first_across_pages(store: Store, make: Make, noon: datetime) -> None:
    store.keep_all([make(number, title=("Hạ", "Hà", "ha")[number % 3], body=()) for number in range(90)], now=noon)
    pages = [store.search("hạ", limit=7, offset=offset) for offset in range(0, 98, 7)]
    assert {page.total for page in pages} == {90}
    found = [hit for page in pages for hit in page.hits]
    assert [hit.exact for hit in found] == [True] * 30 + [False] * 60
    assert len({hit.article.id for hit in found}) == 90
    assert store.search("hạ", limit=5, offset=1000).hits == ()
    assert store.search("hạ", limit=0).total == 90


def test_a_title_counts_more_and_the_younger_comes_first(store: Store, make: Make, noon: datetime) -> None:
    def dated(number: int, days: int, **changes: object) -> Article:
        published = Published(moment=noon - timedelta(days=days), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
        return make(number, published=published, **changes)

    text = (Paragraph(text="Khai trương tuyến phố đi bộ ở trung tâm."),)
    store.keep_all(
        [
            dated(1, 300, title="Khai trương"),
            dated(2, 2, title="Tin", body=text),
            dated(3, 1, title="Tin", body=text),
            *(dated(number, 5, title="Chuyện khác") for number in range(4, 12)),
        ],
        now=noon,
    )
    assert numbers(store.search("khai truong", limit=5)) == [1, 3, 2]


def test_those_that_came_last_are_found_in_the_order_of_their_dates(store: Store, make: Make, noon: datetime) -> None:
    for number in range(1, 9):
        published = Published(moment=noon + number * HOUR, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
        store.keep(make(number, title="Hạ Long", body=(), published=published), now=noon + number * HOUR)
    ends = {9: noon.replace(hour=0), 10: noon + HOUR, 11: noon - timedelta(days=4)}
    for number, moment in ends.items():
        title = "Hạ Long" if number != 10 else "ha long"
        published = Published(moment=moment, precision=Precision.DAY, provenance=Provenance.VISIBLE)
        store.keep(make(number, title=title, body=(), published=published), now=noon + 9 * HOUR)

    def keys(query: str, limit: int) -> list[str]:
        return [each.article.key.rpartition("n")[2] for each in store.latest_found(query, limit=limit)]

    assert keys("Hạ Long", 3) == ["8", "7", "9"], "the ninth is dated by its day alone"
    assert keys("Hạ Long", 9) == ["8", "7", "6", "5", "4", "3", "2", "1", "9"]
    assert keys("ha long", 3) == ["8", "10", "9"]
    for limit in range(12):
        last = sorted(store.articles(), key=lambda each: (each.came, each.published.moment, each.id), reverse=True)[:limit]
        assert {each.id for each in store.latest_found("ha long", limit=limit)} == {each.id for each in last}
    assert store.latest_found("ha long", sources=[], limit=9) == store.latest_found("ha long", limit=0) == ()
    with pytest.raises(ValueError, match="negative"):
        store.latest_found("ha long", limit=-1)


def test_old_articles_that_arrive_last_hide_none_of_the_newest(
    store: Store, make: Make, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "AMONG", 3)
    dates = [noon, *(noon - timedelta(days=1000 + number) for number in range(9))]
    articles = [
        make(
            number,
            title="Hạ Long",
            body=(),
            published=Published(moment=moment, precision=Precision.MINUTE, provenance=Provenance.VISIBLE),
        )
        for number, moment in enumerate(dates)
    ]
    store.keep_all(articles, now=noon)
    assert [each.article.key for each in store.latest_found("ha long", limit=1)] == [articles[0].key]


@pytest.mark.parametrize(
    ("query", "found"),
    [("Hạ Long", {1, 6, 7}), ("ha long", {1, 2, 3, 6, 7}), ("Hà Lông", set()), ("hạ -mưa", {1, 7}), ('"Ở Hạ Long"', {6, 7})],
)
def test_the_newest_of_what_was_typed_with_diacritics_hold_just_that(full: Store, query: str, found: set[int]) -> None:
    assert {int(each.article.key.rpartition("n")[2]) for each in full.latest_found(query, limit=50)} == found


def test_equal_matches_keep_their_order(store: Store, make: Make, noon: datetime) -> None:
    store.keep_all([make(number, title="Giống nhau") for number in range(40)], now=noon)
    whole = numbers(store.search("giong nhau", limit=40))
    assert whole == sorted(whole, reverse=True)
    assert [number for at in range(0, 40, 9) for number in numbers(store.search("giong nhau", limit=9, offset=at))] == whole


def test_all_that_is_read_is_found(store: Store, make: Make, noon: datetime) -> None:
    article = make(
        title="Tiêu đề",
        lead="Dẫn nhập",
        body=(Paragraph(text="Đoạn văn"), Figure(image="https://a.vn/a.jpg", caption="Chú thích", credit="Tấn Phát")),
        attachments=(Attachment(url="https://a.vn/a.pdf", title="Kế hoạch 52/KH-UBND"),),
        authors=("Nguyễn Quyết",),
        organisations=("Báo Hải Phòng",),
    )
    store.keep(article, now=noon)
    for query in ("tieu de", "dan nhap", "doan van", "chu thich", "tan phat", "52/kh-ubnd", "nguyen quyet", "bao hai phong"):
        [hit] = store.search(f'"{query}"', limit=5).hits
        assert hit.article.article == article


def test_a_hit_shows_where_it_matches(full: Store, make: Make, noon: datetime) -> None:
    full.keep(make(9, title="Vịnh Hạ Long", body=(Paragraph(text="Mở đầu."), Paragraph(text="Khách đến Hạ Long."))), now=noon)
    [hit] = full.search('"hạ long" khách đến', limit=5).hits
    assert hit.snippet == "Khách đến Hạ Long."
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["Khách", "đến", "Hạ Long"]
    assert [hit.article.article.title[start:end] for start, end in hit.title_marks] == ["Hạ Long"]


def test_sources_narrow_a_search(store: Store, make: Make, noon: datetime) -> None:
    store.keep_all([make(1), make(2, source="vn-b")], now=noon)
    assert store.search("phuong", limit=5).total == 2
    assert numbers(store.search("phuong", limit=5, sources=["vn-b", "vn-b"])) == [2]
    assert store.search("phuong", limit=5, sources=()).total == 0
    assert store.search("phuong", limit=5, sources=["vn-c"]).hits == ()


def test_moments_narrow_a_search(store: Store, make: Make, noon: datetime) -> None:
    for number in range(4):
        published = Published(moment=noon + number * HOUR, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
        store.keep(make(number, published=published), now=noon)
    found = store.search("phuong", limit=9, since=noon + HOUR, until=noon + 3 * HOUR)
    assert set(numbers(found)) == {1, 2}
    with pytest.raises(ValueError, match="must be aware"):
        store.search("phuong", limit=9, since=noon.replace(tzinfo=None))


def test_days_are_those_of_each_source(store: Store, make: Make, noon: datetime) -> None:
    there = Source(id="jp-b", title="B", homepage="https://b.jp/", listings=("https://b.jp/",), timezone="Asia/Tokyo")
    store.keep_source(there, now=noon)
    # 2026-03-02 00:30 in Tokyo is 2026-03-01 22:30 in Ha Noi.
    at = Published(moment=datetime(2026, 3, 1, 15, 30, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
    store.keep_all([make(1, published=at), make(2, source="jp-b", published=at)], now=noon)
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    assert numbers(store.search("phuong", limit=9, until=first)) == [1]
    assert numbers(store.search("phuong", limit=9, since=second)) == [2]
    assert store.search("phuong", limit=9, since=first, until=second).total == 2
    assert store.search("phuong", limit=9, since=second, until=first).total == 0
    assert store.search("phuong", limit=9, since=date.min, until=date.max).total == 2


def test_days_in_a_store_without_sources_find_nothing(another: Callable[[], Store]) -> None:
    with another() as store:
        assert store.search("phuong", limit=9, since=date(2026, 3, 1)) == Found(total=0, hits=())


def test_an_edited_article_is_found_by_what_it_says_now(store: Store, make: Make, noon: datetime) -> None:
    store.keep(make(title="Trước kia"), now=noon)
    store.keep(make(title="Bây giờ"), now=noon + HOUR)
    store.keep(make(title="Bây giờ", body=(Paragraph(text="Các phường đã hòa giải 12 vụ việc. 9 lượt xem"),)), now=noon + HOUR)
    assert (hits(store, "truoc"), hits(store, "bay gio"), hits(store, "luot xem"), hits(store, "trước")) == (
        set(),
        {1},
        {1},
        set(),
    )


def test_a_withdrawn_article_is_not_found_until_it_is_back(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    for hours in (1, 2):
        store.missing(kept.id, now=noon + hours * HOUR, confirm_after=HOUR)
    assert store.search("phuong", limit=5) == Found(total=0, hits=())
    (hit,) = store.search("phuong", limit=5, include_withdrawn=True).hits
    assert hit.article.withdrawn == noon + 2 * HOUR
    store.keep(make(), now=noon + 3 * HOUR)
    assert hits(store, "phuong") == {1}


def test_a_pruned_article_is_not_found_and_leaves_no_words(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    store.keep(make(2, title="Chuyện khác", body=()), now=noon)
    for _ in range(2):
        with store.write() as connection:
            pruning.give_up(connection, [kept.id], now=noon)
    assert hits(store, "phuong") == hits(store, "phường") == set()
    assert hits(store, "chuyen") == {2}
    store.keep(make(title="Chuyện khác"), now=noon + HOUR)
    assert hits(store, "chuyen") == {2}
    for _ in rebuild(store):
        pass
    assert hits(store, "chuyen") == {2}


def test_nothing_is_indexed_of_a_batch_that_fails(store: Store, make: Make, noon: datetime) -> None:
    with pytest.raises(StoreError):
        store.keep_all((make(), make(source="vn-c")), now=noon)
    assert hits(store, "phuong") == set()
    store.keep(make(2), now=noon)
    assert hits(store, "phuong") == {2}


@pytest.mark.parametrize(
    "query",
    ['"', "((((", "a AND", "NOT", "a OR OR b", "NEAR(a, b)", "title: x", "^a", "a + b", "'; DROP TABLE articles; --", "\x00a",
     "a" * 100_000, "từ " * 10_000, '"' * 3000 + "a", "-a " * 3000 + "b", "a* " * 500, "\ud800 a", "a:b:c & | ! <-> \\ '"],
)  # fmt: skip
def test_hostile_queries_do_no_harm(full: Store, query: str) -> None:
    try:
        assert full.search(query, limit=5).total >= 0
    except NewsError as error:
        assert isinstance(error, QueryError)  # noqa: PT017 - what is not refused must be answered
    assert hits(full, "ha long")


QUERIES = st.one_of(st.text(max_size=40), st.text(alphabet="ahạđ long\"-*'()&|!:\\<>河\x00", max_size=30))


@given(query=QUERIES)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_is_answered_or_refused(full: Store, query: str) -> None:
    try:
        found = full.search(query, limit=3)
    except QueryError:
        return
    assert found.total >= len(found.hits)


def test_a_search_for_nothing_is_refused(full: Store) -> None:
    for query in ("", " ", "😀", "-ha", '""'):
        with pytest.raises(QueryError, match="nothing to search for"):
            full.search(query, limit=5)
    for limit, offset in ((-1, 0), (1, -1)):
        with pytest.raises(ValueError, match="must not be negative"):
            full.search("ha", limit=limit, offset=offset)


def test_beyond_the_bounds_the_latest_are_ranked_and_nobody_counts(
    store: Store, make: Make, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep_all([make(number) for number in range(60)], now=noon)
    monkeypatch.setattr(finding, "MOST", 30)
    monkeypatch.setattr(finding, "AMONG", 40)
    found = store.search("phuong", limit=50)
    assert (found.total, sorted(numbers(found))) == (30, list(range(30, 60)))
    assert store.search("phuong", limit=50, offset=31) == Found(total=30, hits=())
    assert MOST == 10_000
