from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from news.article import Article, Paragraph
from news.search.query import parse
from news.search.snippet import LENGTH, Snippet, snippet, title_marks

LONG = "Một hai ba bốn năm. " * 30


def article(*paragraphs: str, title: str = "Tin", lead: str | None = None) -> Article:
    body = tuple(Paragraph(text=text) for text in paragraphs)
    return Article(source="vn-a", url="https://a.vn/1", key="1", title=title, lead=lead, body=body)


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


def test_a_short_line_is_shown_whole() -> None:
    found = snippet(article("Đoạn một.", "Vịnh Hạ Long đón khách."), parse("ha long"))
    assert found.text == "Vịnh Hạ Long đón khách."
    assert marked(found) == ["Hạ", "Long"]


def test_a_phrase_is_one_mark() -> None:
    found = snippet(article("Long ở Hạ. Hạ Long."), parse('"hạ long"'))
    assert marked(found) == ["Hạ Long"]


def test_a_long_line_is_cut_between_words_around_the_match() -> None:
    found = snippet(article(f"{LONG}Vịnh Hạ Long đẹp. {LONG}"), parse('"ha long"'))
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= LENGTH + 2
    assert marked(found) == ["Hạ Long"]
    assert set(found.text.strip("…").replace(".", "").split()) <= set(f"{LONG} Vịnh Hạ Long đẹp".replace(".", "").split())


def test_a_match_at_either_end_of_a_long_line_is_shown() -> None:
    first, last = snippet(article(f"Hạ Long {LONG}"), parse("hạ")), snippet(article(f"{LONG}Hạ"), parse("hạ"))
    assert first.text.startswith("Hạ Long Một")
    assert last.text.endswith("năm. Hạ")
    assert (marked(first), marked(last)) == (["Hạ"], ["Hạ"])


def test_a_line_that_matches_exactly_is_shown_before_one_that_does_not() -> None:
    found = snippet(article("Hà Lòng ở đầu.", "Hạ Long ở sau."), parse("Hạ Long"))
    assert found.text == "Hạ Long ở sau."


def test_where_only_the_title_matches_the_opening_is_shown() -> None:
    one = article("Nội dung.", title="Vịnh Hạ Long", lead="Mở đầu.")
    assert snippet(one, parse("ha")) == Snippet(text="Mở đầu.")
    assert [one.title[a:b] for a, b in title_marks(one, parse("ha long vi*"))] == ["Vịnh", "Hạ", "Long"]


def test_an_article_without_text_has_an_empty_snippet() -> None:
    assert snippet(article(), parse("tin")) == Snippet(text="")


def test_a_title_in_another_unicode_form_is_not_marked() -> None:
    assert title_marks(article(title="Ha\u0323 Long"), parse("ha")) == ()


def test_characters_of_a_script_without_blanks_are_marked_together() -> None:
    assert marked(snippet(article("在河内市召开"), parse("河内"))) == ["河内"]


def test_many_loose_matches_do_not_hide_the_first() -> None:
    found = snippet(article(*[f"Hà số {number}" for number in range(200)]), parse("hạ"))
    assert found.text == "Hà số 0"


WORDS = st.lists(st.sampled_from(("hạ", "hà", "ha", "Long", "lòng", "đi", ",.", "河内", "😀", "một-hai", "_")), max_size=60).map(
    " ".join
)


@given(lines=st.lists(WORDS, max_size=4), query=st.sampled_from(["ha", "Hạ", '"hạ long"', "lo*", "ha long đi", "河", "một"]))
@settings(deadline=None)
def test_marks_lie_in_order_inside_the_snippet(lines: list[str], query: str) -> None:
    found = snippet(article(*lines), parse(query))
    assert len(found.text) <= LENGTH + 2
    at = -1
    for start, end in found.marks:
        assert at < start < end <= len(found.text)
        at = end
