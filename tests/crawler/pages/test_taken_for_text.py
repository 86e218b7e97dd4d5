"""What a town says is not taken for a button, an error page or a parked domain because of how it begins."""

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.pages.article import read_article
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
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_begins_like_a_button_is_text(sentence: str) -> None:
    assert not is_notice(sentence)


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


def test_a_warning_of_other_peoples_domains_is_no_parked_page() -> None:
    warning = "<p>Kẻ gian dùng một tên miền đã hết hạn để lừa đảo người dân.</p>"
    assert not is_parked(Page(url="https://x.vn/a", markup=f"<h1>Cảnh báo</h1>{LONG}{warning}"))
    assert is_parked(Page(url="https://x.vn/a", markup=f"<h1>x.vn</h1>{warning}"))
