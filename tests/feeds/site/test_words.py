from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.site.language import preferred, split_language
from feeds.site.when import day_heading, moment
from feeds.site.words import tables
from news.article import Precision

LANGUAGES = ("vi", "en")


def test_every_language_has_every_word_and_the_first_is_vietnamese() -> None:
    assert tuple(tables()) == LANGUAGES
    vietnamese, english = tables()["vi"], tables()["en"]
    assert vietnamese.texts.keys() == english.texts.keys()
    for member, text in vietnamese.texts.items():
        assert text.count("{") == english[member].count("{") or member.endswith(("format", "heading")), member


def test_numbers_and_sizes_are_written_as_the_language_writes_them() -> None:
    assert tables()["vi"]("articles", 12345) == "12.345 bài"
    assert tables()["en"]("articles", 12345) == "12,345 articles"
    assert [tables()["vi"].size(count) for count in (1, 340_000, 1_240_000)] == ["1 KB", "340 KB", "1,2 MB"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "vi"), ("", "vi"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("fr, en;q=0.5, vi;q=0.4", "en"),
        ("vi;q=0.1, en;q=0", "vi"), ("EN", "en"), ("de", "vi"), ("*", "vi"), ("en;q=x, vi", "vi"),
        ("vi, en", "vi"), ("en, vi", "en"), (";;;,,,", "vi"),
    ],
)  # fmt: skip
def test_the_language_a_browser_likes_best(asked: str | None, language: str) -> None:
    assert preferred(asked, LANGUAGES) == language


@given(st.text())
def test_whatever_a_browser_asks_for_it_gets_a_language(asked: str) -> None:
    assert preferred(asked, LANGUAGES) in LANGUAGES


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("/en/", ("en", "/")), ("/en", (None, "/en")), ("/vi/place/22/", ("vi", "/place/22/")), ("/", (None, "/")),
        ("/vn-ha-long/", (None, "/vn-ha-long/")), ("/en/en/", ("en", "/en/")), ("", (None, "")),
    ],
)  # fmt: skip
def test_the_language_in_an_address(path: str, split: tuple[str | None, str]) -> None:
    assert split_language(path, LANGUAGES) == split


def test_dates_as_people_write_them() -> None:
    vietnamese, english = tables()["vi"], tables()["en"]
    at = datetime(2026, 11, 2, 7, 5, tzinfo=UTC)
    assert moment(at, vietnamese) == "7:05, 2/11/2026"
    assert moment(at, english, Precision.DAY) == "2 November 2026"
    assert moment(at, vietnamese, Precision.HOUR) == "khoảng 7 giờ, 2/11/2026"
    today = date(2026, 11, 3)
    assert day_heading(date(2026, 11, 2), vietnamese, today=today) == "Hôm qua · Thứ Hai, 2 tháng 11 năm 2026"
    assert day_heading(today, english, today=today) == "Today · Tuesday, 3 November 2026"
    assert day_heading(date(2025, 1, 1), english, today=today) == "Wednesday, 1 January 2025"
