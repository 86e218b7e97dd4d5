from hypothesis import given
from hypothesis import strategies as st

from news.related.document import MAX_TEXT, Document
from news.related.features import Kind, feature, features_of, kind_of


def shown(title: str = "", lead: str = "", text: str = "") -> set[str]:
    return set(features_of(Document(title=title, lead=lead, text=text)).shown.values())


def test_names_are_runs_of_capitals() -> None:
    assert {"Hồng Gai", "Nguyễn Văn Hùng", "UBND"} <= shown(text="Chủ tịch UBND phường Hồng Gai là ông Nguyễn Văn Hùng, quê xa.")


def test_the_capital_that_opens_a_sentence_makes_no_name() -> None:
    assert "Sáng" not in shown(text="Sáng nay trời mưa. Chiều nay trời nắng.")
    assert "Hùng" in shown(text="Hôm nay Hùng đến. Hùng nói.")


def test_a_name_that_opens_a_sentence_is_found_with_and_without_its_first_word() -> None:
    assert {"Ông Trần Nam", "Trần Nam"} <= shown(text="Ông Trần Nam phát biểu.")


def test_names_in_a_title_set_in_capitals_are_known_from_the_text() -> None:
    found = features_of(Document(title="PHƯỜNG HỒNG GAI TỔ CHỨC LỄ HỘI", text="Lễ hội ở phường Hồng Gai rất vui."))
    name = feature(Kind.NAME, "hồng gai")
    assert "HỒNG GAI" not in found.shown.values()
    assert found.weights[name] > features_of(Document(title="LỄ HỘI", text="Lễ hội ở phường Hồng Gai rất vui.")).weights[name]


def test_an_english_headline_in_title_case_is_no_name() -> None:
    title = "Thousands Flee As Flood Hits Barton Valley Towns"
    assert not any(" " in each for each in shown(title=title))
    assert "Barton Valley" in shown(title=title, text="The flood reached Barton Valley at noon.")


def test_numbers_of_documents_amounts_and_counted_things_are_features() -> None:
    found = shown(text="Theo Nghị quyết số 20 và 52/KH-UBND, thôn 3 được 12,5 tỷ đồng vào ngày 14 tháng 2 năm 2024.")
    assert {"số 20", "52/KH-UBND", "thôn 3", "12,5 tỷ"} <= found
    assert not {"ngày 14", "tháng 2", "năm 2024"} & found


def test_what_stands_in_the_title_weighs_more() -> None:
    weights = features_of(Document(title="khởi công", lead="nhà máy", text="mới toanh")).weights
    title, lead, text = (weights[feature(Kind.WORD, word)] for word in ("công", "máy", "toanh"))
    assert title > lead > text > 0


def test_without_a_lead_the_opening_of_the_text_stands_in_for_it() -> None:
    opening = "Sáng nay tại nhà văn hóa trung tâm đã diễn ra lễ hội lớn."
    apart = features_of(Document(title="Lễ", lead=opening, text="Nhiều người dự."))
    assert features_of(Document(title="Lễ", text=f"{opening} Nhiều người dự.")).weights == apart.weights


def test_kinds_are_told_by_the_hash() -> None:
    assert [kind_of(feature(kind, "xã")) for kind in Kind] == list(Kind)


def test_an_empty_document_has_none() -> None:
    assert not features_of(Document(title="")).weights


def test_a_trap_is_cut_to_its_bound() -> None:
    document = Document(title="x", text="Từ " * 1_000_000)
    assert len(document.text) == MAX_TEXT


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=200))
def test_weights_are_above_zero_for_any_text(title: str, lead: str, text: str) -> None:
    found = features_of(Document(title=title, lead=lead, text=text))
    assert all(weight > 0 for weight in found.weights.values())
    assert found.shown.keys() <= found.weights.keys()
    assert all(0 <= each < 2**32 for each in found.weights)
