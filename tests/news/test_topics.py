from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import topics
from news.text import fold
from news.topics.table import FOLDER, read_table, table


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("Kinh tế", ("economy",)),
        ("KINH TẾ - XÃ HỘI", ("economy", "society")),
        ("Tin giáo dục, y tế", ("education", "health")),
        ("Văn hoá – Xã hội", ("society",)),
        ("Xây dựng Đảng, chính quyền", ("party", "leadership")),
        ("Quốc phòng - An ninh", ("security",)),
        ("phòng, chống thiên tai", ("environment",)),
        ("Tin hoạt động", ("leadership",)),
        ("Tin hoạt động văn hóa", ("society",)),
        ("Kinh te\u0302\u0301", ("economy",)),
        ("Arts & Culture", ("society",)),
        ("Tin tức - Sự kiện", ()),
        ("Trường Đại học Kinh tế", ()),
        ("Kinh tế " * 30, ()),
        ("2026", ()),
        ("", ()),
    ],
)
def test_a_category_is_sorted_where_every_word_of_it_is_known(category: str, expected: tuple[str, ...]) -> None:
    assert topics.topics_of([category]) == expected


def test_the_folders_of_the_address_are_asked_where_no_category_means_a_topic() -> None:
    address = "https://x.vn/vi/news/van-hoa-xa-hoi-12/kinh-te-90123.html"
    assert topics.topics_of(["giao ban"], address) == ("society",)
    assert topics.topics_of(["Y tế"], address) == ("health",)
    assert topics.topics_of([], "https://x.vn/kinh-te-90123.html") == ()
    assert topics.topics_of([], "https://[x/kinh-te/1.html") == ()


def test_a_topic_is_named_in_every_language_and_found_by_its_name() -> None:
    health = topics.get("health")
    assert health is not None
    assert [health.name(tag) for tag in ("vi", "vi-VN", "en-GB", "ja", None)] == ["Y tế", "Y tế", "Health", "Health", "Health"]
    assert topics.named("Y TE") is topics.named("health") is topics.named("Health") is health
    assert topics.named("no such topic") is None
    assert topics.get("no-such-topic") is None


def test_every_language_names_every_topic() -> None:
    languages = {file.stem for file in FOLDER.glob("*.toml")}
    assert {"vi", "en"} <= languages
    for topic in topics.topics():
        assert topic.names.keys() >= {"vi", "en"}, topic.slug


@given(st.lists(st.text(max_size=90), max_size=5), st.text(max_size=60))
def test_whatever_a_source_writes_is_sorted_the_same_in_any_spelling(categories: list[str], path: str) -> None:
    found = topics.topics_of(categories, f"https://x.vn/{path}/1.html")
    assert set(found) <= table().topics.keys()
    assert len(set(found)) == len(found)
    if len("".join(categories)) <= 80:
        assert topics.topics_of([fold(each) for each in categories]) == topics.topics_of(categories)


@given(st.lists(st.sampled_from(sorted(table().meaning)), min_size=1, max_size=3))
def test_known_meanings_in_a_row_are_always_read(parts: list[tuple[str, ...]]) -> None:
    category = " - ".join(" ".join(part) for part in parts)
    told = {slug for part in parts for slug in table().meaning[part]}
    if len(category) <= 80 and told:
        assert topics.topics_of([category])


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        ('[economy]\nname = "Economy"\n[other]\nname = "Other"', "en.toml: no topic is called 'other'"),
        ('[economy]\ncategories = ["business"]', "en.toml: economy: a name is needed"),
        ('[economy]\nname = "Economy"\nword = 1', "en.toml: economy: a name is needed"),
        ('[economy]\nname = "Kinh te"\n[health]\nname = "Kinh tế"', "means something else already"),
        ('nothing = ["--"]', "or nothing"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(tmp_path: Path, second: str, complaint: str) -> None:
    (tmp_path / "vi.toml").write_text('[economy]\nname = "Kinh tế"\n[health]\nname = "Y tế"\n', encoding="utf-8")
    assert read_table(tmp_path).topics["health"].name("fr") == "Y tế"
    (tmp_path / "en.toml").write_text(second, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_table(tmp_path)


def test_the_rules_change_with_the_table_only(tmp_path: Path) -> None:
    file = tmp_path / "vi.toml"
    file.write_text('[economy]\nname = "Kinh tế"\n', encoding="utf-8")
    first = read_table(tmp_path).digest
    file.write_text('# the same\n[economy]\nname = "Kinh tế"\n', encoding="utf-8")
    assert read_table(tmp_path).digest == first
    file.write_text('[economy]\nname = "Kinh tế"\nalone = ["Tin"]\n', encoding="utf-8")
    assert read_table(tmp_path).digest != first
