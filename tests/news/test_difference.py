from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article, Attachment, Figure, Link, Paragraph, Precision, Provenance, Published
from news.changes import Outcome, decide
from news.difference import Difference, RunKind, difference

PUBLISHED = Published(moment=datetime(2024, 1, 22, 18, 5, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
FIGURE = Figure(image="https://a.vn/a.jpg", caption="Người dân dọn rác.", credit="Thu Hà")
ARTICLE = Article(
    source="vn-a",
    url="https://a.vn/1",
    key="a.vn/1",
    title="Phường ra quân làm sạch bãi biển",
    lead="Sáng 21/1, phường ra quân.",
    body=(
        Paragraph(text="Hơn 300 người đã tham gia dọn rác dọc bờ biển từ sáng sớm."),
        FIGURE,
        Paragraph(text="Ủy ban nhân dân phường cảm ơn bà con."),
    ),
    authors=("Thu Hà",),
    published=PUBLISHED,
    attachments=(Attachment(url="https://a.vn/kh-52.pdf", title="Kế hoạch 52"),),
)


def shown(differences: tuple[Difference, ...]) -> dict[str, list[str]]:
    """By field, each passage as [-removed-]{+added+} kept."""
    around = {RunKind.KEPT: "{}", RunKind.REMOVED: "[-{}-]", RunKind.ADDED: "{{+{}+}}"}
    return {
        each.field: [" ".join(around[run.kind].format(run.text) for run in passage.runs) for passage in each.passages]
        for each in differences
    }


def body(*texts: str) -> Article:
    return replace(ARTICLE, body=tuple(Paragraph(text=text) for text in texts))


def test_what_is_the_same_has_no_difference() -> None:
    assert difference(ARTICLE, ARTICLE) == ()


def test_a_cosmetic_edit_has_no_difference() -> None:
    old = body("Các phường đã hoà giải 12 vụ việc.", "Lượt xem: 12")
    new = replace(body("Các phường đã hòa giải 12 vụ việc.", "Lượt xem: 99"), other_news=(Link(title="x", url="https://a.vn/2"),))
    assert difference(old, new) == ()


def test_words_are_compared_within_a_paragraph() -> None:
    new = replace(ARTICLE, body=(Paragraph(text="Hơn 350 người đã tham gia dọn rác dọc bờ biển từ chiều."), *ARTICLE.body[1:]))
    assert shown(difference(ARTICLE, new)) == {
        "text": ["Hơn [-300-] {+350+} người đã tham gia dọn rác dọc bờ biển từ [-sáng sớm.-] {+chiều.+}"]
    }


def test_every_field_is_shown_in_reading_order() -> None:
    new = replace(
        ARTICLE,
        title="Phường ra quân dọn sạch bãi biển",
        lead="Sáng 22/1, phường ra quân.",
        body=(ARTICLE.body[0], replace(FIGURE, credit="Thu Hằng"), ARTICLE.body[2], Paragraph(text="Có 2 tấn rác.")),
        authors=("Thu Hằng",),
        published=replace(PUBLISHED, moment=PUBLISHED.moment + timedelta(hours=1)),
        attachments=(Attachment(url="https://a.vn/files/kh-53.pdf"),),
    )
    assert shown(difference(ARTICLE, new)) == {
        "title": ["Phường ra quân [-làm-] {+dọn+} sạch bãi biển"],
        "lead": ["Sáng [-21/1,-] {+22/1,+} phường ra quân."],
        "text": ["{+Có 2 tấn rác.+}"],
        "captions": ["Thu [-Hà-] {+Hằng+}"],
        "byline": ["[-Thu Hà-]", "{+Thu Hằng+}"],
        "attachments": ["[-Kế hoạch 52-]", "{+kh-53.pdf+}"],
        "published": ["[-2024-01-23 01:05-]", "{+2024-01-23 02:05+}"],
    }


def test_a_paragraph_written_anew_is_shown_whole() -> None:
    new = body("Mưa lớn làm ngập ba khu phố.")
    old = body("Hơn 300 người đã tham gia dọn rác.")
    assert shown(difference(old, new)) == {"text": ["[-Hơn 300 người đã tham gia dọn rác.-]", "{+Mưa lớn làm ngập ba khu phố.+}"]}


def test_a_new_paragraph_before_a_changed_one_is_not_taken_for_it() -> None:
    old = body("Một hai ba bốn năm sáu.", "Cuối cùng.")
    new = body("Thêm vào trước đoạn này.", "Một hai ba bốn năm bảy.", "Cuối cùng.")
    assert shown(difference(old, new)) == {"text": ["{+Thêm vào trước đoạn này.+}", "Một hai ba bốn năm [-sáu.-] {+bảy.+}"]}


def test_a_spelling_is_shown_as_it_is_now() -> None:
    old, new = body("Tổ hoà giải có 12 vụ."), body("Tổ hòa giải có 13 vụ.")
    assert shown(difference(old, new)) == {"text": ["Tổ hòa giải có [-12-] {+13+} vụ."]}


def test_an_unknown_zone_is_no_error() -> None:
    new = replace(ARTICLE, published=replace(PUBLISHED, moment=PUBLISHED.moment + timedelta(hours=1)), timezone="No/Where")
    assert shown(difference(ARTICLE, new)) == {"published": ["[-2024-01-22 18:05-]", "{+2024-01-22 19:05+}"]}


TEXTS = st.text(st.sampled_from("hoàòa uy 1x"), max_size=10)
ARTICLES = st.builds(
    lambda title, lead, texts, names, caption, moved: replace(
        ARTICLE,
        title=title,
        lead=lead,
        body=(*(Paragraph(text=text) for text in texts), Figure(image="https://a.vn/a.jpg", caption=caption)),
        authors=tuple(names),
        published=replace(PUBLISHED, moment=PUBLISHED.moment + moved * timedelta(minutes=1)),
    ),
    TEXTS,
    st.none() | TEXTS,
    st.lists(TEXTS, max_size=4),
    st.lists(TEXTS, max_size=2),
    st.none() | TEXTS,
    st.integers(0, 1),
)


@given(ARTICLES, ARTICLES)
def test_there_is_a_difference_exactly_where_there_is_an_edit(old: Article, new: Article) -> None:
    assert bool(difference(old, new)) == (decide(old, new).outcome is Outcome.EDITED)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_kept_and_removed_give_the_old_words_kept_and_added_the_new(before: list[str], after: list[str]) -> None:
    old, new = replace(ARTICLE, title=" ".join(before)), replace(ARTICLE, title=" ".join(after))
    for each in difference(old, new):
        runs = [run for passage in each.passages for run in passage.runs]
        assert " ".join(run.text for run in runs if run.kind is not RunKind.ADDED) == old.title
        assert " ".join(run.text for run in runs if run.kind is not RunKind.REMOVED) == new.title
        assert all(run.text for run in runs)


HOSTILE = {
    "other words everywhere": [
        ["".join(random.Random(n).choices("abc", k=3)) for n in range(start, 20_000 + start)] for start in (0, 5)
    ],
    "alike lines": [["a b c d e f"] * 20_000, ["a b c d e g"] * 19_999],
    "every line edited": [[f"a b c d e {n}" for n in range(20_000)], [f"a b c d x {n}" for n in range(20_000)]],
    "one endless line": [
        [" ".join("ab"[n * n % 7 % 2] for n in range(200_000))],
        [" ".join("ab"[n % 2] for n in range(200_000))],
    ],
    "long lines": [[" ".join(str(n * k % 97) for n in range(300)) for k in range(500)] for _ in range(1)]
    + [[" ".join(str(n * k % 89) for n in range(300)) for k in range(500)]],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_articles_are_compared_in_time(name: str) -> None:
    old, new = (body(*lines) for lines in HOSTILE[name])
    started = time.process_time()
    assert difference(old, new)
    assert time.process_time() - started < 5
