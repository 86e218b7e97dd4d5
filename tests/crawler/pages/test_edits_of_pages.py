"""What a page may change without its readers being told, and what it may not, read from markup as it comes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from news.article import Article
from news.changes import Outcome, decide
from news.difference import difference
from news.source import Source

NOW = datetime(2026, 1, 20, tzinfo=UTC)
PAGE = """
<html><head><title>Xã tổng kết công tác năm - CỔNG THÔNG TIN ĐIỆN TỬ</title></head><body>
<div class="menu"><a href="/">Trang chủ</a> <a href="/tin">Tin tức</a></div>
<div class="content">
<h1 class="ArticleHeader">Xã tổng kết công tác năm</h1>
<span class="PostDate">12/01/2026 08:30</span>
<div class="ArticleSummary">Sáng 12/1, xã tổ chức hội nghị tổng kết công tác năm và triển khai nhiệm vụ mới.</div>
<div class="ArticleContent">
<p>Năm qua, xã hoàn thành 17 trên 18 chỉ tiêu, thu nhập bình quân đạt 31 triệu đồng một người, tăng hơn năm trước.</p>
<p>Hội nghị đã nghe nhiều ý kiến của các thôn về đường sá, nước sạch và trường học, được lãnh đạo xã giải đáp.</p>
<p><img src="/upload/hoi-nghi.jpg?t=1705900000" alt="Anh-tin-bai"></p>
<p>Các thôn đã hoà giải 12 vụ việc trong năm, nhiều mô hình hay được nhân rộng và được bà con hưởng ứng.</p>
</div>
<div class="views">Lượt xem: 120</div>
</div>
<div class="ads"><a href="https://ads.example/1"><img src="/banner/1.gif"></a></div>
<div class="footer">Đang truy cập: 35. Tổng truy cập: 1.234.567</div>
</body></html>
"""
OPENING = "<p>Năm qua, xã hoàn thành"
COSMETIC = {
    "nothing": PAGE,
    "image query string": PAGE.replace("t=1705900000", "t=1805900000"),
    "image host": PAGE.replace('src="/upload/', 'src="https://xa.example.vn/upload/'),
    "rotated advertisement": PAGE.replace("/banner/1.gif", "/banner/2.gif").replace("ads.example/1", "ads.example/2"),
    "counters": PAGE.replace("Lượt xem: 120", "Lượt xem: 121").replace("35", "41").replace("1.234.567", "1.234.999"),
    "counter in the text": PAGE.replace("hưởng ứng.</p>", "hưởng ứng.</p><p>Lượt xem: 121</p>"),
    "white space": PAGE.replace("bình quân", "bình \n\t&nbsp; quân").replace("</p>", "\n</p>\n\n"),
    "emphasis": PAGE.replace("17 trên 18 chỉ tiêu", "<b>17 trên 18</b> <i>chỉ tiêu</i>"),
    "styles and classes": PAGE.replace("<p>", '<p style="text-align: justify" class="MsoNormal">'),
    "spans of an editor": PAGE.replace("hội nghị tổng kết", "<span><font>hội nghị</font></span> tổng kết"),
    "line breaks for paragraphs": PAGE.replace(f"</p>\n{'<p>Hội nghị'}", "<br><br>Hội nghị"),
    "entities": PAGE.replace("đường sá", "&#273;ường s&aacute;"),
    "tone mark": PAGE.replace("hoà giải", "hòa giải"),
    "a link": PAGE.replace("nước sạch", '<a href="/nuoc-sach">nước sạch</a>'),
    "menu": PAGE.replace("Trang chủ", "Trang nhất"),
    "script": PAGE.replace("</body>", "<script>var t = 1805900000;</script></body>"),
    "comment": PAGE.replace(OPENING, f"<!-- generated in 0.12 s -->{OPENING}"),
}
EDITED = {
    "a number": (PAGE.replace("17 trên 18", "18 trên 18"), "text: 1 paragraph"),
    "a paragraph": (
        PAGE.replace(OPENING, f"<p>Bí thư Đảng ủy xã chủ trì hội nghị, cùng dự có các thôn.</p>{OPENING}"),
        "text: 1 paragraph",
    ),
    "title": (PAGE.replace('">Xã tổng kết', '">Xã Bằng Cả tổng kết'), "title"),
    "lead": (PAGE.replace("nhiệm vụ mới", "nhiệm vụ năm mới"), "lead"),
    "date": (PAGE.replace("08:30", "09:30"), "published"),
}


def read(markup: str, family: str) -> Article:
    if family == "generic":  # and nothing by which a family could be recognised
        markup = markup.replace('class="Article', 'class="bai-').replace("PostDate", "ngay-dang").replace("Anh-tin-bai", "")
    source = Source(
        id="vn-xa",
        title="Cổng thông tin xã",
        homepage="https://xa.example.vn/",
        listings=("https://xa.example.vn/tin",),
        family=family,
    )
    page = Page(url="https://xa.example.vn/tin/bai-12345", markup=markup)
    article = read_article(page, source, evidence=Evidence(now=NOW, listing=None))
    assert article.family == family
    return article


@pytest.mark.parametrize("family", ["vnportal", "generic"])
@pytest.mark.parametrize("name", COSMETIC)
def test_readers_are_not_told(name: str, family: str) -> None:
    old, new = read(PAGE, family), read(COSMETIC[name], family)
    assert (name == "nothing") == (COSMETIC[name] == PAGE)
    assert decide(old, new).outcome in {Outcome.SAME, Outcome.COSMETIC}
    assert difference(old, new) == ()


@pytest.mark.parametrize("family", ["vnportal", "generic"])
@pytest.mark.parametrize("name", EDITED)
def test_readers_are_told(name: str, family: str) -> None:
    old, (markup, note) = read(PAGE, family), EDITED[name]
    change = decide(old, read(markup, family))
    assert (change.outcome, change.note) == (Outcome.EDITED, note)
    assert [each.field for each in difference(old, read(markup, family))] == [note.partition(":")[0]]
