from news.related.document import Document
from news.related.features import Kind, feature, features_of
from news.related.lines import relate_lines
from news.related.succession import MOST, successions


def test_a_unit_that_ended_is_known_by_its_heirs() -> None:
    (only,) = successions()["phường cẩm đông"]
    assert (only.old, only.written, only.new, only.new_written) == ("cẩm đông", "phường Cẩm Đông", "cẩm phả", "Phường Cẩm Phả")
    assert {each.new for each in successions()["phường hà khẩu"]} == {"tuần châu", "việt hưng"}


def test_heirs_of_the_same_name_and_many_heirs_say_nothing_new() -> None:
    assert "huyện vân đồn" not in successions()
    assert "thành phố hạ long" not in successions()
    assert all(0 < len(today) <= MOST for today in successions().values())


def test_an_old_name_brings_the_new_one_and_shows_both() -> None:
    found = features_of(Document(title="Làm đường ở phường Cẩm Đông", text="Đường dài."))
    assert found.shown[feature(Kind.NAME, "cẩm phả")] == "Phường Cẩm Phả (phường Cẩm Đông)"
    assert feature(Kind.NAME, "cẩm đông") in found.weights
    assert feature(Kind.NAME, "cẩm phả") in features_of(Document(title="x", text="Phường Cẩm Đông họp từ sáng.")).weights


def test_an_old_name_without_the_word_for_its_kind_brings_nothing() -> None:
    assert feature(Kind.NAME, "cẩm phả") not in features_of(Document(title="Ông Trần Cẩm Đông được khen")).weights


def test_news_from_before_and_after_a_merger_are_linked_by_the_place() -> None:
    before = {"id": "before", "title": "Mở rộng nghĩa trang ở phường Cẩm Đông", "published": "2025-05-02"}
    after = {"id": "after", "title": "Phường Cẩm Phả bàn giao nghĩa trang", "published": "2025-08-02"}
    first, second = relate_lines([before, after])
    assert [other["id"] for other in first["related"]] == ["after"]
    shown = {*first["related"][0]["evidence"], *second["related"][0]["evidence"]}
    assert shown <= {"Phường Cẩm Phả (phường Cẩm Đông)", "Cẩm Phả (phường Cẩm Đông)"}
