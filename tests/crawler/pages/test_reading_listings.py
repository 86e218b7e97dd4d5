from datetime import UTC, datetime

import pytest

from crawler.pages.listed import Listing
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from crawler.pages.paging import next_page
from news.article import Precision, Provenance
from news.errors import ChallengeError, CharsetError, EmptyPageError, LayoutError, ParkedError
from news.source import Source

NOW = datetime(2026, 1, 20, tzinfo=UTC)
URL = "https://xa.example.vn/tin-tuc"
TITLES = (
    "Xã tổng kết công tác năm 2025",
    "Khai mạc kỳ họp thứ năm hội đồng nhân dân",
    "Ra quân làm đường giao thông nông thôn",
    "Tiêm vắc xin cho đàn bò đợt một",
)
MENU = (
    "<nav><ul><li><a href='/gioi-thieu-chung-ve-xa'>Giới thiệu chung về xã nhà</a></li>"
    "<li><a href='/bo-may-to-chuc'>Bộ máy tổ chức của xã</a></li></ul></nav>"
    "<div class='side-menu'><a href='/van-ban-phap-luat-moi'>Văn bản pháp luật mới ban hành</a></div>"
)


def source(family: str = "generic", **fields: object) -> Source:
    values: dict[str, object] = {
        "id": "vn-xa", "title": "Xã", "homepage": "https://xa.example.vn/", "listings": (URL,), "family": family
    } | fields  # fmt: skip
    return Source(**values)  # type: ignore[arg-type]


def read(markup: str, *, url: str = URL, **fields: object) -> Listing:
    return read_listing(Page(url=url, markup=markup), source(**fields), now=NOW)  # type: ignore[arg-type]


def items(form: str = "<li><a href='/tin/bai-{0}.html'>{1}</a> <i>(1{0}/01/2026)</i></li>") -> str:
    return f"<ul>{''.join(form.format(number, title) for number, title in enumerate(TITLES, 1))}</ul>"


def test_a_list_of_same_shaped_links_is_the_listing_and_menus_are_not() -> None:
    listing = read(MENU + items() + "<footer><a href='/tin/bai-9.html'>Chịu trách nhiệm nội dung cổng</a></footer>")
    assert [link.title for link in listing.links] == list(TITLES)
    assert listing.links[0].url == "https://xa.example.vn/tin/bai-1.html"
    first = listing.links[0].published
    assert first is not None
    assert (first.moment, first.precision, first.provenance) == (
        datetime(2026, 1, 10, 17, tzinfo=UTC),
        Precision.DAY,
        Provenance.LISTING,
    )


@pytest.mark.parametrize(
    "form",
    [
        "<li><a href='/tin/bai-{0}.html'>{1} (1{0}/01/2026)</a></li>",
        "<div><h3><a href='/tin/bai-{0}.html'>{1}</a></h3><time datetime='2026-01-1{0}'></time></div>",
        (
            "<div><a href='/tin/bai-{0}.html'><img src=/a.jpg></a><h3><a href='/tin/bai-{0}.html'>{1}</a></h3>"
            "<p>Ngày đăng: 1{0}/01/2026</p><p>Năm 2020 xã có 15/03 nhà văn hóa.</p></div>"
        ),
        "<div><span>1{0} tháng 1, 2026</span><div><a href='/tin/bai-{0}.html'>{1}</a></div></div>",
    ],
)
def test_dates_stand_beside_their_links(form: str) -> None:
    listing = read(items(form))
    assert [link.published.moment.day if link.published else None for link in listing.links] == [10, 11, 12, 13]
    assert [link.title for link in listing.links] == list(TITLES)


def test_a_date_among_many_links_belongs_to_none() -> None:
    listing = read(f"<p>Hôm nay 15/01/2026</p>{items('<li><a href=/tin/bai-{0}.html>{1}</a></li>')}")
    assert [link.published for link in listing.links] == [None] * 4


def test_a_number_in_a_title_is_no_date() -> None:
    listing = read(items("<li><a href='/tin/bai-{0}.html'>Kế hoạch số {0} ngày 05/01/2026 {1}</a></li>"))
    assert [link.published for link in listing.links] == [None] * 4


def test_links_stay_on_the_sources_hosts() -> None:
    outside = items("<li><a href='https://khac.example/tin/bai-{0}.html'>{1}</a></li>")
    ports = items("<li><a href='https://xa.example.vn:8443/tin/cong-{0}.html'>{1}</a></li>")
    assert len(read(items() + outside + ports).links) == 4
    assert len(read(items() + ports, hosts=("xa.example.vn:8443",)).links) == 8
    with pytest.raises(LayoutError):
        read(outside)


def test_an_article_is_listed_once() -> None:
    again = "<li><a href='/tin-khac/slug-12345'>Xem tiếp</a></li>"
    listing = read(
        f"<ul class=ArticleList><li class=Title><a href='/tin/slug-12345?pageindex=0'>{TITLES[0]}</a></li>{again}</ul>",
        family="vnportal",
    )
    assert [(link.url, link.title) for link in listing.links] == [("https://xa.example.vn/tin/slug-12345?pageindex=0", TITLES[0])]


def test_a_cut_title_is_completed() -> None:
    listing = read(items("<li><a href='/tin/bai-{0}.html' title='{1}'>Đầu...</a><a href='/tin/bai-{0}.html'>{1}</a></li>"))
    assert [link.title for link in listing.links] == list(TITLES)


def test_a_family_without_its_list_box_falls_back_to_addresses() -> None:
    listing = read(
        MENU + items("<li><a href='/tin/slug-{0}2345'>{1}</a><a href='/lien-he-voi-xa'>Liên hệ với xã nhà</a></li>"),
        family="vnportal",
    )
    assert len(listing.links) == 4
    in_menu = "<nav><a href='/tin/slug-12345'>Tin nổi bật</a></nav>"
    assert len(read(in_menu, family="vnportal").links) == 1


def test_a_selector_of_the_source_is_taken_at_its_word() -> None:
    markup = "<div class=ds><a href='/p?x=1'>Ngắn</a></div>" + items()
    assert [link.title for link in read(markup, selectors={"listing_links": ".ds a"}).links] == ["Ngắn"]
    with pytest.raises(LayoutError) as missing:
        read(markup, selectors={"listing_links": ".khong-co a"})
    assert missing.value.field == "links"


@pytest.mark.parametrize(
    "markup",
    ["<p>Hôm nay trời đẹp.</p>", MENU, "<a href='#'>x</a><a href='/a.pdf'>Báo cáo tài chính năm nay</a>"],
)
@pytest.mark.parametrize("family", ["generic", "vnportal", "pxny"])
def test_silence_is_an_error(markup: str, family: str) -> None:
    with pytest.raises(LayoutError) as missing:
        read(markup, family=family)
    assert missing.value.field == "links"


@pytest.mark.parametrize(
    ("markup", "error", "words"),
    [
        ("<p>Chưa có bài viết nào.</p>", EmptyPageError, "nothing there"),
        ("<html></html>", EmptyPageError, "no text"),
        ("<h1>This domain is for sale</h1>", ParkedError, "for sale"),
        (
            "".join(f"<li><a href='/tin-{n}00000'>H?i ngh? t?ng k?t c?a x? trong n?m</a></li>" for n in range(1, 7)),
            CharsetError,
            "lost",
        ),
    ],
)
@pytest.mark.parametrize("family", ["generic", "vnportal", "pxny"])
def test_a_page_that_says_why_it_lists_nothing_is_taken_at_its_word(
    markup: str, error: type[Exception], words: str, family: str
) -> None:
    with pytest.raises(error, match=words):
        read(markup if error is not CharsetError else f"<ul>{markup}</ul>", family="generic" if error is CharsetError else family)


def test_a_challenge_is_told() -> None:
    with pytest.raises(ChallengeError):
        read('<script>document.cookie="D1N="+"x";location.reload()</script>')


@pytest.mark.parametrize(
    ("url", "links", "following"),
    [
        ("/ds.aspx", "<a href='?PageIndex=2'>2</a><a href='?PageIndex=3'>3</a>", "/ds.aspx?PageIndex=2"),
        ("/ds.aspx?PageIndex=2", "<a href='?PageIndex=1'>1</a><a href='?PageIndex=3'>3</a>", "/ds.aspx?PageIndex=3"),
        ("/tin/page/2", "<a href='/tin'>1</a><a href='/tin/page/3'>3</a>", "/tin/page/3"),
        ("/vi/news/", "<a href='/vi/news/page-2/'>2</a>", "/vi/news/page-2/"),
        ("/vi/news/page-2/", "<a href='/vi/news/page-3/'>x</a>", "/vi/news/page-3/"),
        ("/tin/trang-2.html", "<a href='/tin/trang-3.html'>3</a>", "/tin/trang-3.html"),
        ("/t?_a_cur=1&_a_delta=10", "<a href='/t?_a_delta=10&amp;_a_cur=2'>2</a>", "/t?_a_delta=10&_a_cur=2"),
        ("/tin", "<a href='/tin?x=5'>Trang sau</a>", "/tin?x=5"),
        ("/tin", "<a href='/tin?x=5' aria-label='Trang sau'>&raquo;</a>", "/tin?x=5"),
        ("/tin", "<a href='/tin?x=5'>Sau »</a>", "/tin?x=5"),
        ("/tin", "<link rel=next href='/tin/2'>", "/tin/2"),
        ("/tin", "<a rel='nofollow next' href='/tin/2'>2</a><a href='/tin?page=2'>2</a>", "/tin/2"),
        ("/tin?page=3", "<a href='/tin?page=2'>2</a><a href='#'>3</a>", None),
        ("/tin", "<a href=\"javascript:__doPostBack('x','')\">Sau</a>", None),
        ("/tin", "<a href='/khac?page=2'>2</a>", None),
        ("/tin", "<a href='https://khac.example/'>Tiếp</a>", None),
        ("/tin?page=2", "<a href='/tin?page=2'>Trang sau</a>", None),
    ],
)
def test_the_next_page(url: str, links: str, following: str | None) -> None:
    address = f"https://xa.example.vn{url}"
    listing = read(items() + links, url=address)
    assert listing.next == (f"https://xa.example.vn{following}" if following else None)


def test_the_next_page_is_where_the_selector_says() -> None:
    page = Page(url=URL, markup="<div class=n><a href='/tin-tuc'>1</a><a href='/tiep'>x</a></div><a rel=next href='/y'>y</a>")
    assert next_page(page.tree, ".n", URL, URL) == "https://xa.example.vn/tiep"
    assert next_page(page.tree, ".khong-co", URL, URL) is None
    assert read(items() + "<a class=n href='https://khac.example/2'>2</a>", selectors={"listing_next": "a.n"}).next is None


def test_the_terms_of_a_post_make_it_no_menu() -> None:
    terms = ("tag-hoi-nghi", "", "category-social", "tag-side-walk")
    posts = "".join(
        f"<div class='post-{number} post type-post {terms[number - 1]}'><a href='/tin/bai-{number}.html'>{title}</a></div>"
        for number, title in enumerate(TITLES, 1)
    )
    assert [link.title for link in read(posts).links] == list(TITLES)
    cloud = "<div class='tags'><a href='/tin/bai-9.html'>Mọi tin về hội nghị của xã</a></div>"
    assert [link.title for link in read(cloud + posts).links] == list(TITLES)


def test_a_short_headline_is_listed_where_the_long_ones_are() -> None:
    titles = ("Bürgerversammlung verschoben", "Sperrung der Hauptstraße", *TITLES, "Stadtfest 2025 abgesagt")
    entries = "".join(f"<li><a href='/tin/{number}-meldung'>{title}</a></li>" for number, title in enumerate(titles))
    elsewhere = "<div><a href='/tin/90-meldung'>Kontakt zum Rathaus</a></div>"
    assert [link.title for link in read(f"{elsewhere}<ul>{entries}</ul>{elsewhere}").links] == list(titles)


@pytest.mark.parametrize("family", ["wordpress", "drupal"])
def test_a_post_with_few_words_in_its_address_is_listed_among_the_others(family: str) -> None:
    posts = (
        *[(f"/tin-{chr(97 + number)}-cua-phuong/", title) for number, title in enumerate(TITLES)],
        ("/hop-bao/", "Họp báo thường kỳ tháng 10"),
    )
    column = "<a href='/su-kien/'>Tin tức – Sự kiện</a>"
    entries = "".join(f"<article><p>{column}</p><p><a href='{path}'>{title}</a></p></article>" for path, title in posts)
    elsewhere = (
        "<div><a href='/lien-lac/'>Liên lạc với phường</a></div><nav><a href='/doan-the/'>Các đoàn thể của phường</a></nav>"
    )
    found = read(f"{elsewhere}<main>{entries}</main>{elsewhere}", family=family)
    assert [link.title for link in found.links] == [title for _, title in posts]


def test_a_second_link_in_an_entry_is_no_article() -> None:
    form = "<li><a href='/tin/bai-{0}.html'>{1}</a> <a href='/tin/muc-{0}.html'>Chuyên mục khác</a></li>"
    assert [link.title for link in read(items(form)).links] == list(TITLES)


@pytest.mark.parametrize(
    "titles", [("道路工事に伴う交通規制のお知らせ", "防災訓練を実施します"), ("市人民政府召开常务会议", "关于道路施工的通知")]
)
def test_headlines_in_a_script_without_blanks(titles: tuple[str, ...]) -> None:
    menu = "<div><a href='/shi/9.html'>市長の部屋</a></div>"
    entries = "".join(f"<li><a href='/shi/{number}.html'>{title}</a></li>" for number, title in enumerate(titles))
    assert [link.title for link in read(f"{menu}<ul>{entries}</ul>").links] == list(titles)
