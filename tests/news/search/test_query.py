from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.errors import NewsError, QueryError
from news.search.query import MAX_WORDS, Term, parse


def term(*words: str, exact: tuple[str | None, ...] | None = None, prefix: bool = False) -> Term:
    return Term(words=words, exact=exact or (None,) * len(words), prefix=prefix)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("ha long", [term("ha"), term("long")]),
        ("Hạ Long", [term("ha", exact=("hạ",)), term("long")]),
        ('"Hạ Long"', [term("ha", "long", exact=("hạ", None))]),
        ("“Hạ Long” «vịnh»", [term("ha", "long", exact=("hạ", None)), term("vinh", exact=("vịnh",))]),
        ('"ha long', [term("ha", "long")]),
        ('ha" long', [term("ha"), term("long")]),
        ("52/KH-UBND", [term("52", "kh", "ubnd")]),
        ("河内", [term("河", "内")]),
        ("hoà hòa", [term("hoa", exact=("hòa",))]),
        ("tuye*", [term("tuye", prefix=True)]),
        ('"ha lo*" "vinh ha"*', [term("ha", "lo", prefix=True), term("vinh", "ha", prefix=True)]),
        ("t* *", [term("t")]),
        ("covid-19", [term("covid", "19")]),
        ("a AND b OR NOT c NEAR(d) title:e ^f", "a and b or not c near,d title,e f"),
        ("'; DROP TABLE search; --", "drop table search"),
        ("ha \x00\ud800 😀 long", [term("ha"), term("long")]),
    ],
)
def test_a_query_is_read(text: str, terms: list[Term] | str) -> None:
    if isinstance(terms, str):
        terms = [term(*word.split(",")) for word in terms.split()]
    assert list(parse(text).terms) == terms
    assert parse(text).excluded == ()
    assert parse(unicodedata.normalize("NFD", text)) == parse(text)


def test_what_follows_a_minus_is_excluded() -> None:
    query = parse('ha -mưa --"hạ long" a-b "x"-y')
    assert query.terms == (term("ha"), term("a", "b"), term("x"), term("y"))
    assert query.excluded == (term("mua", exact=("mưa",)), term("ha", "long", exact=("hạ", None)))


def test_what_was_typed_with_diacritics_is_known() -> None:
    assert [term.typed for term in parse('Hạ long "vịnh ha" tuyế* -mưa').terms] == [True, False, True, True]
    assert parse("Hạ long").typed
    assert not parse("ha long -mưa").typed


@pytest.mark.parametrize("text", ["", "   ", "😀", '"', "*", "-", "-mưa", '-"ha long"', "\x00", "\ud800", "( ) : ^", '""""'])
def test_a_query_without_words_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QueryError, match="nothing to search for") as caught:
        parse(text)
    assert isinstance(caught.value, NewsError)
    assert "\n" not in str(caught.value)


def test_only_so_many_words_are_looked_for() -> None:
    query = parse(" ".join(f"w{number}" for number in range(10_000)))
    assert [each.words for each in query.terms] == [(f"w{number}",) for number in range(MAX_WORDS)]
    phrase = parse('"' + "a1 " * 600 + '"*')
    assert phrase.terms == (term(*("a1",) * MAX_WORDS),)


@given(st.one_of(st.text(max_size=80), st.text(alphabet="ab ạđ\"-*“^():'\\\x00河ท+", max_size=40)))
@settings(deadline=None)
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    for each in (*query.terms, *query.excluded):
        assert len(each.words) == len(each.exact) > 0
        assert all(word.isprintable() and not set(word) & set("\"'\\*()-:^+ ") for word in each.words)
        assert all(exact is None or (exact and not set(exact) & set("\"'\\*()-:^+ ")) for exact in each.exact)
