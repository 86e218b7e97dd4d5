from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.article import Article, Attachment, Figure, ListBlock, ListItem, Paragraph
from news.search import words
from news.search.words import RULES, exact_words, folded_words, indexed, placed_words

VIETNAMESE = "Thành phố Hạ Long, tỉnh Quảng Ninh: 12,5 tỷ đồng (QĐ 52/KH-UBND). Hoà giải; hòa bình – “TP.HCM” Covid-19…"
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet='aàảạăằâđoòoàuyỳ ưHẠĐ-_.,12*"河内ไท่ยក្រុเมก\u0301\u0323ßﬁİǅ½①ﷺ𝐀\x00\ud800', max_size=40),
)


def article(**changes: object) -> Article:
    plain = {"source": "vn-a", "url": "https://a.vn/1", "key": "1", "title": "Tin"}
    return Article(**(plain | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hạ Long", ["ha", "long"]),
        ("ĐÀ NẴNG đón", ["da", "nang", "don"]),
        (unicodedata.normalize("NFD", "Hạ Long Đường"), ["ha", "long", "duong"]),
        ("52/KH-UBND 12,5", ["52", "kh", "ubnd", "12", "5"]),
        ("tin_tuc covid-19", ["tin", "tuc", "covid", "19"]),
        ("Łódź Malmø Straße", ["lodz", "malmo", "strasse"]),
        ("河内市 2026", ["河", "内", "市", "2026"]),
        ("tin河内tuc", ["tin", "河", "内", "tuc"]),
        ("ที่ไทย", ["ที", "ไ", "ท", "ย"]),
        ("한국 소식", ["한국", "소식"]),
        ("Ａ１ ﬁn 𝐁", ["a1", "fin", "b"]),
        ("😀 – … \x00", []),
        ("", []),
    ],
)
def test_words_are_folded(text: str, folded: list[str]) -> None:
    assert folded_words(text) == folded


def test_an_exact_word_knows_its_diacritics_and_no_place_of_a_tone_mark() -> None:
    assert [word.exact for word in placed_words("HẠ hoà hòa Long toàn tòan")] == ["hạ", "hòa", "hòa", "long", "tòan", "tòan"]


@pytest.mark.parametrize("text", ["hoà thuỷ loè", "HOÀ THUỶ LOÈ"])
def test_both_ways_to_place_a_tone_mark_are_one_word(text: str) -> None:
    old = {"hoà": "hòa", "thuỷ": "thủy", "loè": "lòe", "HOÀ": "HÒA", "THUỶ": "THỦY", "LOÈ": "LÒE"}
    other = " ".join(old[word] for word in text.split())
    assert [word.exact for word in placed_words(text)] == [word.exact for word in placed_words(other)]
    assert folded_words(text) == folded_words(other)


COMMON = st.text(
    st.one_of(st.characters(max_codepoint=0x24F), st.sampled_from("ạăằâđơưẠẲ河内ไท่ក្រ\u0301\u0323ßﬁ½①𝐀")), max_size=40
)


@given(COMMON)
@settings(deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded_words(text)
    assert [folded_words(word) for word in once] == [[word] for word in once]


@given(TEXTS)
@settings(deadline=None)
def test_there_is_an_exact_word_for_each_folded_one(text: str) -> None:
    placed = list(placed_words(unicodedata.normalize("NFC", text)))
    assert [word.exact for word in placed] == exact_words(text)
    assert all(word.folded and word.exact for word in placed)


@given(TEXTS)
@settings(deadline=None)
def test_placed_words_are_the_folded_words(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    placed = list(placed_words(composed))
    assert [word.folded for word in placed] == folded_words(text)
    ends = [0, *(word.end for word in placed)]
    assert all(end <= word.start < word.end for end, word in zip(ends, placed, strict=False))


@given(TEXTS)
@settings(deadline=None)
def test_both_unicode_forms_have_the_same_words(text: str) -> None:
    assert folded_words(unicodedata.normalize("NFD", text)) == folded_words(unicodedata.normalize("NFC", text))


@pytest.fixture(scope="module")
def tokenizer() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'ascii')")
        database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        yield database


@given(text=TEXTS)
@settings(deadline=None)
def test_sqlite_cuts_folded_words_where_we_do(text: str, tokenizer: sqlite3.Connection) -> None:
    found = indexed(article(title=text))
    tokenizer.execute("DELETE FROM t")
    tokenizer.execute("INSERT INTO t(rowid, x) VALUES(1, ?)", (found.title,))
    terms = [term for (term,) in tokenizer.execute("SELECT term FROM v ORDER BY offset")]
    assert terms == found.title.split()


def test_all_that_is_read_is_indexed() -> None:
    found = indexed(
        article(
            title="Tiêu đề",
            lead="Mở đầu",
            body=(
                Paragraph(text="Đoạn văn"),
                ListBlock(items=(ListItem(text="Mục một"),)),
                Figure(image="https://a.vn/1.jpg", alt="không", caption="Chú thích", credit="Lê Ảnh"),
            ),
            attachments=(Attachment(url="https://a.vn/x.pdf", title="Kế hoạch"), Attachment(url="https://a.vn/y.pdf")),
            authors=("Nguyễn Văn",),
            organisations=("Báo Hải Phòng",),
            categories=("Thời sự",),
        )
    )
    assert found.title == "tieu de"
    assert found.text == "mo dau doan van muc mot chu thich le anh ke hoach nguyen van bao hai phong"


def test_characters_of_a_long_run_without_blanks_all_count() -> None:
    assert folded_words("河" * 500 + "内") == ["河"] * 500 + ["内"]


def test_the_memory_of_folded_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_CACHED", 50)
    cache = words._Cache(str.upper)
    assert [cache[f"a{number}"] for number in range(120)] == [f"A{number}" for number in range(120)]
    assert len(cache) <= 50
    assert cache["x" * 100] == "X" * 100
    assert "x" * 100 not in cache


def test_whoever_changes_what_words_come_out_raises_the_number_of_the_rules() -> None:
    """An index is taken apart by computing its words again: these must not change under one number."""
    assert RULES.startswith("1-")
    found = indexed(article(title=VIETNAMESE, lead="河内市 ที่ ½ ﬁ Straße", authors=("Đỗ Thị Hoà",)))
    title = "thanh pho ha long tinh quang ninh 12 5 ty dong qd 52 kh ubnd hoa giai hoa binh tp hcm covid 19"
    assert found.title.split() == title.split()
    text = "河 内 市 ที 12 fi strasse do thi hoa"
    assert found.text.split() == text.split()
