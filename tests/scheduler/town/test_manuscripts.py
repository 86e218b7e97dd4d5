"""The town's texts as they stand in their files: what their authors promised, before any portal prints them."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Block, Cell, Figure, Heading, ListBlock, Mark, MarkKind, Paragraph, Quote, Table, reading_lines
from news.text import clean
from scheduler.town.edition import Edition
from scheduler.town.manuscript import ARTICLES, Manuscript, read_manuscript, read_manuscripts, slugify
from scheduler.town.profile import read_profile
from scheduler.town.prose import read_prose

PORTALS = sorted(path.name for path in ARTICLES.iterdir() if path.is_dir())
TEXTS = [(portal, text) for portal in PORTALS for text in read_manuscripts(portal)]
BY_NUMBER = {(portal, text.id): text for portal, text in TEXTS}


def words(text: Manuscript) -> int:
    return sum(len(line.split()) for line in (text.lead, *(line for block in text.body for line in reading_lines(block))))


def test_the_town_is_large_and_its_numbers_are_single() -> None:
    assert len(PORTALS) == 5
    assert len(TEXTS) >= 61
    assert not [number for number, times in Counter((portal, text.id) for portal, text in TEXTS).items() if times > 1]
    titles = Counter(text.title for _, text in TEXTS)
    assert not [title for title, times in titles.items() if times > 1]


@pytest.mark.parametrize(("portal", "text"), TEXTS, ids=[f"{portal}-{text.id}" for portal, text in TEXTS])
def test_every_text_is_whole(portal: str, text: Manuscript) -> None:
    assert text.title == clean(text.title)
    assert text.lead == clean(text.lead)
    for block in text.body:
        for line in reading_lines(block):
            assert line == clean(line)
            assert line[0] not in "!#|>*-", line
            assert "**" not in line
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
            assert len(block.rows) > 1
    assert 120 <= words(text) <= (1_000 if text.id == "52635" else 400)
    assert datetime(2023, 1, 1, tzinfo=UTC) < text.published < datetime(2026, 11, 20, tzinfo=UTC)
    assert len(set(text.pictures)) == len(text.pictures)
    assert set(text.related) <= {other.id for name, other in TEXTS if name == portal} - {text.id}
    known = {category.slug for category in read_profile(portal).categories}
    assert {text.category, *text.also} <= known
    for name in (*text.authors, *text.organisations):
        assert name in (text.byline or "")
    for edit in text.edits:
        for stretch, replacement in edit.swaps:
            assert stretch in text.lead + text.prose
            assert stretch != replacement
        assert edit.moment > text.published
    assert (text.withdrawn is None) == (text.left is None)


@pytest.mark.parametrize("portal", PORTALS)
def test_time_only_goes_forward_from_stage_to_stage(portal: str) -> None:
    manuscripts = read_manuscripts(portal)
    last = max(text.last_stage for text in manuscripts)
    editions = [Edition.at(manuscripts, stage) for stage in range(last + 1)]
    for before, after in pairwise(editions):
        if before.texts != after.texts:
            assert before.modified < after.modified


def test_things_happen_while_the_town_runs() -> None:
    assert sum(text.appears > 0 for _, text in TEXTS) >= 4
    assert [text.withdrawn for _, text in TEXTS if text.withdrawn is not None] == [2]
    (edited,) = [text for _, text in TEXTS if text.edits]
    before, after = edited.at(0), edited.at(1)
    assert before is not None
    assert after is not None
    assert before.title != after.title
    assert before.lead != after.lead
    assert (before.slug, before.published) == (after.slug, after.published)
    assert before.updated is None
    assert after.updated == edited.edits[0].moment


def test_stories_copies_and_templates_are_among_them() -> None:
    road = [(portal, text) for portal, text in TEXTS if "Đông Thạch - Bạch Khê" in text.title + text.lead]
    assert len(road) >= 5
    assert {portal for portal, _ in road} == {"vn-dong-thach", "vn-bach-khe"}
    for name in ("Trường Mầm non Hoa Pơ Lang", "hợ Bến Dầu mới"):
        assert sum(name in text.title or name in text.lead for _, text in TEXTS) >= (3 if "Trường" in name else 2)
    original, copy = BY_NUMBER["vn-dong-thach", "30066"], BY_NUMBER["vn-bach-khe", "409517"]
    assert original.title != copy.title
    told = [block.text for block in original.body if isinstance(block, Paragraph)]
    retold = [block.text for block in copy.body if isinstance(block, Paragraph)]
    assert len(retold) == len(told) - 1
    assert set(retold) < set(told)


def test_the_seed_is_kept_to_the_letter() -> None:
    seed = BY_NUMBER["vn-ha-long", "52635"]
    assert seed.title.startswith("Đồng chí Đặng Xuân Phương, Phó Bí thư tỉnh ủy và đoàn công tác")
    assert len([block for block in seed.body if isinstance(block, Paragraph)]) == 7
    captions = [block.caption for block in seed.body if isinstance(block, Figure)]
    assert captions[0] == "Quang cảnh buổi làm việc"
    assert len(captions) == 3
    assert "cụ thể hóa" in seed.prose
    assert "cụ thể hoá" in seed.prose
    assert [BY_NUMBER["vn-ha-long", number].title for number in seed.others] == [
        "Ngày đầu vận hành chính thức chính quyền địa phương 2 cấp: chính quyền sẵn sàng, nhân dân kỳ vọng.",
        (
            "Cán bộ và nhân dân phường Hồng Gai đã tham dự trực tuyến Lễ công bố Nghị quyết của Quốc hội, Uỷ ban Thường vụ "
            "Quốc hội về việc kết thúc hoạt động đơn vị hành chính cấp huyện, sắp xếp các đơn vị hành chính cấp xã"
        ),
        "Khởi công công trình nâng cấp, mở rộng tuyến đường thôn Đất Đỏ, xã Thống Nhất",
        "Thường trực Thành ủy giao ban công tác tuần từ 9/6-15/6/2025",
        "Tập huấn triển khai tổng điều tra nông thôn, nông nghiệp năm 2025",
    ]


def test_the_notation_is_read_block_by_block() -> None:
    text = """
Một **hai** ba
bốn.

## Đề mục

> Lời người kể,
> dòng sau.

- một
- **hai**

1. nhất
2. nhì

| A | B |
| 1 | 2 |

![Cảnh](anh (1).png)

![Cảnh khác][Ảnh: An](b.png)

![](c.png)
"""
    expected: tuple[Block, ...] = (
        Paragraph(text="Một hai ba bốn.", marks=(Mark(start=4, end=7, kind=MarkKind.STRONG),)),
        Heading(text="Đề mục"),
        Quote(text="Lời người kể, dòng sau."),
    )
    blocks = read_prose(text)
    assert blocks[:3] == expected
    bullets, numbers, table, *figures = blocks[3:]
    assert isinstance(bullets, ListBlock)
    assert isinstance(numbers, ListBlock)
    assert [(item.text, len(item.marks)) for item in bullets.items] == [("một", 0), ("hai", 1)]
    assert (bullets.ordered, numbers.ordered) == (False, True)
    assert table == Table(
        rows=((Cell(text="A", header=True), Cell(text="B", header=True)), (Cell(text="1"), Cell(text="2"))),
    )
    assert figures == [
        Figure(image="anh (1).png", caption="Cảnh"),
        Figure(image="b.png", caption="Cảnh khác", credit="An"),
        Figure(image="c.png"),
    ]


@given(st.text())
def test_a_slug_is_safe_in_a_path(text: str) -> None:
    slug = slugify(text)
    assert slug == slugify(slug)
    assert all(part.isascii() and part.isalnum() for part in slug.split("-")) or not slug


def test_a_key_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    good = 'id = "1"\ntitle = "T"\nlead = "L"\nbody = "B"\ncategory = "c"\npublished = 2024-01-01T00:00:00+07:00\n'
    file.write_text(good, encoding="utf-8")
    assert read_manuscript(file).slug == "t"
    file.write_text(good + "colour = 1\n", encoding="utf-8")
    with pytest.raises(TypeError, match="colour"):
        read_manuscript(file)
    file.write_text(good + "title = 2\n", encoding="utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        read_manuscript(file)
