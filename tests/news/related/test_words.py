import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from news.related.words import words


def folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


def test_spellings_that_differ_in_nothing_else_fold_alike() -> None:
    text = "Uỷ ban xã Hoà Bình họp về thuỷ lợi"
    assert folded(text) == folded("Ủy ban xã Hòa Bình họp về thủy lợi")
    assert folded(text) == folded(unicodedata.normalize("NFD", text))
    assert folded("má") != folded("ma")


def test_words_stay_as_written() -> None:
    assert [word.text for word in words("Uỷ ban, kế hoạch")] == ["Uỷ", "ban", "kế", "hoạch"]


def test_figures_and_numbers_of_documents_hold_together() -> None:
    assert folded("Kế hoạch 52/KH-UBND, 12,5 tỷ, 1.234 hộ, 23/1.")[2:] == ["52/kh-ubnd", "12,5", "tỷ", "1.234", "hộ", "23/1"]


def test_a_word_knows_whether_a_sentence_opens_with_it() -> None:
    opening = [word.text for word in words("Sáng nay ông Hùng nói: Đúng. Sau đó\nHọp “Giao ban”") if word.opens]
    assert opening == ["Sáng", "Đúng", "Sau", "Họp", "Giao"]


def test_scripts_without_spaces_give_pairs_of_characters() -> None:
    assert folded("北京市ABC发布") == ["北京", "京市", "abc", "发布"]
    assert folded("東京") == ["東京"]
    assert len(folded("สวัสดีชาวโลก")) > 5
    assert folded("नमस्ते दुनिया") == ["नमस्ते", "दुनिया"]


@given(st.text(max_size=200))
def test_any_text_has_words_and_none_is_empty(text: str) -> None:
    found = words(text)
    assert all(word.text and word.folded for word in found)
    assert folded(unicodedata.normalize("NFC", text)) == [word.folded for word in found]
