"""What a town says is not taken for a button, an error page or a parked domain because of how it begins."""

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.pages.article import read_article
from crawler.pages.challenge import challenge_in
from crawler.pages.evidence import Evidence
from crawler.pages.generic.phrases import is_notice
from crawler.pages.page import Page
from crawler.pages.parked import is_parked
from crawler.pages.vacancy import vacancy_in
from news.article import Precision, Provenance, Published
from news.source import Source

SENTENCES = [
    "Trở về từ chiến trường, ông Nguyễn Văn An luôn gương mẫu đi đầu trong mọi phong trào của khu phố.",
    "Đã xem xét, cho ý kiến đối với 12 tờ trình do Ủy ban nhân dân phường trình tại kỳ họp.",
    "Theo dõi chặt chẽ diễn biến của bão trên các phương tiện thông tin đại chúng để chủ động ứng phó.",
    "Quay lại địa bàn sau cơn bão, đoàn công tác đã thăm hỏi, tặng quà các hộ dân bị thiệt hại.",
    "Xếp hạng chỉ số cải cách hành chính năm 2025, phường đứng thứ ba trong toàn thành phố.",
    "Chia sẻ qua điện thoại, chị Lan cho biết gia đình đã nhận đủ số tiền hỗ trợ.",
    "Chủ đề: “Chung tay vì môi trường xanh” được lựa chọn cho tháng hành động năm nay.",
    "Bình luận về kết quả này, ông Bình cho rằng người dân đã hiểu và đồng tình với chủ trương.",
    "Our standards for drinking water were met in all forty samples taken last month.",
    "Sign up for garden waste collections by 1 March to receive your new bin in time.",
    "Inscrivez-vous avant le 30 novembre à l'accueil de la mairie ou par téléphone.",
    "Jetzt anmelden können sich Kinder von sechs bis zwölf Jahren im Rathaus.",
    "Đã xem xét 12 tờ trình.",
    "Đã xem xét và thông qua 12 nghị quyết",
    "Lượt đọc thứ hai của dự thảo diễn ra vào tháng sau",
    "Partager la rue entre tous.",
    "Subscribe to flood warnings by calling the town hall or by text message, free of charge, before the season begins.",
    "Subscribe to flood warnings by text message.",
    "(c) the applicant shall keep the footway clear at all times and make good any damage within thirty days;",
    "No comments were received during the six weeks of consultation, so the order will be made as drafted.",
    "Join the mayor for a conversation on housing at the library on Tuesday evening.",
    "Quý bạn đọc vui lòng mang theo thẻ thư viện khi đến mượn sách tại nhà văn hóa khu phố 3 trong dịp hè.",
    "Reading time for under fives begins at ten every Saturday in the children's library.",
    "Copyright in the drawings stays with the architects, and copies may be seen at the town hall.",
]
NOTICES = [
    "Our Standards: The Roiter Trust Principles.",
    "Apúntate al boletín de noticias del ayuntamiento.",
    "Subscribe to our channel for more news from the town every day",
    "Sign up for our newsletter",
    "© 2026 Ủy ban nhân dân phường. Ghi rõ nguồn khi phát hành lại thông tin.",
    "(c) 2026 The Daily",
    "No comments yet",
    "Join us on Facebook",
    "Đã xem: 88",
    "Lượt xem: 1.024",
    "Click để đánh giá bài viết.",
    "Reading time: 3 minutes",
    "Partager cet article",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_begins_like_a_button_is_text(sentence: str) -> None:
    assert not is_notice(sentence)


@pytest.mark.parametrize("line", NOTICES)
def test_buttons_and_notices_are_no_text(line: str) -> None:
    assert is_notice(line)


LONG = "".join(
    f"<p>Đoạn {number}. Ủy ban nhân dân phường thông báo đến toàn thể nhân dân trên địa bàn để biết và thực hiện, đề nghị các khu"
    " phố tuyên truyền rộng rãi, phối hợp với các đơn vị liên quan trong suốt thời gian thi công công trình nêu trên.</p>"
    for number in range(5)
)


@pytest.mark.parametrize(
    "headline",
    [
        "Cổng Dịch vụ công tạm ngừng hoạt động để nâng cấp",
        "Hệ thống chiếu sáng đường Trần Phú được nâng cấp",
        "Trang thiết bị trạm y tế phường được nâng cấp",
        "Hệ thống cấp nước sạch tạm ngừng từ 8 giờ ngày mai",
    ],
)
def test_news_of_what_is_out_of_order_is_no_page_that_is(headline: str) -> None:
    page = f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>{{}}</body></html>"
    assert vacancy_in(html.document_fromstring(page.format(LONG))) is None
    assert (vacancy_in(html.document_fromstring(page.format("<p>Xin quay lại sau.</p>"))) or "").startswith("out of order")


SHORT = "Từ 8 giờ ngày mai, đơn vị thi công sẽ lắp đặt thiết bị mới tại các tuyến phố chính của phường."


@pytest.mark.parametrize("text", [f"<p>{SHORT}</p>" * 8, f"<div>{'<br>'.join([SHORT] * 8)}</div>"])
def test_short_paragraphs_and_those_parted_by_breaks_are_a_text_too(text: str) -> None:
    headline = "Hệ thống chiếu sáng đường Trần Phú được nâng cấp"
    page = (
        f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>{text}<p>Đã xảy ra lỗi tải ảnh</p></body></html>"
    )
    assert vacancy_in(html.document_fromstring(page)) is None


@pytest.mark.parametrize(
    ("headline", "vacant"),
    [
        ("Nội dung không có thật trên mạng xã hội", False),
        ("Nội dung không có", True),
        ("Nội dung này không có trên hệ thống", True),
        ("Trang bạn tìm không có sẵn hoặc đã bị xóa", True),
        ("Nội dung không có. Mời quý vị quay lại trang chủ", True),
        ("Trang bạn tìm không tồn tại", True),
        ("Bài viết không có dữ liệu", True),
    ],
)
def test_a_headline_that_begins_like_an_error(headline: str, vacant: bool) -> None:
    page = f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>{LONG}</body></html>"
    assert (vacancy_in(html.document_fromstring(page)) is not None) is vacant


@pytest.mark.parametrize(
    "mark",
    [
        '<form><div class="g-recaptcha" data-sitekey="k"></div></form>',
        '<script src="/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js"></script>',
        '<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>',
        "<form><label>Xác nhận bạn không phải là robot</label></form>",
    ],
)
def test_a_short_article_with_a_form_or_behind_a_guard_is_no_challenge(mark: str) -> None:
    assert challenge_in(f"<html><body><h1>Thông báo</h1><p>{SHORT}</p>{SHORT * 6}{mark}</body></html>") is None
    assert challenge_in(f"<html><body><p>Please wait</p>{mark}</body></html>") is not None


@pytest.mark.parametrize("clock", ["Thứ Hai, 30/11/2026", "Thứ Hai, ngày 30/11/2026 | 08:15"])
@pytest.mark.parametrize(
    "place", ['<div class="date">{}</div>', '<div class="header-top"><p>{}</p></div>', '<span id="clock">{}</span>']
)
def test_the_clock_of_a_site_dates_no_article(clock: str, place: str) -> None:
    now = datetime(2026, 11, 30, 5, tzinfo=UTC)
    source = Source(id="vn-x", title="X", homepage="https://x.vn/", listings=("https://x.vn/tin",))
    markup = f"<body><div id=top>{place.format(clock)}</div><h1>Phường tổ chức hội nghị tổng kết</h1><div>{LONG}</div></body>"
    listed = Published(moment=datetime(2026, 11, 4, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.LISTING)
    page = Page(url="https://x.vn/tin/hoi-nghi-1.html", markup=markup)
    assert read_article(page, source, evidence=Evidence(now=now, listing=listed)).published == listed
    alone = read_article(page, source, evidence=Evidence(now=now)).published
    assert alone is None or alone.provenance is not Provenance.VISIBLE


@pytest.mark.parametrize(
    "when", ["Thời gian: 08 giờ 00, ngày 12/11/2026", "- Thời gian tổ chức: từ 8h00 ngày 12/11/2026", "When: 7.30 pm, 12/11/2026"]
)
def test_the_day_of_a_meeting_is_not_that_of_its_invitation(when: str) -> None:
    now = datetime(2026, 11, 30, 5, tzinfo=UTC)
    source = Source(id="vn-x", title="X", homepage="https://x.vn/", listings=("https://x.vn/tin",))
    head = f"<h1>Thư mời họp dân về quy hoạch khu phố 3</h1><div><p>{when}</p><p>Địa điểm: Nhà văn hóa</p>"
    markup = f"<body>{head}{LONG}</div></body>"
    listed = Published(moment=datetime(2026, 11, 4, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.LISTING)
    page = Page(url="https://x.vn/tin/thu-moi-1.html", markup=markup)
    assert read_article(page, source, evidence=Evidence(now=now, listing=listed)).published == listed
    assert read_article(page, source, evidence=Evidence(now=now)).published is None


def test_a_warning_of_other_peoples_domains_is_no_parked_page() -> None:
    warning = "<p>Kẻ gian dùng một tên miền đã hết hạn để lừa đảo người dân.</p>"
    assert not is_parked(Page(url="https://x.vn/a", markup=f"<h1>Cảnh báo</h1>{LONG}{warning}"))
    assert is_parked(Page(url="https://x.vn/a", markup=f"<h1>x.vn</h1>{warning}"))
