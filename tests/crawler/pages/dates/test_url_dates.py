from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.dates import read_url, read_url_digits, read_url_folder
from news.article import Precision, Provenance

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.vn/portal/Pages/2024-5-17/Hoi-nghi3k9x2z.aspx", "2024-05-17"),
        ("https://a.vn/portal/pages/2023-01-30/ten-bai-468686.aspx", "2023-01-30"),
        ("https://a.vn/2024/03/05/ten-bai/", "2024-03-05"),
        ("https://a.vn/2024/03/05/", None),
        ("https://a.vn/2024/03/05", None),
        ("https://a.vn/2024/02/31/ten-bai", None),
        ("https://a.vn/2024/03-05/ten-bai", None),
        ("https://a.vn/dai-hoi-27-12-1993.html", None),
        ("https://a.vn/ten-bai-2024-03-05.html", None),
        ("https://a.vn/x?d=/2024/03/05/x", None),
        ("https://a.vn/2099/03/05/ten-bai", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_folder(url: str, expected: str | None) -> None:
    published = read_url_folder(url, HANOI, now=NOW)
    assert (published and published.moment.astimezone(HANOI).date().isoformat()) == expected
    assert published is None or (published.precision, published.provenance) == (Precision.DAY, Provenance.URL)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.vn/ten-bai-4250410182811455.htm", datetime(2025, 4, 10, 11, 28, tzinfo=UTC)),
        ("https://a.vn/muc/ten-bai-180240819115137051.htm?x=1", datetime(2024, 8, 19, 4, 51, tzinfo=UTC)),
        ("https://a.vn/ten-bai-180240819115137051.html", datetime(2024, 8, 19, 4, 51, tzinfo=UTC)),
        ("https://a.vn/250410182811455.HTM", datetime(2025, 4, 10, 11, 28, tzinfo=UTC)),
        ("https://a.vn/ten-bai-50410182811455.htm", None),
        ("https://a.vn/ten-bai-4251310182811455.htm", None),
        ("https://a.vn/ten-bai-4250410252811455.htm", None),
        ("https://a.vn/ten-bai-4250410182811455.aspx", None),
        ("https://a.vn/ten-bai-4250410182811455", None),
        ("https://a.vn/ten-bai-4990410182811455.htm", None),
        ("https://a.vn/" + "1" * 5000 + ".htm", None),
    ],
)
def test_digits(url: str, expected: datetime | None) -> None:
    published = read_url_digits(url, HANOI, now=NOW)
    assert (published and published.moment) == expected
    assert published is None or (published.precision, published.provenance) == (Precision.MINUTE, Provenance.URL)


def test_refused_is_told() -> None:
    refused: list[str] = []
    assert read_url("https://a.vn/2099/03/05/ten-bai", HANOI, now=NOW, refused=refused) is None
    assert refused == ["date in the future: 2099-03-05"]


def test_both_shapes() -> None:
    folder = read_url("https://a.vn/2024/03/05/ten-bai-4250410182811455.htm", HANOI, now=NOW)
    digits = read_url("https://a.vn/ten-bai-4250410182811455.htm", HANOI, now=NOW)
    assert folder is not None
    assert digits is not None
    assert folder.moment < digits.moment


@given(st.text(max_size=100))
def test_any_address_is_read_without_error(url: str) -> None:
    read_url(url, HANOI, now=NOW)
    read_url(f"https://a.vn/{url}/x.htm", HANOI, now=NOW)
