from __future__ import annotations

import time
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import (
    Article,
    Attachment,
    Block,
    Cell,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Mark,
    MarkKind,
    Paragraph,
    Precision,
    Provenance,
    Published,
    Quote,
    Table,
)
from news.changes import Change, Outcome, alike, decide, fingerprint, settle, spelling

MORNING = datetime(2024, 1, 23, 1, 42, tzinfo=UTC)


def published(moment: datetime = MORNING, provenance: Provenance = Provenance.VISIBLE) -> Published:
    return Published(moment=moment, precision=Precision.MINUTE, provenance=provenance)


TABLE = Table(
    rows=((Cell(text="Phường", header=True), Cell(text="Số hộ")), (Cell(text="Hồng Gai"), Cell(text="12"))),
    caption="Hộ nghèo",
)
ARTICLE = Article(
    source="vn-ha-long",
    url="https://halongcity.gov.vn/hoi-nghi-p13n1.html",
    key="halongcity.gov.vn n1",
    title="Đoàn công tác của tỉnh ủy làm việc tại Hạ Long",
    lead="Chiều 23/1, đoàn công tác kiểm tra việc chuẩn bị Tết.",
    body=(
        Paragraph(text="Các phường đã hoà giải 12 vụ việc."),
        Heading(text="Việc cần làm"),
        Paragraph(text="Thành phố sẽ chăm lo cho hộ nghèo."),
        Figure(image="https://halongcity.gov.vn/a.jpg?t=1", caption="Quang cảnh buổi làm việc", credit="Đức Thụy"),
        ListBlock(items=(ListItem(text="Vệ sinh môi trường"), ListItem(text="Chiếu sáng"))),
        TABLE,
    ),
    authors=("Phương Loan", "Huy Phương"),
    published=published(),
    categories=("Tin tức", "Thời sự"),
    attachments=(Attachment(url="https://halongcity.gov.vn/kh-52.pdf", title="Kế hoạch 52"),),
    other_news=(Link(title="Tin khác", url="https://halongcity.gov.vn/b-p13n2.html"),),
)


def with_block(index: int, block: Block) -> Article:
    return replace(ARTICLE, body=(*ARTICLE.body[:index], block, *ARTICLE.body[index + 1 :]))


def test_an_unknown_article_is_new() -> None:
    assert decide(None, ARTICLE) == Change(outcome=Outcome.NEW)


def test_the_same_reading_is_the_same() -> None:
    assert decide(ARTICLE, replace(ARTICLE)) == Change(outcome=Outcome.SAME)


COSMETIC: dict[str, Article] = {
    "tone mark": with_block(0, Paragraph(text="Các phường đã hòa giải 12 vụ việc.")),
    "decomposed": replace(ARTICLE, title=unicodedata.normalize("NFD", ARTICLE.title)),
    "white space": with_block(0, Paragraph(text=" Các phường\u00a0đã  hoà giải 12 vụ việc. ")),
    "paragraph split": replace(
        ARTICLE, body=(Paragraph(text="Các phường"), Paragraph(text="đã hoà giải 12 vụ việc."), *ARTICLE.body[1:])
    ),
    "lead read as the opening": replace(ARTICLE, lead=None, body=(Paragraph(text=ARTICLE.lead or ""), *ARTICLE.body)),
    "marks": with_block(
        0, Paragraph(text="Các phường đã hoà giải 12 vụ việc.", marks=(Mark(start=0, end=3, kind=MarkKind.STRONG),))
    ),
    "heading as paragraph": with_block(1, Paragraph(text="Việc cần làm")),
    "paragraph as quote": with_block(2, Quote(text="Thành phố sẽ chăm lo cho hộ nghèo.")),
    "image address": with_block(
        3, Figure(image="https://cdn.vn/z.jpg?t=2", caption="Quang cảnh buổi làm việc", credit="Đức Thụy", alt="Hội nghị")
    ),
    "address": replace(ARTICLE, url="http://halongcity.gov.vn/hoi-nghi-moi-p13n1.html"),
    "key": replace(ARTICLE, key="n1"),
    "other news": replace(ARTICLE, other_news=()),
    "listed": replace(ARTICLE, listed=(Link(title="Bài viết liên quan", url="https://halongcity.gov.vn/c"),)),
    "categories": replace(ARTICLE, categories=("Thời sự", "Tin tức")),
    "order of the byline": replace(ARTICLE, authors=("Huy Phương", "Phương Loan")),
    "person as organisation": replace(ARTICLE, authors=("Phương Loan",), organisations=("Huy Phương",)),
    "attachment padding": replace(
        ARTICLE, attachments=(Attachment(url="http://www.halongcity.gov.vn/kh-52.pdf?utm_source=zalo", title="KH 52", bytes=9),)
    ),
    "view counter": replace(ARTICLE, body=(*ARTICLE.body, Paragraph(text="Lượt xem: 1.276"))),
    "date found elsewhere": replace(ARTICLE, published=published(MORNING + timedelta(days=1), Provenance.METADATA)),
    "date no longer found": replace(ARTICLE, published=None),
    "warnings": replace(ARTICLE, warnings=("lost letters",)),
    "updated as the page says": replace(ARTICLE, updated=published(MORNING + timedelta(days=1))),
}


@pytest.mark.parametrize("name", COSMETIC)
def test_cosmetic_edits(name: str) -> None:
    assert decide(ARTICLE, COSMETIC[name]) == Change(outcome=Outcome.COSMETIC)
    assert decide(COSMETIC[name], ARTICLE) == Change(outcome=Outcome.COSMETIC)


SUBSTANTIVE: dict[str, tuple[Article, str]] = {
    "title": (replace(ARTICLE, title="Đoàn công tác của tỉnh làm việc tại Hạ Long"), "title"),
    "case": (replace(ARTICLE, title="Đoàn công tác của Tỉnh ủy làm việc tại Hạ Long"), "title"),
    "diacritics": (replace(ARTICLE, title="Đoàn công tác của tinh ủy làm việc tại Hạ Long"), "title"),
    "lead": (replace(ARTICLE, lead="Chiều 24/1, đoàn công tác kiểm tra việc chuẩn bị Tết."), "lead"),
    "no lead": (replace(ARTICLE, lead=None), "lead"),
    "one number": (with_block(0, Paragraph(text="Các phường đã hoà giải 13 vụ việc.")), "text: 1 line"),
    "list item": (with_block(4, ListBlock(items=(ListItem(text="Vệ sinh môi trường"),))), "text: 1 line"),
    "cell": (with_block(5, Table(rows=((Cell(text="Phường"),),), caption="Hộ nghèo")), "text: 2 lines"),
    "caption": (
        with_block(3, Figure(image="https://halongcity.gov.vn/a.jpg", caption="Toàn cảnh", credit="Đức Thụy")),
        "captions",
    ),
    "credit": (with_block(3, Figure(image="https://halongcity.gov.vn/a.jpg", caption="Quang cảnh buổi làm việc")), "captions"),
    "caption of a table": (with_block(5, replace(TABLE, caption="Hộ cận nghèo")), "captions"),
    "byline": (replace(ARTICLE, authors=("Phương Loan",)), "byline"),
    "attachment": (replace(ARTICLE, attachments=()), "attachments"),
    "date": (replace(ARTICLE, published=published(MORNING + timedelta(minutes=1))), "published"),
}


@pytest.mark.parametrize("name", SUBSTANTIVE)
def test_substantive_edits(name: str) -> None:
    new, note = SUBSTANTIVE[name]
    assert decide(ARTICLE, new) == Change(outcome=Outcome.EDITED, note=note)
    assert fingerprint(ARTICLE) != fingerprint(new)


def test_the_note_names_every_field() -> None:
    old = replace(ARTICLE, body=tuple(Paragraph(text=f"Đoạn {number}.") for number in range(5)))
    new = replace(old, title="Mới", body=(old.body[0], Paragraph(text="Thêm."), *old.body[2:], Paragraph(text="Cuối.")))
    assert decide(old, new).note == "title, text: 2 paragraphs"


def test_a_number_of_views_in_running_text_is_text() -> None:
    sentence = (
        "Đoạn phim giới thiệu di sản vịnh Hạ Long do phường thực hiện và đăng lên trang của phường đã có {} lượt xem trong ngày."
    )
    old, new = (with_block(0, Paragraph(text=sentence.format(number))) for number in (1276, 1300))
    assert decide(old, new).outcome is Outcome.EDITED


def test_a_body_of_thousands_of_alike_lines_is_compared_in_time() -> None:
    old = replace(ARTICLE, body=(Paragraph(text="a"),) * 3000)
    new = replace(ARTICLE, body=(*old.body[1:], Paragraph(text="b")))
    assert decide(old, new) == Change(outcome=Outcome.EDITED, note="text: 1 paragraph")


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("HOÀ", "HÒA"), ("Hoà", "Hòa"), ("Uỷ", "Ủy"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("ho\u0300a", "hòa")],
)
def test_the_place_of_a_tone_mark_is_no_spelling(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(("one", "other"), [("hoà", "hoa"), ("hoà", "hoá"), ("ủy", "Ủy"), ("đa", "da"), ("está", "ésta")])
def test_other_differences_are(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


TEXTS = st.text(st.sampled_from("hoàòaá uyỷủ 1x\u0300\u00a0"), max_size=8)


@given(TEXTS)
def test_spelling_twice_changes_nothing(text: str) -> None:
    assert spelling(spelling(text)) == spelling(text)


def small(draw: Any) -> Article:
    return replace(
        ARTICLE,
        title=draw(TEXTS),
        lead=draw(st.none() | TEXTS),
        body=tuple(Paragraph(text=text) for text in draw(st.lists(TEXTS, max_size=2))),
        authors=tuple(draw(st.lists(TEXTS, max_size=1))),
        published=draw(st.none() | st.just(published())),
        other_news=draw(st.sampled_from([(), ARTICLE.other_news])),
    )


SMALL = st.composite(small)()


@given(SMALL, SMALL)
def test_equal_fingerprints_mean_no_substantive_edit(old: Article, new: Article) -> None:
    if fingerprint(old) == fingerprint(new):
        assert decide(old, new).outcome in {Outcome.SAME, Outcome.COSMETIC}


@given(SMALL, SMALL)
def test_an_edit_is_one_in_both_directions(old: Article, new: Article) -> None:
    assert decide(old, new).outcome is decide(new, old).outcome


VISIBLE, METADATA, PROSE = (
    published(),
    published(MORNING + timedelta(days=1), Provenance.METADATA),
    published(provenance=Provenance.PROSE),
)
DAY = timedelta(days=1)
FALLBACK = published(MORNING + timedelta(days=9), Provenance.FIRST_SEEN)


@pytest.mark.parametrize(
    ("kept", "new", "revision", "expected"),
    [
        (None, None, 1, None),
        (None, METADATA, 1, METADATA),
        (METADATA, VISIBLE, 1, VISIBLE),
        (PROSE, METADATA, 1, METADATA),
        (VISIBLE, METADATA, 1, VISIBLE),
        (VISIBLE, replace(VISIBLE, moment=MORNING + timedelta(days=3)), 1, VISIBLE),
        (VISIBLE, None, 1, VISIBLE),
        (METADATA, VISIBLE, 2, METADATA),
        (None, VISIBLE, 2, None),
        (None, FALLBACK, 1, None),
        (VISIBLE, FALLBACK, 1, VISIBLE),
        (FALLBACK, VISIBLE, 1, VISIBLE),
        (FALLBACK, None, 2, None),
    ],
)
def test_a_date_settles(kept: Published | None, new: Published | None, revision: int, expected: Published | None) -> None:
    assert settle(kept, new, revision=revision) == expected


LONG = " ".join(f"từ{number}" for number in range(60))
OTHER = " ".join(f"lời{number}" for number in range(60))


def telling(text: str, title: str = "Tin", date: Published | None = None) -> Article:
    return replace(ARTICLE, title=title, lead=None, body=(Paragraph(text=text),), published=date)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (telling(LONG, "Hoà giải"), telling(OTHER, "hòa  giải"), True),
        (telling(LONG, "Một"), telling(f"Mở đầu. {LONG} Thêm.", "Hai"), True),
        (telling(LONG, "Một"), telling(LONG.upper(), "Hai"), True),
        (telling(LONG, "Một"), telling(OTHER, "Hai"), False),
        (telling(LONG, "Một"), telling(f"{LONG} {OTHER}", "Hai"), False),
        (telling("Mời xem ảnh hoạt động.", "Một"), telling("Mời xem ảnh hoạt động.", "Hai"), False),
        (telling("", ""), telling("", ""), False),
        (telling(LONG, date=VISIBLE), telling(LONG, date=replace(VISIBLE, moment=MORNING + timedelta(days=7))), False),
        (telling(LONG, date=VISIBLE), telling(LONG, date=replace(VISIBLE, moment=MORNING + timedelta(hours=7))), True),
        (telling(LONG, date=VISIBLE), telling(LONG, date=replace(METADATA, moment=MORNING + timedelta(days=7))), True),
        (telling(LONG, date=VISIBLE), telling(LONG), True),
        (telling(LONG, date=VISIBLE), telling(LONG, date=replace(VISIBLE, precision=Precision.DAY, moment=MORNING - DAY)), True),
        (
            telling(LONG, date=VISIBLE),
            telling(LONG, date=replace(VISIBLE, precision=Precision.DAY, moment=MORNING - 2 * DAY)),
            False,
        ),
    ],
)
def test_what_is_alike(old: Article, new: Article, expected: bool) -> None:
    assert alike(old, new) is expected
    assert alike(new, old) is expected


@given(SMALL, SMALL)
def test_likeness_is_mutual(one: Article, other: Article) -> None:
    assert alike(one, other) is alike(other, one)


def test_endless_texts_are_compared_in_time() -> None:
    started = time.process_time()
    assert not alike(telling("a b " * 500_000, "Một"), telling("b c " * 500_000, "Hai"))
    assert time.process_time() - started < 2
