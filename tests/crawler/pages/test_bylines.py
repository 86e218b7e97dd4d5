from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.bylines import Byline, looks_like_byline, split_byline


@pytest.mark.parametrize(
    ("text", "authors", "organisations"),
    [
        ("Phương Loan – Huy Phương", ("Phương Loan", "Huy Phương"), ()),
        ("Phương Loan - Huy Phương", ("Phương Loan", "Huy Phương"), ()),
        ("Phương Loan-Huy Phương", ("Phương Loan", "Huy Phương"), ()),
        ("Trần Thanh- Huy Phương", ("Trần Thanh", "Huy Phương"), ()),
        ("Thanh Xuân", ("Thanh Xuân",), ()),
        ("Ngọc Linh", ("Ngọc Linh",), ()),
        ("Đoàn Thị Hương", ("Đoàn Thị Hương",), ()),
        ("Ban Mai", ("Ban Mai",), ()),
        ("Minh An, Thu Hà", ("Minh An", "Thu Hà"), ()),
        ("Minh An và Thu Hà", ("Minh An", "Thu Hà"), ()),
        ("Lê Minh/Báo Quảng Ninh", ("Lê Minh",), ("Báo Quảng Ninh",)),
        ("Tin, ảnh: VHXH", (), ("VHXH",)),
        ("TIN VÀ ẢNH: THU THỦY", ("THU THỦY",), ()),
        ("Bài: Minh An - Ảnh: Thu Hà", ("Minh An", "Thu Hà"), ()),
        ("Nguồn tin: Báo Hải Phòng", (), ("Báo Hải Phòng",)),
        ("Tác giả bài viết: Nguyễn Văn A", ("Nguyễn Văn A",), ()),
        ("Tác giả: Hội Nông dân", (), ("Hội Nông dân",)),
        ("Tác giả: Minh An - Nguồn: Báo Hải Phòng", ("Minh An",), ("Báo Hải Phòng",)),
        ("Theo Baohatinh.vn", (), ("Baohatinh.vn",)),
        ("Theo TTXVN", (), ("TTXVN",)),
        ("PV", ("PV",), ()),
        ("K.N", ("K.N",), ()),
        ("Trần Quang Minh – MTTQVN xã Phước Đông", ("Trần Quang Minh",), ("MTTQVN xã Phước Đông",)),
        ("ỦY BAN NHÂN DÂN PHƯỜNG 1", (), ("ỦY BAN NHÂN DÂN PHƯỜNG 1",)),
        ("UỶ BAN NHÂN DÂN PHƯỜNG 1", (), ("UỶ BAN NHÂN DÂN PHƯỜNG 1",)),
        ("(Nguyễn Thị Loan, Chủ tịch HND quận)", ("Nguyễn Thị Loan",), ()),
        ("Phòng Văn hóa và Thông tin", (), ("Phòng Văn hóa và Thông tin",)),
        ("Trung tâm Văn hóa, Thông tin và Thể thao quận", (), ("Trung tâm Văn hóa, Thông tin và Thể thao quận",)),
        ("Nguyễn Văn A (tổng hợp)", ("Nguyễn Văn A",), ()),
        ("Minh An; Minh An", ("Minh An",), ()),
        ("thanh tâm", ("thanh tâm",), ()),
        ("By Jane Doe and John Smith", ("Jane Doe", "John Smith"), ()),
        ("By Jane Doe, Staff Writer", ("Jane Doe",), ()),
        ("Jane Doe jane.doe@example.org", ("Jane Doe",), ()),
        ("Von Anna Müller und Karl-Heinz Schmidt", ("Anna Müller", "Karl-Heinz Schmidt"), ()),
        ("Par Jean-Pierre Dupont", ("Jean-Pierre Dupont",), ()),
        ("Pressestelle der Stadt Köln", (), ("Pressestelle der Stadt Köln",)),
        ("City of Springfield Press Office", (), ("City of Springfield Press Office",)),
        ("admin", (), ()),
        ("", (), ()),
        ("Quang cảnh buổi làm việc", (), ()),
        ("Minh An " * 40, (), ()),
    ],
)
def test_split(text: str, authors: tuple[str, ...], organisations: tuple[str, ...]) -> None:
    assert split_byline(text) == Byline(authors=authors, organisations=organisations)


@pytest.mark.parametrize(
    "text",
    [
        "Phương Loan – Huy Phương", "Trần Thanh- Huy Phương", "Thanh Xuân", "Ngọc Linh", "Tin, ảnh: VHXH", "TIN VÀ ẢNH: THU THỦY",
        "Nguồn tin: Báo Hải Phòng", "Tác giả bài viết: Nguyễn Văn A", "Theo Baohatinh.vn", "PV", "K.N",
        "Trần Quang Minh – MTTQVN xã Phước Đông", "ỦY BAN NHÂN DÂN PHƯỜNG 1", "(Nguyễn Thị Loan, Chủ tịch HND quận)",
        "Minh An và Thu Hà", "Người Viết – Người Chụp", "Hội Nông dân xã Phước Đông", "Tin bài: Thu Hà", "Theo TTXVN",
    ],
)  # fmt: skip
def test_looks_like(text: str) -> None:
    assert looks_like_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Quang cảnh buổi làm việc", "Quang cảnh hội nghị.", "Toàn cảnh hội nghị", "Một số hình ảnh:", "Ảnh: Đức Thụy",
        "Đồng chí Vũ Quyết Tiến, Ủy viên BTV Tỉnh ủy, Bí thư Thành ủy phát biểu tại buổi làm việc",
        "ĐOÀN KẾT - DÂN CHỦ - KỶ CƯƠNG - PHÁT TRIỂN", "Độc lập - Tự do - Hạnh phúc", "Đoàn Kết – Sáng Tạo – Phát Triển",
        "Hội nghị tổng kết", "HỘI NGHỊ TỔNG KẾT", "Xin cảm ơn!", "Mọi người đều vui.", "Hội nghị đã thành công tốt đẹp.",
        "Theo đó, các xã", "Theo kế hoạch", "1. Công tác chuẩn bị", "Hết", "Minh", "Chủ tịch", "Xem thêm", "By the river",
        "Trung tâm tổ chức tập huấn", "Ủy ban nhân dân phường đã họp", "23/1/2024", "Minh An: hội thi", "…", "()", "-",
        "Nguyễn Văn A, Trần Thị B, Lê C D, Phạm E G, Hồ H I, Ngô K L, Đỗ M N",
    ],
)  # fmt: skip
def test_looks_like_nothing_of_the_kind(text: str) -> None:
    assert not looks_like_byline(text)


def test_other_languages_need_a_label() -> None:
    assert looks_like_byline("By Jane Doe", language="en")
    assert looks_like_byline("Von Anna Müller", language="de")
    assert looks_like_byline("Par Jean-Pierre Dupont et Marie Curie", language="fr")
    assert not looks_like_byline("Public Notice", language="en")
    assert not looks_like_byline("Von der Feuerwehr gerettet", language="de")


@given(st.text(max_size=250) | st.text(alphabet="AbĐ -–,.:()/&và ảnTi", max_size=100))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    byline = split_byline(text)
    for name in byline.authors + byline.organisations:
        assert name == name.strip()
        assert name
    assert not (looks_like_byline(text) and byline == Byline() and "admin" not in text.lower())


@pytest.mark.parametrize("piece", ["a-", "A ", "Theo ", "Tin, ", "(", " và ", "a.", "Ảnh: ", "ban "])
def test_long_text_costs_nothing(piece: str) -> None:
    began = time.process_time()
    for length in (89, 199, 100_000):
        text = (piece * 100_000)[:length]
        split_byline(text)
        looks_like_byline(text)
    assert time.process_time() - began < 1.0
