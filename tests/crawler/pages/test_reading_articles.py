from datetime import UTC, datetime

import pytest

from crawler.families import FAMILIES
from crawler.pages.article import key_of, read_article
from crawler.pages.evidence import Evidence
from crawler.pages.layout import Layout
from crawler.pages.page import Page
from news.article import Article, Attachment, Figure, Paragraph, Precision, Provenance, Published
from news.errors import ChallengeError, EmptyPageError, LayoutError, SettingsError
from news.source import Source

NOW = datetime(2026, 1, 20, tzinfo=UTC)
URL = "https://xa.example.vn/tin/bai-12345"
TEXT = "Năm qua, xã hoàn thành 17 trên 18 chỉ tiêu, thu nhập bình quân đạt 31 triệu đồng một người."


def source(family: str = "vnportal", **fields: object) -> Source:
    values: dict[str, object] = {
        "id": "vn-xa", "title": "Cổng thông tin xã", "homepage": "https://xa.example.vn/",
        "listings": ("https://xa.example.vn/tin",), "family": family,
    } | fields  # fmt: skip
    return Source(**values)  # type: ignore[arg-type]


def vnportal(body: str = f"<p>{TEXT}</p>", *, title: str = "Tiêu đề bài", lead: str = "", date: str = "", more: str = "") -> str:
    return (
        f'<html><head><title>{title} - CỔNG THÔNG TIN ĐIỆN TỬ</title></head><body><h1 class="ArticleHeader">{title}</h1>'
        f'<span class="PostDate">{date}</span><div class="ArticleSummary">{lead}</div>'
        f'<div class="ArticleContent">{body}</div>{more}'
    )


def read(markup: str, *, url: str = URL, listing: Published | None = None, **fields: object) -> Article:
    return read_article(Page(url=url, markup=markup), source(**fields), evidence=Evidence(now=NOW, listing=listing))  # type: ignore[arg-type]


def test_a_page_that_says_little_is_still_read() -> None:
    article = read(vnportal())
    assert (article.title, article.lead, article.published, article.updated) == ("Tiêu đề bài", None, None, None)
    assert article.body == (Paragraph(text=TEXT),)
    assert (article.key, article.family, article.source, article.url) == ("xa.example.vn/12345", "vnportal", "vn-xa", URL)
    assert article.language == "vi"
    assert article.warnings == ()


def test_what_a_declared_layout_does_not_find_is_named() -> None:
    with pytest.raises(LayoutError) as missing:
        read("<h1 class='ArticleHeader'>Tiêu đề</h1><div class='khac'><p>Đoạn văn.</p></div>")
    assert missing.value.field == "body"
    with pytest.raises(LayoutError) as missing:
        read(f"<h1>Tiêu đề</h1><div class='khac'><p>{TEXT}</p></div>")
    assert missing.value.field == "title"


def test_a_recognised_layout_that_does_not_fit_leaves_the_page_to_its_structure() -> None:
    markup = f"<h1>Xã tổng kết công tác năm</h1><div class=bai><p>{TEXT}</p><p>{TEXT} Hai.</p></div><img alt='Anh-tin-bai'>"
    article = read(markup, family="generic")
    assert (article.title, article.family) == ("Xã tổng kết công tác năm", "vnportal")
    assert article.key == "https://xa.example.vn/tin/bai-12345"


def test_the_family_given_decides() -> None:
    page = Page(url=URL, markup=vnportal())
    article = read_article(page, source("generic"), evidence=Evidence(now=NOW), family=FAMILIES["vnportal"])
    assert article.key == "xa.example.vn/12345"
    assert key_of(URL, None) == URL
    assert key_of("https://xa.example.vn/gioi-thieu", FAMILIES["vnportal"]) == "https://xa.example.vn/gioi-thieu"


def test_a_title_is_freed_of_what_the_site_adds() -> None:
    assert read(vnportal(title="CTTĐT - Xã họp")).title == "Xã họp"
    assert read(vnportal(title="Tin xã | Xã họp"), title_affixes=("Tin xã | ",)).title == "Xã họp"


def test_without_a_heading_the_head_names_the_title_and_a_warning_says_so() -> None:
    article = read(vnportal().replace("ArticleHeader", "DoiTen"))
    assert article.title == "Tiêu đề bài"
    assert article.warnings == ("title only in the page's head",)


def test_title_and_lead_are_not_repeated_in_the_body() -> None:
    lead = "Ngày 12/01, xã tổng kết."
    article = read(vnportal(f"<p><b>Tiêu đề bài</b></p><p>{lead}</p><p>{TEXT}</p>", lead=f"<p>{lead}</p>"))
    assert article.lead == lead
    assert article.body == (Paragraph(text=TEXT),)
    alone = read(vnportal(f"<p>{lead}</p>", lead=lead))
    assert alone.body == (Paragraph(text=lead),)


@pytest.mark.parametrize(
    ("closing", "authors", "organisations"),
    [
        ("<p style='text-align:right'><b>Thu Hà</b></p>", ("Thu Hà",), ()),
        ("<p>Phương Loan – Huy Phương</p>", ("Phương Loan", "Huy Phương"), ()),
        ("<p>Tác giả: Thu Hà</p><p>Nguồn tin: Báo Sơn La</p>", ("Thu Hà",), ("Báo Sơn La",)),
        ("<p align=right>ỦY BAN NHÂN DÂN XÃ</p>", (), ("ỦY BAN NHÂN DÂN XÃ",)),
    ],
)
def test_the_last_lines_sign(closing: str, authors: tuple[str, ...], organisations: tuple[str, ...]) -> None:
    article = read(vnportal(f"<p>{TEXT}</p>{closing}"))
    assert (article.authors, article.organisations) == (authors, organisations)
    assert article.body == (Paragraph(text=TEXT),)


@pytest.mark.parametrize(
    "closing",
    [
        "<p style='text-align:right'>Ngày 12/01/2026</p>",
        "<p>Hội nghị kết thúc tốt đẹp.</p>",
        "<p><a href='/bc.pdf'>Báo cáo tổng kết</a></p>",
        "<ul><li>Thu Hà</li></ul>",
    ],
)  # fmt: skip
def test_other_last_lines_stay(closing: str) -> None:
    article = read(vnportal(f"<p>{TEXT}</p>{closing}"))
    assert (article.authors, article.organisations) == ((), ())
    assert len(article.body) == 2


def at(day: int, provenance: Provenance = Provenance.LISTING) -> Published:
    return Published(moment=datetime(2026, 1, day, 1, tzinfo=UTC), precision=Precision.MINUTE, provenance=provenance)


def test_dates_in_falling_order_of_trust() -> None:
    shown = read(vnportal(date="Thứ hai, 12/01/2026 08:15", lead="Sáng 11/1, xã họp."), listing=at(10))
    assert shown.published is not None
    assert (shown.published.moment, shown.published.provenance) == (datetime(2026, 1, 12, 1, 15, tzinfo=UTC), Provenance.VISIBLE)
    assert read(vnportal(lead="Sáng 11/1, xã họp."), listing=at(10)).published == at(10)
    prose = read(vnportal(f"<p>{TEXT}</p><p>Nhiệm vụ năm 2026 gồm ba nhóm.</p>", lead="Sáng 11/1, xã họp.")).published
    assert prose is not None
    assert (prose.moment, prose.provenance) == (datetime(2026, 1, 10, 17, tzinfo=UTC), Provenance.PROSE)
    assert read(vnportal(lead="Xã họp bàn nhiều việc.")).published is None


def test_an_edit_is_told_from_a_publication() -> None:
    both = read(vnportal(date="12/01/2026 08:15"), selectors={"updated": ".sua"})
    assert both.updated is None
    both = read(
        vnportal(date="12/01/2026 08:15", more='<p class="sua">Cập nhật lúc: 14/01/2026 09:00</p>'), selectors={"updated": ".sua"}
    )
    assert both.updated is not None
    assert both.updated.moment == datetime(2026, 1, 14, 2, tzinfo=UTC)
    earlier = read(vnportal(date="12/01/2026 08:15", more='<p class="sua">11/01/2026</p>'), selectors={"updated": ".sua"})
    assert earlier.updated is None
    only = read(vnportal(date="Cập nhật lúc: 12/01/2026 08:15"))
    assert only.published is not None
    assert only.updated is None
    markup = (
        '<p class="tandan-p-article-news-title">Bài</p><span class="tandan-span-date-publish">Cập nhật: 12/01/2026</span>'
        f'<div class="tandan-p-article-main"><p>{TEXT}</p></div>'
    )
    dated = read(markup, url="https://x.vn/portal/Pages/2026-1-10/bai-abcdef.aspx", family="tandan")
    assert dated.published is not None
    assert (dated.published.provenance, dated.published.moment) == (Provenance.URL, datetime(2026, 1, 9, 17, tzinfo=UTC))
    assert dated.updated is not None
    assert dated.updated.moment == datetime(2026, 1, 11, 17, tzinfo=UTC)


def test_selectors_of_the_source_override_the_familys() -> None:
    markup = vnportal(lead="Không phải").replace("</body>", "") + '<p class="tom-tat">Tóm tắt thật.</p>'
    assert read(markup, selectors={"lead": ".tom-tat"}).lead == "Tóm tắt thật."
    with pytest.raises(SettingsError, match="no CSS selector"):
        read(markup, selectors={"lead": "p["})
    with pytest.raises(ValueError, match="a layout has no leed"):
        Layout().with_selectors({"leed": "p"})


def test_selectors_alone_read_a_page_of_no_family() -> None:
    markup = (
        f"<div class=t>Xã họp</div><span class=d>12/01/2026</span><div class=b><p>{TEXT}</p></div>"
        "<div class=x><a href='/t/khac-1'>Bài khác của xã</a></div>"
    )
    article = read(markup, family="generic", selectors={"title": ".t", "body": ".b", "date": ".d", "other_news": ".x"})
    assert (article.title, article.family) == ("Xã họp", "generic")
    assert article.published is not None
    assert [link.title for link in article.other_news] == ["Bài khác của xã"]
    with pytest.raises(LayoutError):
        read(markup, family="generic", selectors={"title": ".t", "body": ".khong-co"})


def test_selectors_help_the_generic_reader_out() -> None:
    markup = (
        "<h1>Xã tổng kết công tác năm</h1><p class=k>Tóm tắt thật của bài.</p><i class=n>Thu Hà</i>"
        f"<b class=d>12/01/2026 08:15</b><div><p>{TEXT}</p><p>{TEXT} Hai.</p></div><p class=u>13/01/2026</p>"
    )
    article = read(markup, family="generic", selectors={"lead": ".k", "byline": ".n", "date": ".d", "updated": ".u"})
    assert (article.title, article.lead, article.authors) == ("Xã tổng kết công tác năm", "Tóm tắt thật của bài.", ("Thu Hà",))
    assert article.published is not None
    assert article.published.moment == datetime(2026, 1, 12, 1, 15, tzinfo=UTC)
    assert article.updated is not None


def test_documents_are_attached_from_boxes_bodies_and_viewers() -> None:
    body = (
        f"<p>{TEXT} <a href='/a.pdf'>Kế hoạch</a> <a href='/b'>không</a> <a href='/tai' download>Danh sách</a></p>"
        "<iframe src='https://docs.google.com/viewer?url=https%3A%2F%2Fxa.example.vn%2Fc.docx'></iframe>"
        "<iframe src='/video'></iframe>"
        "<object data='/d.PDF'></object>"
    )
    box = (
        "<div class=tep><a href='/e?id=5'>Tập tin : e.zip</a><a href='#'>In</a><a href='javascript:x'>x</a>"
        "<a href='/a.pdf' title='Kế hoạch số 5'>a</a></div>"
    )
    article = read(vnportal(body, more=box), selectors={"attachments": ".tep"})
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert article.attachments == (
        Attachment(url="https://xa.example.vn/e?id=5", title="e.zip"),
        Attachment(url="https://xa.example.vn/a.pdf", title="Kế hoạch số 5", media_type="application/pdf"),
        Attachment(url="https://xa.example.vn/tai", title="Danh sách"),
        Attachment(url="https://xa.example.vn/c.docx", media_type=word),
        Attachment(url="https://xa.example.vn/d.PDF", media_type="application/pdf"),
    )


def test_the_image_is_the_first_figures_else_the_pages_choice() -> None:
    chosen = "<meta property='og:image' content='javascript:x'><meta property='og:image' content='/og.jpg'>"
    assert read(vnportal(more=chosen)).image == "https://xa.example.vn/og.jpg"
    article = read(vnportal(f"<img src=/a.jpg alt='Tiêu đề bài'><p>{TEXT}</p>", more=chosen))
    assert article.image == "https://xa.example.vn/a.jpg"
    assert article.body[0] == Figure(image="https://xa.example.vn/a.jpg")


def test_addresses_are_meant_against_the_base_of_the_page() -> None:
    base = "<base href='https://tep.example.vn/x/'>"
    assert read(vnportal("<img src=a.jpg><p>Đoạn văn ngắn.</p>", more=base)).image == "https://tep.example.vn/x/a.jpg"
    assert (
        read(vnportal("<img src=a.jpg><p>Đoạn văn ngắn.</p>", more="<base href='javascript:x'>")).image
        == "https://xa.example.vn/tin/a.jpg"
    )


def test_a_sidebar_with_the_same_names_is_not_the_article() -> None:
    sidebar = (
        '<div><div class="hop"><span class="PostDate">01/02/2020 10:00</span><div class="ArticleSummary">Tin cũ</div></div></div>'
    )
    article = read(f"<body>{sidebar}<main>{vnportal(date='12/01/2026', lead='Tóm tắt.')}</main>")
    assert article.lead == "Tóm tắt."
    assert article.published is not None
    assert article.published.moment.year == 2026


def test_categories_are_the_last_crumb_and_the_keywords() -> None:
    crumbs = "<ol class=breadcrumb><li><a href=/>Trang chủ</a><li><a href=/a>Kinh tế</a><li><a href=/b>Tiêu đề bài</a></ol>"
    tags = "<div class=tu-khoa><a>#cà phê</a><a>CÀ PHÊ</a><a>sầu riêng</a></div>"
    assert read(vnportal(more=crumbs + tags), selectors={"tags": ".tu-khoa a"}).categories == ("Kinh tế", "cà phê", "sầu riêng")
    assert read(vnportal(more="<meta property='article:section' content='Văn hóa'>")).categories == ("Văn hóa",)


def test_lists_of_other_news_are_found_by_their_headings() -> None:
    more = (
        "<div><h3>Tin khác</h3></div><ul><li><a href='/tin/mot-11111'>- Tin một (12/01/2026)</a></li>"
        "<li><a href='/tin/bai-12345?x=1'>Chính nó</a></li></ul>"
    )
    assert [(link.title, link.url) for link in read(vnportal(more=more)).other_news] == [
        ("Tin một", "https://xa.example.vn/tin/mot-11111")
    ]
    assert read(vnportal(more="<p>Tin khác</p>")).other_news == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<html><title>404 Not Found</title><body><h1>Not Found</h1></body></html>",
        "<title>Không tìm thấy trang - Xã A</title><body><h1>Không tìm thấy trang</h1><p>Trang bạn yêu cầu không tồn tại.</p>",
        "<body><p>Error establishing a database connection</p>",
        "<body><b>Warning</b>: <div>mysqli_connect(): (HY000/2002)</div>",
        "<title>Runtime Error</title><body><h1>Server Error in '/' Application.</h1>",
        "<title>Bảo trì</title><body><p>Hệ thống đang bảo trì, mời quay lại sau.</p>",
        "<title>Tin</title><body><div>Bài viết này đã bị xóa hoặc không tồn tại.</div>",
        "<body><a href=/></a><script>1</script> <style>p{}</style></body>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("family", ["vnportal", "generic"])
def test_error_pages_served_as_pages_are_empty(markup: str, family: str) -> None:
    with pytest.raises(EmptyPageError):
        read(markup, family=family)


def test_an_article_about_such_a_page_is_an_article() -> None:
    title = "Không tìm thấy trang"
    assert read(vnportal(title=title)).title == title
    long = "".join(f"<p>{TEXT} {TEXT} {TEXT}</p>" for _ in range(3))
    assert (
        read(f"<h1>Cổng xã gặp sự cố</h1><div><p>Không có thông tin.</p>{long}</div>", family="generic").title
        == "Cổng xã gặp sự cố"
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<html><body><script>document.cookie="D1N="+"0123"+"; path=/";window.location.reload(true);</script></body></html>',
        "<title>Just a moment...</title><body><script>window._cf_chl_opt={}</script><p>Checking your browser.</p>",
        "<body><script>document.cookie='a=b';location.href='/x'</script></body>",
        "<body><form><div class='g-recaptcha' data-sitekey=x></div></form><p>Xác nhận bạn là người</p>",
        "<body><iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful. Incapsula incident ID: 1</iframe></body>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("family", ["daklak", "generic"])
def test_challenges_are_told_and_never_read(markup: str, family: str) -> None:
    with pytest.raises(ChallengeError):
        read(markup, family=family)


def test_an_article_with_a_captcha_in_its_comments_is_no_challenge() -> None:
    form = "<form><div class='g-recaptcha'></div></form><script>document.cookie='a=b';location.reload()</script>"
    long = "".join(f"<p>{TEXT} {number}</p>" for number in range(30))
    assert read(f"<h1>Xã tổng kết công tác năm</h1><div>{long}</div>{form}", family="generic").title == "Xã tổng kết công tác năm"


def test_evidence_and_moments_are_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        Evidence(now=datetime(2026, 1, 20))  # noqa: DTZ001 the mistake under test
