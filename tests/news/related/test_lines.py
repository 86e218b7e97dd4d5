import unicodedata
from typing import Any

import pytest

from news.related.lines import relate_lines

PLACES = ("Tân Kỳ", "Phú Lộc", "Cẩm Sơn", "Hòa Bình", "Yên Mỹ", "Đại Từ", "Vĩnh An", "Kim Liên", "Xuân Lam", "Quảng Hà")
STAGES = (
    (
        "Khởi công {p}",
        "Sáng nay, UBND xã {c} tổ chức lễ khởi công xây dựng công trình {p}.",
        "Nhà thầu cam kết thi công đúng tiến độ, bảo đảm chất lượng, an toàn lao động và vệ sinh môi trường suốt quá trình.",
    ),
    (
        "Kiểm tra tiến độ {p}",
        "Đoàn công tác của huyện vừa kiểm tra thực tế tiến độ thi công {p} tại xã {c}.",
        "Khối lượng đạt hơn một nửa giá trị hợp đồng; đơn vị thi công kiến nghị sớm tháo gỡ vướng mắc về vật liệu, đường sá.",
    ),
    (
        "Khánh thành {p}",
        "Tại xã {c} đã diễn ra lễ khánh thành, bàn giao công trình {p} trong niềm vui của nhân dân.",
        "Công trình góp phần nâng cao đời sống vật chất, tinh thần, hoàn thiện tiêu chí nông thôn mới nâng cao của địa phương.",
    ),
)
MATTERS = ("nhà văn hóa thôn Đông Khê", "cầu Suối Mây", "trường mầm non Hoa Sen")


def town() -> list[dict[str, Any]]:
    """Ten communes with three projects each, told in three stages by the same three templates."""
    return [
        {
            "id": f"{commune}-{project}-{stage}",
            "title": title.format(p=f"{matter} {place}", c=place),
            "lead": lead.format(p=f"{matter} {place}", c=place),
            "text": text,
            "published": f"2024-0{stage * 3 + 1}-1{project}",
        }
        for commune, place in enumerate(PLACES)
        for project, matter in enumerate(MATTERS)
        for stage, (title, lead, text) in enumerate(STAGES)
    ]


def by_id(documents: list[dict[str, Any]], **options: int) -> dict[str, list[dict[str, Any]]]:
    return {answer["id"]: answer["related"] for answer in relate_lines(documents, **options)}


def test_stages_of_one_project_find_each_other_among_pages_of_the_same_templates() -> None:
    related = by_id(town())
    found = [
        len({other["id"] for other in links[:5]} & ({f"{name[:-1]}{stage}" for stage in range(3)} - {name}))
        for name, links in related.items()
    ]
    assert sum(found) / (2 * len(found)) >= 0.9


def test_what_is_called_one_story_is_one() -> None:
    pairs = [(name, other["id"]) for name, links in by_id(town()).items() for other in links if other["reason"] == "same story"]
    assert pairs
    assert all(name[:-2] == other[:-2] for name, other in pairs)


@pytest.mark.parametrize("dated", [True, False])
def test_a_copy_is_known_however_it_was_changed(dated: bool) -> None:
    documents = town()
    original = documents.pop(4)
    original["id"] = "original"
    original["text"] = f"Sáu hộ ở bờ suối đã dọn nhà. {original['text']} Mưa lớn kéo dài nên nhiều đoạn đường phải làm lại."
    changed = original["text"].replace("Sáu hộ ở bờ suối đã dọn nhà. ", "") + "\nTheo Baohatinh.vn"
    copy = {
        "id": "copy",
        "title": "Chùm ảnh: " + original["title"],
        "lead": unicodedata.normalize("NFD", original["lead"]),
        "text": changed.replace("hòa", "hoà"),
        "published": "2024-04-12",
    }
    documents += [original, copy]
    if not dated:
        documents = [{**document, "published": None} for document in documents]
    related = by_id(documents)
    assert (related["copy"][0]["id"], related["copy"][0]["reason"]) == ("original", "copy")
    assert (related["original"][0]["id"], related["original"][0]["reason"]) == ("copy", "copy")


def test_next_years_report_and_next_weeks_briefing_are_similar() -> None:
    report = "Tổng giá trị sản xuất của xã Tân Kỳ ước đạt {} tỷ đồng; thu nhập bình quân đạt {} triệu đồng một người."
    documents = [
        {
            "id": str(year),
            "title": f"Kết quả phát triển kinh tế - xã hội xã Tân Kỳ năm {year}",
            "text": report.format(year - 1900, year - 1960),
            "published": f"{year}-12-20",
        }
        for year in (2022, 2023, 2024)
    ] + [
        {
            "id": f"w{week}",
            "title": f"UBND xã Phú Lộc họp giao ban tuần {week}",
            "text": f"Chủ tịch Lê Văn An chủ trì, nghe báo cáo {week * 3} việc của tuần qua.",
            "published": f"2024-03-{week:02}",
        }
        for week in (4, 11, 18)
    ]
    related = by_id(documents + town())
    for name in ("2023", "w11"):
        series = [other for other in related[name] if other["id"][0] == name[0]][:2]
        assert len(series) == 2
        assert {other["reason"] for other in series} == {"similar"}


def test_the_evidence_names_what_both_share() -> None:
    best = by_id(town())["3-1-0"][0]
    assert any("Hòa Bình" in each for each in best["evidence"])
    assert 0 < best["score"] <= 1


def test_answers_come_in_the_order_of_documents_best_first_and_cut() -> None:
    documents = town()
    answers = list(relate_lines(documents, limit=3))
    assert [answer["id"] for answer in answers] == [document["id"] for document in documents]
    for answer in answers:
        scores = [other["score"] for other in answer["related"]]
        assert len(scores) <= 3
        assert scores == sorted(scores, reverse=True)
        assert answer["id"] not in {other["id"] for other in answer["related"]}


def test_bad_lines_are_answered_and_the_rest_goes_on() -> None:
    bad: list[Any] = [
        {"title": "no id"}, {"id": 7}, {"id": ""}, "text", {"id": "a", "title": 3}, {"id": "b", "published": "gestern"},
        {"id": "c", "published": 5}, {"id": "0-0-0", "title": "again"}, {"id": "d", "published": "0001-01-01T00:00:00+14:00"},
    ]  # fmt: skip
    answers = list(relate_lines([*town(), *bad]))
    assert len(answers) == len(town()) + len(bad)
    for answer in answers[len(town()) :]:
        assert answer["error"], answer
        assert "related" not in answer
    assert "came before" in next(answer["error"] for answer in answers if answer.get("error") and answer["id"] == "0-0-0")


def test_anything_may_be_missing_but_the_id() -> None:
    answers = list(
        relate_lines([{"id": "a"}, {"id": "b", "title": None, "lead": None, "text": None, "published": None}, {"id": "c"}])
    )
    assert answers == [{"id": "a", "related": []}, {"id": "b", "related": []}, {"id": "c", "related": []}]


def test_no_documents_no_answers() -> None:
    assert list(relate_lines([])) == []


def test_the_same_set_gives_the_same_answers() -> None:
    assert list(relate_lines(town())) == list(relate_lines(town()))
