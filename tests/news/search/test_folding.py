from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.search import words
from news.search.words import folded_words, placed_words

ALPHABET = words._WHOLE.alphabet


@given(st.text(alphabet=ALPHABET, max_size=80))
@settings(deadline=None)
def test_folding_at_once_gives_the_words_that_folding_one_by_one_gives(text: str) -> None:
    whole = words._WHOLE.fold(text)
    assert whole is not None
    assert whole.split() == [word.folded for word in placed_words(text)] == folded_words(text)


def test_every_character_of_the_alphabet_folds_as_it_does_alone() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    for character in ALPHABET:
        whole = words._WHOLE.fold(f"a {character} b")
        assert whole is not None
        assert whole.split() == [word.folded for word in placed_words(f"a {character} b")]


@pytest.mark.parametrize("text", ["河", "a\u0323", "ß", "😀", "\ud800", "½", "\ufffe", unicodedata.normalize("NFD", "hạ")])
def test_other_texts_are_left_to_folding_word_by_word(text: str) -> None:
    assert words._WHOLE.fold(f"hạ long {text}") is None
    assert folded_words(f"hạ long {text}")[:2] == ["ha", "long"]


def test_vietnamese_prose_is_folded_at_once() -> None:
    prose = "“Sáng 12/3 – ông Nguyễn Văn Đức, Chủ tịch UBND: ‘Ổn định’… 30°C, 500 m², 12,5%” (QĐ-TTg)\u00a0\n• ĐÀ NẴNG"
    assert words._WHOLE.fold(prose) is not None
