from hypothesis import given
from hypothesis import strategies as st

from news.related.document import Document
from news.related.features import Kind, feature, features_of
from news.related.matters import matters
from news.related.words import words


def found(text: str) -> list[str]:
    return list(matters(words(text)))


def test_a_matter_is_a_name_with_the_two_words_before_it() -> None:
    assert found("Khởi công trạm y tế xã Tam Thái") == ["tế xã tam thái"]
    assert found("Bàn giao cầu Suối Mây, đường thôn Nà Pò") == ["giao cầu suối mây", "đường thôn nà pò"]


def test_no_matter_reaches_over_a_sentence_or_another_name() -> None:
    assert found("Trời mưa. Suối Mây dâng") == []
    assert found("Họp xong: Suối Mây dâng") == []
    assert found("Ông Hùng và Lan") == []
    assert found("Sáng nay ở UBND xã Tam Thái") == ["nay ở ubnd"]


def test_the_word_that_opens_a_sentence_may_be_the_first_of_a_matter() -> None:
    assert found("Thông xe cầu Suối Mây") == ["xe cầu suối mây"]
    assert found("Xe cầu Suối Mây") == ["xe cầu suối mây"]


def test_works_of_one_place_are_told_apart_by_their_matter_and_stages_of_one_are_not() -> None:
    def weighed(title: str) -> set[int]:
        return set(features_of(Document(title=title)).weights)

    start, end = weighed("Khởi công trạm y tế xã Tam Thái"), weighed("Khánh thành trạm y tế xã Tam Thái")
    other = weighed("Khởi công trạm bơm xã Tam Thái")
    matter = feature(Kind.PAIR, "tế xã tam thái")
    assert matter in start & end
    assert matter not in other


def test_only_title_and_lead_say_what_the_matter_is() -> None:
    text = "Sáng nay mưa to và gió lớn ở khắp vùng cao từ lúc rạng đông. Bà con trạm y tế xã Tam Thái đến."
    assert feature(Kind.PAIR, "tế xã tam thái") not in features_of(Document(title="Mưa", text=text)).weights


@given(st.text(max_size=200))
def test_any_text_has_matters_of_three_words_or_more(text: str) -> None:
    assert all(len(matter.split(" ")) >= 3 for matter in found(text))
