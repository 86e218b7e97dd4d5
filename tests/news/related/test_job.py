from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.article import Article, Link, Paragraph, Precision, Provenance, Published
from news.related.job import relate
from news.related.lists import SHOWN
from news.related.relation import Reason, Relation
from news.source import Source
from news.store import Store
from tests.postgresql import Server

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCES = [
    Source(id=f"vn-{name}", title=name, homepage=f"https://{name}.example/", listings=(f"https://{name}.example/tin",))
    for name in ("tan-ky", "phu-loc")
]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'loa.sqlite3'}"
        if request.param == "postgresql":
            server: Server = request.getfixturevalue("postgresql")
            url = stack.enter_context(server.database())
        opened = stack.enter_context(Store.open(url))
        for source in SOURCES:
            opened.keep_source(source, now=NOW)
        yield opened


def article(key: str, title: str, *text: str, source: str = "vn-tan-ky", day: int = 0) -> Article:
    return Article(
        source=source,
        url=f"https://{source[3:]}.example/{key}.html",
        key=key,
        title=title,
        body=tuple(Paragraph(text=each) for each in text),
        published=Published(moment=NOW + day * DAY, precision=Precision.DAY, provenance=Provenance.VISIBLE),
    )


START = article(
    "1", "Khởi công cầu Suối Mây", "Sáng nay xã Tân Kỳ khởi công cầu Suối Mây do Công ty Bình Minh thi công trong chín tháng."
)
LATER = article(
    "2", "Cầu Suối Mây sắp thông xe", "Cầu Suối Mây ở xã Tân Kỳ đã hợp long, Công ty Bình Minh đang thảm nhựa.", day=40
)
OTHER = article("3", "Tập huấn trồng nấm rơm", "Hội Nông dân mở lớp dạy nghề cho ba mươi học viên của bốn thôn vùng cao.", day=1)
PRINTED = replace(START, source="vn-phu-loc", key="9", url="https://phu-loc.example/9.html", title="Tân Kỳ xây cầu mới")


def keep(store: Store, *articles: Article, after: timedelta = timedelta()) -> list[str]:
    return [store.keep(each, now=NOW + after).id for each in articles]


def links(store: Store, article_id: str) -> dict[str, Relation]:
    return {each.other: each for each in store.relations.of([article_id])[article_id]}


def relate_all(store: Store) -> None:
    while relate(store).related:
        pass


def test_a_new_article_gets_its_links_and_the_older_one_gains_it(store: Store) -> None:
    start, other = keep(store, START, OTHER)
    relate_all(store)
    (later,) = keep(store, LATER)
    report = relate(store)
    assert (report.related, report.changed) == (1, 1)
    assert set(links(store, later)) == {start}
    assert set(links(store, start)) == {later}
    assert "Suối Mây" in links(store, start)[later].evidence
    assert not links(store, other)


def test_relating_marks_nothing_as_edited_and_happens_once(store: Store) -> None:
    ids = keep(store, START, LATER, OTHER)
    before = store.articles_by_id(ids)
    assert relate(store, limit=2).related == 2
    assert relate(store, limit=2).related == 1
    assert relate(store).related == 0
    assert store.articles_by_id(ids) == before


def test_an_edited_article_is_related_again_and_old_links_to_it_go(store: Store) -> None:
    start, later = keep(store, START, LATER)
    relate_all(store)
    rewritten = replace(
        LATER, title="Lịch tiêm phòng dại", body=(Paragraph(text="Trạm thú y hẹn bà con mang chó mèo đến tiêm."),)
    )
    keep(store, rewritten, after=DAY)
    assert relate(store).related == 1
    assert not links(store, later)
    assert not links(store, start)
    keep(store, LATER, after=2 * DAY)
    relate_all(store)
    assert set(links(store, start)) == {later}


def test_withdrawn_articles_are_left_out_until_they_are_back(store: Store) -> None:
    (start,) = keep(store, START)
    relate_all(store)
    store.missing(start, now=NOW + DAY, confirm_after=timedelta(hours=1))
    assert store.missing(start, now=NOW + 2 * DAY, confirm_after=timedelta(hours=1))
    (later,) = keep(store, LATER, after=3 * DAY)
    relate_all(store)
    assert not links(store, later)
    keep(store, START, after=4 * DAY)
    relate_all(store)
    assert set(links(store, later)) == {start}


def test_what_the_editor_chose_comes_first_and_other_news_never(store: Store) -> None:
    chosen = Link(title="Nấm", url="http://www.tan-ky.example/3.html?utm_source=zalo")
    unknown = Link(title="Xa", url="https://tan-ky.example/77.html")
    below = Link(title="Khác", url="https://tan-ky.example/4.html")
    start, other, rest = keep(store, START, OTHER, article("4", "Giá lúa tăng", "Thương lái đến tận ruộng mua với giá cao."))
    (later,) = keep(store, replace(LATER, listed=(chosen, unknown), other_news=(below,)))
    relate_all(store)
    first, second = store.relations.of([later])[later]
    assert (first.other, first.reason, first.score) == (other, Reason.LISTED, 1.0)
    assert second.other == start
    assert rest not in links(store, later)
    assert not links(store, other)


def test_an_editors_choice_outlives_an_edit_of_what_was_chosen(store: Store) -> None:
    _, other = keep(store, START, OTHER)
    (later,) = keep(store, replace(LATER, listed=(Link(title="Nấm", url=OTHER.url),)))
    relate_all(store)
    keep(store, replace(OTHER, title="Tập huấn trồng nấm sò"), after=DAY)
    relate_all(store)
    assert links(store, later)[other].reason is Reason.LISTED


def test_a_copy_by_another_source_is_called_one(store: Store) -> None:
    start, printed = keep(store, START, PRINTED)
    relate_all(store)
    assert links(store, start)[printed].reason is Reason.COPY
    assert links(store, printed)[start].reason is Reason.COPY


def test_lists_stay_short_and_hold_the_best(store: Store) -> None:
    works = (
        "dựng lán",
        "đúc dầm",
        "lao dầm",
        "đổ mố",
        "rải nhựa",
        "lắp lan can",
        "sơn kẻ",
        "thử tải",
        "gắn đèn",
        "trồng cây",
        "dọn bãi",
        "đón khách",
    )
    keep(store, *(article(f"n{number}", f"Tập huấn nghề số {number}", f"Lớp thứ {number} đã mở.") for number in range(40)))
    keep(store, *(article(f"c{work}", f"Công nhân {work} ở cầu Suối Mây", f"Hôm nay là ngày {work}.") for work in works))
    relate_all(store)
    for stored in store.articles():
        if "Suối Mây" in stored.article.title:
            found = store.relations.of([stored.id])[stored.id]
            assert 0 < len(found) <= SHOWN
            assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
            assert all("Suối Mây" in each.evidence for each in found)


def test_links_are_the_same_however_the_work_is_cut(tmp_path: Path) -> None:
    found = []
    for limit, seconds in ((1, 9.0), (50, 999.0), (50, 0.0)):
        with Store.open(f"sqlite:///{tmp_path}/{limit}-{seconds}.sqlite3") as store:
            for source in SOURCES:
                store.keep_source(source, now=NOW)
            ids = keep(store, START, OTHER, LATER, PRINTED)
            while related := relate(store, limit=limit, seconds=seconds).related:
                assert related == 1 or seconds
            found.append(store.relations.of(ids))
    assert found[0] == found[1] == found[2]
