from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.related.job import relate
from news.related.rebuilding import begin, rebuild
from news.related.relation import Relation
from news.related.story import Story
from news.related.telling import Tale
from news.source import Source
from news.store import Store, stories
from news.store.stories import Membership
from tests.postgresql import Server

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCES = [
    Source(id=f"vn-{name}", title=name, homepage=f"https://{name}.example/", listings=(f"https://{name}.example/tin",))
    for name in ("tan-ky", "phu-loc")
]
TITLES = (
    "Khởi công cầu Suối Mây", "Cầu Suối Mây hợp long", "Thảm nhựa mặt cầu Suối Mây", "Cầu Suối Mây sắp thông xe",
)  # fmt: skip
TEXTS = (
    "Sáng nay xã Tân Kỳ khởi công cầu Suối Mây, Công ty Bình Minh thi công, ông Lò Văn Pao giám sát trong chín tháng.",
    "Nhịp giữa vừa nối liền hai bờ, đại diện Công ty Bình Minh cùng ông Lò Văn Pao bắt tay ở xã Tân Kỳ.",
    "Lớp mặt đường dày bảy phân được Công ty Bình Minh rải trong đêm, bà con xã Tân Kỳ và ông Lò Văn Pao ra xem.",
    "Biển báo, lan can đã xong; Công ty Bình Minh mời ông Lò Văn Pao cắt băng, xã Tân Kỳ mở hội.",
)


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


def article(key: str, title: str, text: str, *, day: float = 0, source: str = "vn-tan-ky") -> Article:
    return Article(
        source=source,
        url=f"https://{source[3:]}.example/{key}.html",
        key=key,
        title=title,
        body=(Paragraph(text=text),),
        published=Published(moment=NOW + day * DAY, precision=Precision.MINUTE, provenance=Provenance.VISIBLE),
    )


BRIDGE = [article(f"b{at}", title, text, day=12 * at) for at, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))]
FILLING = [
    article(f"f{at}", f"{work} ở thôn {name}", f"{what} do bà {who} hướng dẫn tại thôn {name}.", day=at)
    for at, (work, what, name, who) in enumerate(
        (
            ("Tập huấn trồng nấm", "Lớp dạy nghề", "Khe Ngái", "Mùi"),
            ("Tiêm phòng đàn trâu", "Việc tiêm vắc xin", "Nà Lếch", "Sính"),
            ("Thi kéo co", "Hội thao mùa xuân", "Pù Đao", "Dín"),
            ("Phát gạo cứu đói", "Chuyến xe gạo", "Tà Mung", "Xay"),
            ("Sửa mái trường học", "Ngày công góp sức", "Hua Ná", "Pằng"),
            ("Khám mắt cho người già", "Buổi khám", "Phiêng Sa", "Chủ"),
            ("Đổi giống lúa nếp", "Chuyến giống mới", "Cốc Lùng", "Seo"),
            ("Dạy chữ buổi tối", "Lớp đọc viết", "Nậm Xé", "Lử"),
            ("Trồng hàng rào xanh", "Việc ươm cây", "Bó Mạ", "Quyền"),
            ("Diễn tập chữa cháy", "Bài tập dập lửa", "Pa Hốc", "Tếnh"),
        )
    )
]


def keep(store: Store, *articles: Article, after: timedelta = timedelta()) -> list[str]:
    ids = [store.keep(each, now=NOW + after).id for each in articles]
    while relate(store).related:
        pass
    return ids


def story_with(store: Store, article_id: str) -> Story:
    return store.stories.of([article_id])[article_id]


def test_articles_of_one_matter_form_a_story_as_they_come(store: Store) -> None:
    keep(store, *FILLING)
    first, second = keep(store, *BRIDGE[:2])
    story = story_with(store, first)
    assert story.id == f"story-{first}"
    assert (story.title, story.members) == (TITLES[0], (second, first))
    third, fourth = keep(store, *BRIDGE[2:])
    grown = story_with(store, fourth)
    assert (grown.id, grown.members) == (story.id, (fourth, third, second, first))
    assert [each.id for each in store.stories.newest(limit=9)] == [story.id]


def test_a_copy_joins_its_texts_story_but_makes_none(store: Store) -> None:
    keep(store, *FILLING)
    printed = replace(BRIDGE[0], source="vn-phu-loc", key="9", url="https://phu-loc.example/9.html")
    first, copy = keep(store, BRIDGE[0], printed)
    assert store.stories.of([first, copy]) == {}
    (second,) = keep(store, BRIDGE[1])
    story = story_with(store, copy)
    assert set(story.members) == {first, copy, second}
    assert len(story.copies) == 1


def test_weekly_briefings_form_no_story_not_even_through_another(store: Store) -> None:
    keep(store, *FILLING)
    titles = [f"UBND xã Tân Kỳ họp giao ban tuần {week}" for week in (9, 10, 11)]
    text = "Ông Lò Văn Pao chủ trì giao ban xã Tân Kỳ, nghe Công ty Bình Minh báo cáo cầu Suối Mây và việc đồng áng."
    briefings = keep(store, *(article(f"w{at}", title, f"{text} Tin {at}.", day=7 * at) for at, title in enumerate(titles)))
    keep(store, *BRIDGE)
    told = store.stories.of(briefings)
    assert len({each.id for each in told.values()}) == len(told)


def test_reports_of_different_years_form_no_story(store: Store) -> None:
    keep(store, *FILLING)
    reports = keep(
        store,
        *(
            article(f"y{year}", f"Xã Tân Kỳ: kết quả năm {year}", f"Năm {year} ông Lò Văn Pao báo cáo thu {at} tỷ.", day=365 * at)
            for at, year in enumerate((2024, 2025, 2026))
        ),
    )
    assert store.stories.of(reports) == {}


def test_an_article_rewritten_leaves_its_story_and_the_story_keeps_its_id(store: Store) -> None:
    keep(store, *FILLING)
    first, second, third, _ = keep(store, *BRIDGE)
    story = story_with(store, first).id
    other = replace(BRIDGE[0], title="Lịch phát gạo", body=(Paragraph(text="Kho gạo mở cửa lúc tám giờ cho hộ nghèo."),))
    keep(store, other, after=DAY)
    assert first not in store.stories.of([first])
    assert story_with(store, second).id == story_with(store, third).id == story
    assert store.stories.one(story) == story_with(store, third)


def test_a_rebuild_keeps_ids_and_links_and_can_be_broken_off(store: Store) -> None:
    keep(store, *FILLING)
    ids = keep(store, *BRIDGE)
    before, story = store.relations.of(ids), story_with(store, ids[0])
    assert begin(store)
    assert relate(store, limit=7).related == 7
    half = store.relations.of(ids)
    assert {each: linked(half[each]) for each in ids} == {each: linked(before[each]) for each in ids}
    assert store.stories.of(ids)[ids[0]] == story
    told: list[tuple[int, int]] = []
    left = len(FILLING) + len(BRIDGE) - 7
    assert not begin(store)
    assert rebuild(store, progress=lambda done, total: told.append((done, total))) == left
    assert told == [(0, left), (left, left)]
    assert story_with(store, ids[0]) == story
    assert {each: linked(found) for each, found in store.relations.of(ids).items()} == {
        each: linked(found) for each, found in before.items()
    }
    assert begin(store)


def linked(found: tuple[Relation, ...]) -> set[str]:
    return {each.other for each in found}


def test_relating_anew_mends_a_story_that_was_told_wrongly(store: Store) -> None:
    (stray,) = keep(store, *FILLING[:1])
    keep(store, *FILLING[1:])
    ids = keep(store, *BRIDGE)
    story = story_with(store, ids[0]).id
    with store.write() as connection:
        stories.put(connection, [Membership(stray, story, None)])
        stories.settle(connection, [story])
    assert stray in story_with(store, ids[0]).members
    assert begin(store)
    rebuild(store, progress=lambda _done, _total: None)
    found = store.stories.one(story)
    assert found is not None
    assert stray not in found.members
    assert set(found.members) <= set(ids)


@pytest.mark.parametrize(("texts", "near", "fits"), [(1, 0, False), (1, 1, True), (4, 1, True), (5, 1, False), (16, 4, True)])
def test_the_more_a_story_has_the_more_a_new_member_must_be_near(texts: int, near: int, fits: bool) -> None:
    assert Tale(texts=texts, near=near).fits is fits
    assert not Tale(texts=texts, near=near, recurring=True).fits
