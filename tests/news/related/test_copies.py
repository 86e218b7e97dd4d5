import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from news.related.lines import relate_lines

TITLE = "Phường Cẩm Đông mở rộng chợ Hạ Long 2"
LEAD = "Sáng 12/5, UBND phường Cẩm Đông khởi công mở rộng chợ Hạ Long 2 do Công ty Hòa Phát thi công."
TEXT = (
    "Khu chợ cũ có từ năm 1986, mái tôn đã thủng, nền ngập mỗi khi triều lên. Hơn hai trăm tiểu thương sẽ dọn sang bãi đỗ xe.\n"
    "Ông Trần Văn Thủy, Chủ tịch UBND phường, mong bà con hòa thuận chia nhau chỗ ngồi trong chín tháng làm chợ tạm.\n"
    "Nghị quyết số 20 của HĐND dành 35,4 tỷ đồng cho công trình, gồm cả nhà để xe, bể nước chữa cháy và đường ống thoát nước.\n"
    "Bà Lê Thị Hoàn bán cá ở đây đã ba mươi năm. Bà bảo chỉ mong cái nền cao hơn mặt đường để chân không phải ngâm nước."
)
Change = Callable[[dict[str, Any]], dict[str, Any]]


def others() -> list[dict[str, Any]]:
    """Other news of the same ward, some of it of the same days."""
    matters = ("dạy bơi hè", "trồng hoa giấy", "bắt chó thả rông", "khám mắt người già", "sửa cống phố Lán Ga", "thi cờ tướng")
    return [
        {
            "id": f"other-{number}",
            "title": f"Phường Cẩm Đông tổ chức {matter}",
            "lead": f"UBND phường Cẩm Đông vừa tổ chức {matter} cho bà con các khu phố.",
            "text": f"Ông Trần Văn Thủy, Chủ tịch UBND phường, đến động viên. Việc {matter} còn kéo dài tới ngày {number + 20}.",
            "published": f"2025-05-{number + 10}",
        }
        for number, matter in enumerate(matters)
    ]


def retitled(page: dict[str, Any]) -> dict[str, Any]:
    return page | {"title": "Tin ảnh: Chợ hai trăm tiểu thương sắp có nền mới"}


def shortened(page: dict[str, Any]) -> dict[str, Any]:
    lines = page["text"].split("\n")
    return page | {"text": "\n".join(lines[:1] + lines[2:])}


def signed(page: dict[str, Any]) -> dict[str, Any]:
    return page | {"text": f"{page['text']}\nTheo Baoquangninh.vn\nThu Hà - Đức Minh"}


def old_tone_marks(page: dict[str, Any]) -> dict[str, Any]:
    def old(text: str) -> str:
        return text.replace("hòa", "hoà").replace("Hòa", "Hoà").replace("Thủy", "Thuỷ")

    return page | {name: old(page[name]) for name in ("title", "lead", "text")}


def decomposed(page: dict[str, Any]) -> dict[str, Any]:
    return page | {name: unicodedata.normalize("NFD", page[name]) for name in ("title", "lead", "text")}


def merged_unit(page: dict[str, Any]) -> dict[str, Any]:
    return page | {name: page[name].replace("hường Cẩm Đông", "hường Cẩm Phả") for name in ("title", "lead", "text")}


def leadless(page: dict[str, Any]) -> dict[str, Any]:
    return page | {"lead": None, "text": f"{page['lead']}\n{page['text']}"}


def everything(page: dict[str, Any]) -> dict[str, Any]:
    return decomposed(signed(shortened(old_tone_marks(merged_unit(retitled(page))))))


CHANGES = (retitled, shortened, signed, old_tone_marks, decomposed, merged_unit, leadless)


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_a_text_printed_again_is_a_copy_whatever_was_done_to_it(change: Change, *, dated: bool) -> None:
    assert copies(change, dated=dated) == {"original": ["copy"], "copy": ["original"]}


def test_all_changes_at_once_leave_a_copy_that_was_printed_within_days() -> None:
    assert copies(everything, dated=True) == {"original": ["copy"], "copy": ["original"]}


def copies(change: Change, *, dated: bool) -> dict[str, list[str]]:
    """What the original and its changed copy are told to be copies of, among other news."""
    original = {"id": "original", "title": TITLE, "lead": LEAD, "text": TEXT, "published": "2025-05-12T09:00:00+07:00"}
    copy = change(original | {"id": "copy", "published": "2025-05-13T15:00:00+07:00"})
    documents = [*others(), original, copy]
    if not dated:
        documents = [each | {"published": None} for each in documents]
    links = {answer["id"]: answer["related"] for answer in relate_lines(documents)}
    found = {name: [other["id"] for other in links[name] if other["reason"] == "copy"] for name in links}
    return {name: given for name, given in found.items() if given}


def test_a_follow_up_of_the_same_days_is_no_copy() -> None:
    original = {"id": "original", "title": TITLE, "lead": LEAD, "text": TEXT, "published": "2025-05-12"}
    text = "Tiểu thương chợ Hạ Long 2 đã nhận chỗ ngồi tạm. Ông Trần Văn Thủy nói phường Cẩm Đông lo đủ điện, nước, nhà vệ sinh."
    later = {"id": "later", "title": "Chợ tạm Hạ Long 2 mở cửa", "text": text, "published": "2025-05-14"}
    links = {answer["id"]: answer["related"] for answer in relate_lines([*others(), original, later])}
    assert links["later"][0]["id"] == "original"
    assert all(other["reason"] != "copy" for name in ("later", "original") for other in links[name])
