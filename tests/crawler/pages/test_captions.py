from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.captions import Caption, is_empty_alt, looks_like_caption, split_caption


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("Quang cảnh hội nghị", "Quang cảnh hội nghị", None),
        ("Quang cảnh hội nghị. (Ảnh: Thanh Vân/TTXVN)", "Quang cảnh hội nghị.", "Thanh Vân/TTXVN"),
        ("(Ảnh: Thanh Vân/TTXVN)", None, "Thanh Vân/TTXVN"),
        ("Ảnh: Đức Thụy", None, "Đức Thụy"),
        ("ẢNH: ĐỨC THỤY", None, "ĐỨC THỤY"),
        ("Quang cảnh hội nghị. Ảnh: A", "Quang cảnh hội nghị.", "A"),
        ("Quang cảnh hội nghị - Ảnh: TTXVN", "Quang cảnh hội nghị", "TTXVN"),
        ("Ảnh: Đài PT-TH tỉnh", None, "Đài PT-TH tỉnh"),
        ("Ảnh: Internet", None, "Internet"),
        ("Lễ hội (nguồn: baohatinh.vn)", "Lễ hội", "baohatinh.vn"),
        ("Giá bán: 5.000 đồng, nguồn: chưa rõ", "Giá bán: 5.000 đồng, nguồn: chưa rõ", None),
        ("Ảnh: Quang cảnh hội nghị", "Quang cảnh hội nghị", None),
        ("Ảnh minh họa", "Ảnh minh họa", None),
        ("Một số hình ảnh: lễ hội", "Một số hình ảnh: lễ hội", None),
        ("Một số hình ảnh tại hội nghị:", "Một số hình ảnh tại hội nghị:", None),
        ("Photo: Jane Doe/Reuters", None, "Jane Doe/Reuters"),
        ("The bridge at dawn (Photo by Jane Doe)", "The bridge at dawn", "Jane Doe"),
        ("Das Rathaus. Foto: Stadt Köln / Meier", "Das Rathaus.", "Stadt Köln / Meier"),
        ("La mairie. Crédit photo : Jean Dupont", "La mairie.", "Jean Dupont"),
        ("© Stadt Köln", None, "Stadt Köln"),
        ("", None, None),
        ("  ", None, None),
        ("a" * 700, "a" * 700, None),
    ],
)
def test_split(line: str, text: str | None, credit: str | None) -> None:
    assert split_caption(line) == Caption(text=text, credit=credit)


CAPTIONS = (
    "Quang cảnh buổi làm việc",
    "Quang cảnh hội nghị.",
    "Toàn cảnh hội nghị",
    "Đồng chí Vũ Quyết Tiến, Ủy viên BTV Tỉnh ủy, Bí thư Thành ủy phát biểu tại buổi làm việc",
    "Đồng chí Đặng Xuân Phương, Phó Bí thư Tỉnh ủy phát biểu chỉ đạo.",
    "Lãnh đạo phường trao quà cho các hộ nghèo.",
    "Một số hình ảnh tại hội nghị:",
    "Các đội thi tại hội thi",
    "Tiết mục văn nghệ chào mừng.",
    "Đoàn viên ra quân trồng cây (Ảnh: Thu Hà)",
)
TEXTS = (
    "",
    "Chiều 23/1, đoàn công tác làm việc với phường",
    "Ngày 5 tháng 3, xã họp",
    "Hội nghị đã thành công.",
    "Thời tiết tốt.",
    "1. Công tác chuẩn bị",
    "II. Kết quả",
    "a) Về công tác cán bộ",
    "- Tăng cường tuyên truyền",
    "Phương Loan – Huy Phương",
    "Các chỉ tiêu chính gồm:",
    "Phát biểu tại hội nghị, đồng chí A nhấn mạnh vai trò của tổ chức",
    "Đồng chí A đã phát biểu và trao quà cho các hộ nghèo.",
    "Hội nghị kết thúc. Các đại biểu ra về",
    "Hội nghị có sự tham dự của " + "đại biểu các ban ngành đoàn thể " * 10,
)


@pytest.mark.parametrize("text", CAPTIONS)
def test_caption_after_an_image(text: str) -> None:
    assert looks_like_caption(text, after_image=True)


@pytest.mark.parametrize("text", TEXTS)
def test_text_after_an_image(text: str) -> None:
    assert not looks_like_caption(text, after_image=True)


@pytest.mark.parametrize("text", CAPTIONS[:-1] + TEXTS)
def test_without_an_image_only_a_credit_makes_a_caption(text: str) -> None:
    assert not looks_like_caption(text, after_image=False)
    assert not looks_like_caption(text, after_image=False, centred=True, emphasised=True)


def test_credit_alone_makes_a_caption() -> None:
    assert looks_like_caption("Ảnh: Đức Thụy", after_image=False)


def test_hints() -> None:
    plain = "Học sinh vui tết trung thu."
    assert not looks_like_caption(plain, after_image=True)
    assert looks_like_caption(plain, after_image=True, emphasised=True)
    assert looks_like_caption(plain, after_image=True, centred=True)
    assert not looks_like_caption("Kết quả cụ thể:", after_image=True, emphasised=True)


def test_repeated_opening_of_the_next_paragraph() -> None:
    line = "Học sinh phường vui tết trung thu."
    assert looks_like_caption(
        line, after_image=True, next_text="Học sinh phường vui tết trung thu cùng gia đình, thầy cô và bạn bè."
    )
    assert not looks_like_caption(line, after_image=True, next_text="Buổi tối, các em rước đèn.")


@pytest.mark.parametrize(
    "alt",
    [
        None, "", " ", "Anh-tin-bai", "anh tin bai", "Ảnh", "Hình ảnh", "image", "Image banner", "IMG_1234", "IMG_1234.jpg",
        "anh 1.jpg", "DSC01234", "z5123456789_0f3a", "20240127-083000", "image (1)", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "2",
        "...", "undefined", "quang-canh-hoi-nghi", "https://a.vn/a", "Screenshot 2024",
    ],
)  # fmt: skip
def test_empty_alt(alt: str | None) -> None:
    assert is_empty_alt(alt)


@pytest.mark.parametrize("alt", ["Quang cảnh hội nghị", "Bãi Cháy", "Đồng chí A phát biểu", "Hội thi năm 2024", "Lễ khai giảng"])
def test_alt_that_says_something(alt: str) -> None:
    assert not is_empty_alt(alt)


@given(st.text(max_size=300), st.booleans(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text(text: str, after_image: bool, emphasised: bool) -> None:
    caption = split_caption(text)
    assert caption.text is None or caption.text.strip()
    assert caption.credit is None or caption.credit.strip()
    looks_like_caption(text, after_image=after_image, emphasised=emphasised, next_text=text)
    is_empty_alt(text)


@pytest.mark.parametrize("piece", ["Ảnh: ", "a-", "1", "1a-", "a ", "ab. ", "(", "© ", "photo by "])
def test_long_text_costs_nothing(piece: str) -> None:
    began = time.process_time()
    for length in (299, 599, 20_000):
        text = (piece * 20_000)[:length]
        for each in (text, text + "!"):
            split_caption(each)
            looks_like_caption(each, after_image=True, next_text=each)
            is_empty_alt(each)
    assert time.process_time() - began < 1.0


def test_a_name_set_as_a_caption_is_one_unless_it_says_that_it_is_a_byline() -> None:
    assert looks_like_caption("Cầu Bãi Cháy", after_image=True, centred=True)
    assert not looks_like_caption("Cầu Bãi Cháy", after_image=True)
    assert not looks_like_caption("Tác giả: Thu Hà", after_image=True, centred=True)
