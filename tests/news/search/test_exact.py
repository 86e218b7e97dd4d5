from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from news.article import Article, Attachment, Link, Paragraph
from news.errors import QueryError
from news.search.exact import glance, holds_exactly, may_hold
from news.search.query import parse
from news.store.codec import encode


def article(*paragraphs: str, title: str = "Tin") -> Article:
    body = tuple(Paragraph(text=text) for text in paragraphs)
    return Article(source="vn-a", url="https://a.vn/1", key="1", title=title, body=body)


@pytest.mark.parametrize(
    ("query", "text", "held"),
    [
        ("Hạ Long", "Vịnh HẠ LONG", True),
        ("Hạ Long", "Long ở Hạ", True),
        ("Hạ Long", "Hạ Lòng", False),
        ("Hạ Long", "Hà Long", False),
        ('"Hạ Long"', "Long ở Hạ", False),
        ('"Hạ Long"', "hạ, long", True),
        ("hoà", "Hòa bình", True),
        ("hòa", "HOÀ bình", True),
        ("thuỷ", "thủy", True),
        ("hạ", "hạn", False),
        ("hạ*", "hạn", True),
        ('"vịnh hạ lo*"', "vịnh hạ long", True),
        ('"vịnh hạ lo*"', "vịnh hạ", False),
        ('"vịnh ha lo*"', "vịnh ha lòng", True),
        ('"vịnh ha lò*"', "vịnh ha long", False),
        ("đón", "đón_khách", True),
        ("đón", "đón河内", True),
        ("ที่", "ที่ไทย", True),
        ("ที่", "ที", False),
        ("đón", "đo\u0301n", True),
        ("đón", "\ud800 đón", True),
    ],
)
def test_an_article_holds_what_was_typed_or_not(query: str, text: str, held: bool) -> None:
    terms = parse(query).terms
    for each in (article(text), article(title=text)):
        assert holds_exactly(each, terms) is held
        if held:
            assert may_hold(encode(each), glance(terms))


def test_a_phrase_does_not_reach_from_the_title_into_the_text() -> None:
    assert not holds_exactly(article("Long", title="Hạ"), parse('"hạ long"').terms)


def test_names_of_attachments_count_and_other_news_does_not() -> None:
    one = Article(
        source="vn-a",
        url="https://a.vn/1",
        key="1",
        title="Tin",
        attachments=(Attachment(url="https://a.vn/x.pdf", title="Kế hoạch"),),
        other_news=(Link(title="Mưa lũ", url="https://a.vn/2"),),
    )
    assert holds_exactly(one, parse("kế").terms)
    assert not holds_exactly(one, parse("mưa").terms)


def test_a_glance_passes_over_most() -> None:
    pattern = glance(parse('Long "vịnh Hạ"').terms)
    assert not may_hold(encode(article("Hạ Long")), pattern)
    assert may_hold(encode(article("Vịnh")), pattern)


TEXTS = st.text(alphabet='aàạăđoòoàuyỳ ưHẠĐ-_.,"河内ไท่\u0301\u0323ßﬁ½①ﷺ\x00\ud800', max_size=30)


@given(text=TEXTS, around=TEXTS)
@example(text="òaoẠ", around="")
@example(text="ß\u0301", around="")
@settings(deadline=None)
def test_whatever_is_typed_as_it_stands_is_held_exactly(text: str, around: str) -> None:
    try:
        query = parse(f'"{text.replace(chr(34), " ")}"')
    except QueryError:
        return
    one = article(f"{around} {text} {around}")
    assert holds_exactly(one, query.terms)
    if query.typed:
        assert may_hold(encode(one), glance(query.terms))
