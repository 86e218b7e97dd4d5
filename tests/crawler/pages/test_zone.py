"""The zone of a page that belongs to no source."""

import pytest

from crawler.pages.page import Page
from crawler.pages.zone import guess_zone

VIETNAMESE = "<p>Phường tổ chức hội nghị tổng kết công tác vận động nhân dân và triển khai nhiệm vụ.</p>" * 3


@pytest.mark.parametrize(
    ("url", "markup", "zone"),
    [
        ("https://a.gov.vn/x", "", "Asia/Ho_Chi_Minh"),
        ("http://127.0.0.1:8081/x", VIETNAMESE, "Asia/Ho_Chi_Minh"),
        ("https://news.example.com/x", VIETNAMESE, "Asia/Ho_Chi_Minh"),
        ("https://stadt.example.de/x", "<p>Die Stadt eröffnet die neue Brücke.</p>", "Europe/Berlin"),
        ("https://a.example.com/x", '<meta property="article:published_time" content="2024-03-05T23:30:00-05:00">', "Etc/GMT+5"),
        ("https://a.example.com/x", '<script>{"datePublished":"2024-03-05T23:30:00+09:00"}</script>', "Etc/GMT-9"),
        ("https://a.example.com/x", '<time datetime="2024-03-05T23:30:00Z">', "UTC"),
        ("not an address", "", "UTC"),
    ],
)
def test_guess(url: str, markup: str, zone: str) -> None:
    assert guess_zone(Page(url=url, markup=markup)) == zone
