from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.dates import YearEvidence, gather_years, read_prose
from news.article import Precision, Provenance, Published

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)

SEED_LEAD = (
    "Chiều 23/1, đoàn công tác của Tỉnh ủy do đồng chí Đặng Xuân Phương, Phó Bí thư tỉnh ủy làm trưởng đoàn, đã có buổi làm việc "
    "với BTV Thành ủy Hạ Long về công tác xây dựng tổ chức Đảng, Đảng viên và công tác tuyên giáo ở cơ sở."
)
SEED_BODY = (
    "Thành phố Hạ Long hiện có 66 tổ chức cơ sở đảng, 839 chi bộ, với 24.815 đảng viên; 122 đầu mối cơ quan, đơn vị trực thuộc. "
    "Thực hiện Nghị quyết đại hội đại biểu Đảng bộ Thành phố nhiệm kỳ 2020 - 2025 đến nay, tỷ lệ đảng viên đạt cao (93,9%).\n"
    "Từ năm 2020 đến nay, đã thực hiện chuyển giao 46 đảng bộ cơ sở, kết nạp được 1.889 đảng viên.\n"
    "Đồng chí đề nghị Đảng bộ thành phố triển khai hiệu quả Nghị quyết số 20 của Ban Chấp hành Đảng bộ tỉnh về phương hướng, "
    "nhiệm vụ năm 2024 và chủ đề công tác năm của tỉnh. Trong thời gian từ nay đến Tết Nguyên đán 2024, TP Hạ Long chăm lo Tết."
)


def told(published: Published | None) -> str | None:
    if published is None:
        return None
    assert published.precision is Precision.DAY
    assert published.provenance is Provenance.PROSE
    local = published.moment.astimezone(HANOI)
    assert (local.hour, local.minute) == (0, 0)
    return local.date().isoformat()


def years(text: str = "nhiệm vụ năm 2025", **given: object) -> YearEvidence:
    urls = given.get("urls", ())
    bound = given.get("bound")
    assert isinstance(urls, tuple)
    assert bound is None or isinstance(bound, datetime)
    return gather_years(text, HANOI, now=NOW, urls=urls, bound=bound)


def test_seed() -> None:
    evidence = years(f"{SEED_LEAD}\n{SEED_BODY}")
    assert told(read_prose(SEED_LEAD, HANOI, years=evidence, now=NOW)) == "2024-01-23"


def test_seed_without_its_body_has_no_date() -> None:
    assert read_prose(SEED_LEAD, HANOI, years=years(SEED_LEAD), now=NOW) is None


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Chiều 23/1, đoàn công tác của Tỉnh ủy", "2025-01-23"),
        ("Sáng 28.5, UBND phường", "2025-05-28"),
        ("Sáng 28.5. 300 hộ dân", "2025-05-28"),
        ("Ngày 25-9, tại nhà văn hóa", "2025-09-25"),
        ("NGÀY 25-9, TẠI NHÀ VĂN HÓA", "2025-09-25"),
        ("sáng ngày 9/8/2025, tại hội trường", "2025-08-09"),
        ("Chiều ngày 29/3/2022, Đảng ủy xã", "2022-03-29"),
        ("Vào lúc 14 giờ 30, ngày 10 tháng 3 năm 2023, tại", "2023-03-10"),
        ("Lúc 8h00 ngày 5/3, tại", "2025-03-05"),
        ("Ngày 5 tháng 3, tại", "2025-03-05"),
        ("Ngày 5 tháng 3/2025, tại", "2025-03-05"),
        ("Ngày 5 tháng 5 năm 2020. UBND xã", "2020-05-05"),
        ("Trong 2 ngày 6 và 7/8, tại", "2025-08-07"),
        ("Trong hai ngày (6-7/8), tại", "2025-08-07"),
        ("Trong 5 ngày (9-13/6), tại", "2025-06-13"),
        ("Trong 3 ngày 30/4, 1/5 và 2/5, tại", "2025-05-02"),
        ("Ngày 6-7/8, tại", "2025-08-07"),
        ("Ngày 6, 7/8, tại", "2025-08-07"),
        ("Ngày mai (8/8), học sinh tựu trường", "2025-08-07"),
        ("Sáng mai (1/9), học sinh tựu trường", "2025-08-31"),
        ("Hôm qua (31/8), học sinh tựu trường", "2025-09-01"),
        ("Tối qua (7/8), phường", "2025-08-08"),
        ("Hôm nay, ngày 7/8, phường", "2025-08-07"),
        ("Chiều nay (7/8), phường", "2025-08-07"),
        ("Chiều thứ Ba (7/8), phường", "2025-08-07"),
        ("Sáng thứ 7, ngày 7/8, phường", "2025-08-07"),
        ("Sáng và chiều ngày 5/3, tại", "2025-03-05"),
        ("(HPĐT) - Sáng 19/2, quận A họp", "2025-02-19"),
        ("HNP - Ngày 19/2, quận A họp", "2025-02-19"),
        ("Thực hiện Kế hoạch số 52/KH-UBND ngày 10/01/2024 của UBND, sáng ngày 9/8/2025, UBND", "2025-08-09"),
        ("Chiều 25/9, UBND phường đã họp bàn việc sẽ tổ chức hội thi", "2025-09-25"),
        ("Ngày 18/4 (tức ngày 10/3 âm lịch), xã tổ chức lễ", "2025-04-18"),
        ("Chiều 23/1/25, đoàn công tác", "2025-01-23"),
        ("Vừa qua, ngày 7/8, phường", "2025-08-07"),
        ("Vừa qua ngày 7/8 phường", "2025-08-07"),
        ("Sáng 7/8, 2/3 số hộ dân đã ký", "2025-08-07"),
    ],
)
def test_opening(lead: str, expected: str) -> None:
    assert told(read_prose(lead, HANOI, years=years(), now=NOW)) == expected


@pytest.mark.parametrize(
    "lead",
    [
        "",
        "Đoàn công tác của Tỉnh ủy làm việc",
        "từ 9/6-15/6/2025",
        "Từ ngày 9/6 đến ngày 15/6/2025, Công an phường",
        "Từ sáng 9/6, Công an phường",
        "Ngày 9/6-15/6/2025, Công an phường",
        "Ngày 9-15/6, Công an phường",
        "Chiều 22/12 (1944 – 2025)",
        "Kỷ niệm ngày 22/12, phường",
        "Nhân ngày 27/7, phường",
        "20-CT/TU",
        "52/KH-UBND",
        "Ngày 20-CT/TU",
        "nhiệm kỳ 2020 - 2025",
        "giai đoạn 2021-2025",
        "Ngày 24.815 đảng viên",
        "Sáng 1.889 đảng viên",
        "Ngày 93,9%",
        "Ngày 9.3%",
        "số 20",
        "Có tới 2/3 số hộ dân",
        "chiều dài 2/3 con đường",
        "Trước ngày 30/9, các xã",
        "Đến ngày 30/9, các xã",
        "Dự kiến sáng 25/9, phường",
        "Ngày 25/9 tới, phường",
        "Ngày 25/9, UBND phường sẽ tổ chức",
        "Ngày 10/3 âm lịch, xã",
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2024 của UBND",
        "Thực hiện Kế hoạch số 52/KH-UBND, ngày 10/01/2024 của UBND",
        "UBND phường ban hành văn bản ngày 5/3, các xã",
        "Ngày 31/2, xã",
        "Ngày 31/02/2024, xã",
        "Chiều 5/12/2026, đoàn",
        "Chiều 29/2, đoàn",
        "Ngày 1/2/3/4, đoàn",
        "Đoàn công tác của Tỉnh ủy làm việc với phường. " * 4 + "Chiều 23/1, đoàn",
        "Trước ngày 30/9, " + "các xã làm việc với phường. " * 6 + "Chiều 23/1, đoàn",
    ],
)
def test_no_date_in_opening(lead: str) -> None:
    assert read_prose(lead, HANOI, years=years(), now=NOW) is None


def test_other_languages_are_not_read() -> None:
    assert read_prose("Chiều 23/1, đoàn", HANOI, years=years(), now=NOW, language="de") is None
    assert read_prose("Chiều 23/1, đoàn", HANOI, years=years(), now=NOW, language="vi-VN") is not None


def test_future_is_told() -> None:
    refused: list[str] = []
    late = YearEvidence(latest=date(2030, 1, 1))
    assert read_prose("Chiều 5/12/2027, đoàn", HANOI, years=late, now=NOW, refused=refused) is None
    assert refused == ["date in the future: 2027-12-05"]


@pytest.mark.parametrize(
    ("month", "day", "text", "expected"),
    [
        (1, 23, "phương hướng, nhiệm vụ năm 2024", 2024),
        (12, 20, "phương hướng, nhiệm vụ năm 2024", 2023),
        (1, 10, "tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024", 2024),
        (12, 23, "tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024", 2023),
        (1, 23, "chuẩn bị Tết Nguyên đán 2024", 2024),
        (1, 23, "đón Tết Nguyên đán Giáp Thìn năm 2024", 2024),
        (12, 31, "chào đón năm mới 2025", 2024),
        (1, 1, "chào năm mới Ất Tỵ 2025", 2025),
        (12, 23, "chuẩn bị Tết Nguyên đán 2024", 2023),
        (2, 23, "mừng Đảng, mừng Xuân 2024", 2024),
        (9, 5, "khai giảng năm học 2023 - 2024", 2023),
        (5, 25, "bế giảng năm học 2023–2024", 2024),
        (7, 10, "sơ kết 6 tháng đầu năm 2024", 2024),
        (4, 2, "quý I năm 2024", 2024),
        (6, 2, "tăng 5,2% so với năm 2023; chỉ tiêu năm 2024", 2024),
        (3, 12, "trong tháng 3/2024", 2024),
        (3, 12, "trong tháng 02 năm 2024", 2024),
        (3, 12, "sẽ khai mạc ngày 20/3/2024", 2024),
        (3, 12, "sinh hoạt ngày 5 tháng 3 năm 2024", 2024),
        (3, 12, "trong năm 2024. Nhiều hộ năm 2024 thoát nghèo.", 2024),
        (3, 12, "năm 2026", 2026),
        # Little or nothing.
        (3, 12, "", None),
        (3, 12, "năm 2019", None),
        (3, 12, "nhiệm kỳ 2020 - 2025", None),
        (3, 12, "giai đoạn 2021-2025, tầm nhìn đến năm 2030", None),
        (3, 12, "Từ năm 2020 đến nay; trước năm 2020; đến năm 2020", None),
        (3, 12, "Luật 72/2025/QH15; NQ 202/2025/QH15; số 12/2024/TT-BTC", None),
        (3, 12, "Luật Đất đai năm 2024. Luật Đất đai năm 2024.", None),
        (3, 12, "thành lập năm 2024; khởi công năm 2024; sinh năm 2024", None),
        (3, 12, "Quyết định số 12/QĐ-UBND ngày 05/03/2024", None),
        (3, 12, "2.024 hộ, 2024 người, mã số 2024", None),
        (3, 12, "tháng 13/2024, ngày 31/02/2024, ngày 31/2/2024", None),
        # Contradictions.
        (3, 12, "nhiệm vụ năm 2023. Kế hoạch năm 2024.", None),
        (3, 12, "tháng 3/2023 và tháng 3/2024", None),
        (13, 1, "nhiệm vụ năm 2024", None),
        (2, 29, "nhiệm vụ năm 2023", None),
        (12, 5, "nhiệm vụ năm 2026 và 2026", None),
    ],
)
def test_year_from_text(month: int, day: int, text: str, expected: int | None) -> None:
    assert years(text).year(month, day) == expected


@pytest.mark.parametrize(
    ("url", "month", "expected"),
    [
        ("https://a.vn/ckfinder/userfiles/images/2022/05/Loan/a.jpg", 5, 2022),
        ("https://a.vn/ckfinder/userfiles/images/2025/10/9/images0.jpg", 10, 2025),
        ("https://a.vn/portal/Photos/2024-05-17/anh%20(1).jpg", 5, 2024),
        ("https://a.vn/portal/Photos/2024-5-17/anh.jpg", 5, 2024),
        ("https://a.vn/uploads/news/2024_03/a.jpg", 3, 2024),
        ("https://a.vn/nan-ubnd/0000/quantritintuc202311/2638351363125773990.jpg", 11, 2023),
        ("https://a.vn/upload/1000/20250809/a.jpg", 8, 2025),
        ("https://a.vn/2024/a.jpg", 7, 2024),
        ("https://a.vn/2024/a.jpg", 12, 2024),
        ("https://a.vn/documents/10181/a.jpg?t=2024/01/", 1, None),
        ("https://a.vn/images/2024-01-05.jpg", 1, None),
        ("https://a.vn/2031/01/a.jpg", 1, None),
        ("https://a.vn/images/2024/01/a.jpg", 7, None),
        ("", 1, None),
    ],
)
def test_year_from_image_address(url: str, month: int, expected: int | None) -> None:
    assert years("", urls=(url,)).year(month, 12) == expected


def test_image_outweighs_stray_year() -> None:
    assert years("năm 2026", urls=("https://a.vn/2024/01/a.jpg",)).year(1, 23) == 2024


def test_bound_gives_the_latest_year_before_it() -> None:
    bound = datetime(2024, 2, 1, tzinfo=UTC)
    assert years("", bound=bound).year(1, 23) == 2024
    assert years("", bound=bound).year(2, 1) == 2024
    assert years("", bound=bound).year(2, 2) == 2023
    assert years("", bound=bound).year(12, 31) == 2023
    assert years("", bound=datetime(2023, 6, 1, tzinfo=UTC)).year(2, 29) is None


def test_bound_contradicted_by_the_text_gives_none() -> None:
    bound = datetime(2026, 7, 1, tzinfo=UTC)
    assert years(SEED_BODY, bound=bound).year(1, 23) is None
    assert years(SEED_BODY, bound=datetime(2024, 1, 25, tzinfo=UTC)).year(1, 23) == 2024


def test_full_date_in_prose_is_checked_against_the_rest() -> None:
    lead = "Ngày 5/1/2020, Bộ ban hành"
    assert told(read_prose(lead, HANOI, years=years(), now=NOW)) == "2020-01-05"
    assert read_prose(lead, HANOI, years=years(bound=datetime(2024, 1, 5, tzinfo=UTC)), now=NOW) is None
    assert read_prose(lead, HANOI, years=years(bound=datetime(2019, 1, 5, tzinfo=UTC)), now=NOW) is None
    assert read_prose(lead, HANOI, years=years(urls=("https://a.vn/2024/01/a.jpg",)), now=NOW) is None


@given(st.dates(date(2000, 1, 1), date(2026, 11, 20)), st.sampled_from(["Sáng {}, xã", "Ngày {}, xã", "Chiều ngày {}, xã"]))
@settings(deadline=None)
def test_day_and_bound_read_back(day: date, form: str) -> None:
    bound = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    evidence = years("", bound=bound)
    for text in (f"{day.day}/{day.month}", f"{day.day:02}-{day.month:02}", f"{day.day}/{day.month}/{day.year}"):
        assert told(read_prose(form.format(text), HANOI, years=evidence, now=NOW)) == day.isoformat()


@given(st.text(alphabet="0123456789/-. ,()sángchiềungàyvàtừđến năm tháng20242025", max_size=200))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_without_error(text: str) -> None:
    found = read_prose(f"Ngày {text}", HANOI, years=years(text), now=NOW)
    assert found is None or found.moment <= NOW
