"""One article of a ward portal in many plausible markups of the same order: the reading must not depend on the markup."""

# Markup and sentences stand whole, as they are published.
# ruff: noqa: E501, ISC004

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.pages.generic import Reading, read_generic
from crawler.pages.page import Evidence, Page
from news.article import Figure, ListBlock, Paragraph, Precision, Provenance
from news.source import Source

SOURCE = Source(
    id="vn-ha-long",
    title="Cổng thông tin điện tử thành phố Hạ Long",
    homepage="https://halong.example/",
    listings=("https://halong.example/tin-tuc",),
)
URL = "https://halong.example/doan-cong-tac-lam-viec-voi-phuong-bai-chay-p13n71234.html"
NOW = datetime(2025, 7, 1, 5, tzinfo=UTC)

TITLE = "Đồng chí Trần Minh Quang, Phó Chủ tịch UBND thành phố và đoàn công tác làm việc với phường Bãi Cháy"
LEAD = (
    "Chiều 23/1, đoàn công tác của thành phố do đồng chí Trần Minh Quang, Phó Chủ tịch UBND thành phố làm trưởng đoàn, đã có buổi "
    "làm việc với phường Bãi Cháy về công tác chuẩn bị đón Tết và chỉnh trang đô thị. Cùng dự có lãnh đạo các phòng, ban."
)
BODY = (
    "Báo cáo với đoàn, đồng chí Lê Thị Hà, Chủ tịch UBND phường, cho biết năm qua phường có 24.815 nhân khẩu, thu ngân sách đạt 103,4% "
    "kế hoạch, hoàn thành 15 trên 16 chỉ tiêu, trong đó có ba chỉ tiêu vượt từ 5% trở lên.",
    "Phường đã lát lại vỉa hè bốn tuyến phố, trồng mới 320 cây xanh, lắp 118 đèn chiếu sáng ở các ngõ; vận động các hộ kinh doanh ký cam kết "
    "giữ gìn vệ sinh, không lấn chiếm lòng đường, hè phố trong nhiệm kỳ 2020 - 2025.",
    "Phát biểu tại buổi làm việc, đồng chí Trần Minh Quang đánh giá cao kết quả mà phường đạt được, đồng thời đề nghị phường tiếp tục rà soát "
    "hộ nghèo, hộ có hoàn cảnh khó khăn để chăm lo chu đáo dịp Tết Nguyên đán 2024.",
    "Về nhiệm vụ năm 2024, đồng chí yêu cầu phường bám sát chủ đề công tác năm của thành phố, phân công rõ người, rõ việc; chủ động phương án "
    "bảo đảm an ninh trật tự, phòng cháy chữa cháy tại các điểm du lịch và khu dân cư.",
    "Trước đó, đoàn đã kiểm tra thực tế việc trang trí đường hoa tại khu vực quảng trường và thăm, tặng quà hai gia đình chính sách trên địa bàn.",
)  # fmt: skip
CAPTIONS = (
    "Quang cảnh buổi làm việc",
    "Đồng chí Lê Thị Hà, Chủ tịch UBND phường phát biểu tại buổi làm việc",
    "Đồng chí Trần Minh Quang, Phó Chủ tịch UBND thành phố phát biểu chỉ đạo",
)
OTHERS = (
    "Phường Hồng Gai ra quân tổng vệ sinh môi trường",
    "Thông báo lịch cắt điện từ 9/6-15/6/2025 trên địa bàn thành phố",
    "Hội nghị triển khai mô hình chính quyền địa phương hai cấp",
    "Tuần lễ văn hóa đọc tại thư viện thành phố",
    "Khởi công tuyến đường ven biển nối các phường phía tây",
)
IMAGES = tuple(f"/ckfinder/userfiles/images/2024/01/Loan/anh{number}.jpg" for number in (1, 2, 3))
MENU = '<div class="{0}"><a href="/">Trang chủ</a> <a href="/gioi-thieu">Giới thiệu</a> <a href="/tin-tuc">Tin tức</a> <a href="/van-ban">Văn bản</a></div>'
SIDE = "<div>Thời tiết</div><div>Tỷ giá ngoại tệ</div><div>Thống kê truy cập</div><div>Đang online 35</div>"
FOOT = "<div>Cơ quan chủ quản: UBND thành phố. Giấy phép số 12/GP-TTĐT ngày 15/03/2019. Bản quyền © 2025</div>"


def order() -> list[tuple[str, str]]:
    """The article's parts in page order: body, image with caption, and so on."""
    parts: list[tuple[str, str]] = []
    for index, paragraph in enumerate(BODY):
        if index < 3:
            parts.append(("image", str(index)))
        parts.append(("p", paragraph))
    return parts


def others(item: str) -> str:
    return "".join(item.format(text=text, href=f"/tin-khac-p13n{99000 + number}.html") for number, text in enumerate(OTHERS))


def page(content: str, *, title: str = TITLE) -> str:
    return f'<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>{title}</title></head><body>{content}</body></html>'


def div_soup() -> str:
    inner = "".join(
        f'<div><img src="{IMAGES[int(value)]}"></div><div>{CAPTIONS[int(value)]}</div>'
        if kind == "image"
        else f"<div>{value}</div>"
        for kind, value in order()
    )
    return page(
        f'{MENU.format("a1")}<div class="b2"><h1>{TITLE}</h1><div><b>{LEAD}</b></div>{inner}'
        f'<div style="text-align: right;"><b>Phương Loan – Huy Phương</b></div></div>'
        f'<div class="b3"><div>Tin tức khác</div>{others("<div><a href={href}>{text}</a></div>")}</div>{SIDE}{FOOT}'
    )


def table_layout() -> str:
    inner = "".join(
        f'<table align="center"><tr><td><img src="{IMAGES[int(value)]}"></td></tr><tr><td align="center"><em>{CAPTIONS[int(value)]}</em></td></tr></table>'
        if kind == "image"
        else f"<p>{value}</p>"
        for kind, value in order()
    )
    return page(
        f'<table width="1000"><tr><td colspan="2">{MENU.format("m")}</td></tr><tr><td width="200">{SIDE}</td><td><h1>{TITLE}</h1>'
        f'<p><strong>{LEAD}</strong></p>{inner}<p align="right"><b>Phương Loan – Huy Phương</b></p>'
        f"<p><b>Tin tức khác</b></p><ul>{others('<li><a href={href}>{text}</a></li>')}</ul></td></tr><tr><td colspan=2>{FOOT}</td></tr></table>"
    )


def line_breaks() -> str:
    inner = "".join(
        f'<img src="{IMAGES[int(value)]}"><br>{CAPTIONS[int(value)]}<br><br>' if kind == "image" else f"{value}<br><br>"
        for kind, value in order()
    )
    return page(
        f"{MENU.format('menu')}<h1>{TITLE}</h1><div><strong>{LEAD}</strong><br><br>{inner}"
        f'<div align="right">Phương Loan – Huy Phương</div></div><div><b>Tin tức khác</b><br>{others("- <a href={href}>{text}</a><br>")}</div>{FOOT}'
    )


def no_classes() -> str:
    inner = "".join(
        f'<p><img src="{IMAGES[int(value)]}"></p><p>{CAPTIONS[int(value)]}</p>' if kind == "image" else f"<p>{value}</p>"
        for kind, value in order()
    )
    return page(
        f"<div>{MENU.format('')}</div><div><div><h1>{TITLE}</h1><p><strong>{LEAD}</strong></p>{inner}"
        f'<p style="text-align:right"><strong>Phương Loan – Huy Phương</strong></p></div>'
        f"<div><h3>Tin tức khác</h3><ul>{others('<li><a href={href}>{text}</a></li>')}</ul></div></div><div>{SIDE}</div>{FOOT}"
    )


def wordpress() -> str:
    inner = "".join(
        f'<figure class="wp-block-image"><img src="{IMAGES[int(value)]}"/><figcaption>{CAPTIONS[int(value)]}</figcaption></figure>'
        if kind == "image"
        else f"<p>{value}</p>"
        for kind, value in order()
    )
    return page(
        f'<header class="site-header">{MENU.format("main-navigation")}</header><main><article class="post-71234 post type-post category-tin-tuc">'
        f'<header class="entry-header"><h1 class="entry-title">{TITLE}</h1></header><div class="entry-content"><p><strong>{LEAD}</strong></p>{inner}'
        f'<p class="has-text-align-right"><strong>Phương Loan – Huy Phương</strong></p></div></article>'
        f'<aside class="related-posts"><h3>Tin tức khác</h3><ul>{others("<li><a href={href}>{text}</a></li>")}</ul></aside></main>'
        f'<div class="widget-area">{SIDE}</div><footer>{FOOT}</footer>'
    )


def emphasised_captions() -> str:
    inner = "".join(
        f'<p style="text-align:center"><img src="{IMAGES[int(value)]}" alt="Anh-tin-bai"></p><p style="text-align:center"><em>{CAPTIONS[int(value)]}</em></p>'
        if kind == "image"
        else f'<p style="text-align:justify">{value}</p>'
        for kind, value in order()
    )
    return page(
        f'{MENU.format("menu-top")}<section id="content"><h1>{TITLE}</h1><p class="sapo">{LEAD}</p><div class="noi-dung">{inner}'
        f'<p style="text-align:right"><em>Phương Loan – Huy Phương</em></p></div><h4>Tin tức khác:</h4>'
        f"{others('<p><a href={href}>{text}</a></p>')}</section>{SIDE}{FOOT}"
    )


def dashed_items() -> str:
    inner = "".join(
        f'<p><img src="{IMAGES[int(value)]}"></p><p>{CAPTIONS[int(value)]}</p>' if kind == "image" else f"<p>{value}</p>"
        for kind, value in order()
    )
    return page(
        f'<div id="wrapper"><div class="content"><h1>{TITLE}</h1><p><b>{LEAD}</b></p>{inner}<p style="text-align: right"><b>Phương Loan – Huy Phương</b></p>'
        f"<p><b>Tin tức khác</b></p>{others('<p>- <a href={href}>{text}</a></p>')}</div></div>{FOOT}"
    )


def unaligned_byline() -> str:
    inner = "".join(
        f'<p><img src="{IMAGES[int(value)]}"></p><p>{CAPTIONS[int(value)]}</p>' if kind == "image" else f"<p>{value}</p>"
        for kind, value in order()
    )
    return page(
        f'{MENU.format("nav")}<div class="detail"><h1>{TITLE}</h1><div class="lead">{LEAD}</div><div>{inner}<p><strong>Phương Loan – Huy Phương</strong></p></div>'
        f'<div class="other"><h2>Tin tức khác</h2>{others("<h3><a href={href}>{text}</a></h3>")}</div></div>{FOOT}'
    )


SHAPES = (div_soup, table_layout, line_breaks, no_classes, wordpress, emphasised_captions, dashed_items, unaligned_byline)


def read(markup: str) -> Reading:
    return read_generic(Page(url=URL, markup=markup), SOURCE, evidence=Evidence(now=NOW))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_markup_reads_the_same(shape: Callable[[], str]) -> None:
    reading = read(shape())
    figures = [block for block in reading.body if isinstance(block, Figure)]
    assert reading.title == TITLE
    assert reading.lead == LEAD
    assert [block.text for block in reading.body if isinstance(block, Paragraph)] == list(BODY)
    assert [figure.caption for figure in figures] == list(CAPTIONS)
    assert [figure.image for figure in figures] == [f"https://halong.example{image}" for image in IMAGES]
    assert not [block for block in reading.body if not isinstance(block, (Figure, Paragraph))]
    assert reading.authors == ("Phương Loan", "Huy Phương")
    assert [link.title for link in reading.other_news] == list(OTHERS)
    assert reading.language == "vi"
    assert reading.published is not None
    assert reading.published.precision is Precision.DAY
    assert reading.published.provenance is Provenance.PROSE
    assert reading.published.moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat() == "2024-01-23"
    assert not any(isinstance(block, ListBlock) for block in reading.body)


def test_the_month_of_an_upload_tells_the_year_of_a_short_page() -> None:
    markup = (
        "<div class=content><h1>Đoàn công tác làm việc với phường A</h1><p><strong>Chiều 23/1, đoàn công tác đã có buổi làm việc.</strong></p>"
        '<p><img src="/ckfinder/userfiles/images/2024/01/Loan/anh 1.jpg"></p><p>Quang cảnh buổi làm việc</p><p>Đoạn hai.</p></div>'
    )
    reading = read_generic(Page(url=URL, markup=markup), SOURCE, evidence=Evidence(now=NOW))
    assert reading.published is not None
    assert reading.published.moment.astimezone(SOURCE.zone).date().isoformat() == "2024-01-23"
    assert reading.lead == "Chiều 23/1, đoàn công tác đã có buổi làm việc."
