from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.families import FAMILIES, recognise
from crawler.pages.cut import select
from crawler.pages.page import Page
from news.article import Precision, Provenance, Published
from news.identity import normalise

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 1, 20, tzinfo=UTC)
GUID = "0A1B2C3D-1111-2222-3333-444444444444"

SAME = {
    "pxny": (
        "https://halongcity.gov.vn/hoi-phu-nu-phuong-hong-gai-p13n52635.html",
        "http://www.halongcity.gov.vn/hoi%20phu-nu-p2n52635.html?utm_source=x",
        "https://halongcity.gov.vn:443/hoi-phu-nu-phuong-hong-gai-p13n52635.html#top",
    ),
    "mongcai": (
        "https://mongcai.gov.vn/vi-vn/tin/slug-p16129-c76190-n249699",
        "https://mongcai.gov.vn/vi-vn/tin/slug-p0-c0-n249699",
    ),
    "tandan": (
        "https://x.gov.vn/portal/pages/2023-01-30/slug-468686.aspx",
        "https://x.gov.vn/portal/Pages/print.aspx?p=468686",
        "https://x.gov.vn/portal/Pages/2023-1-30/Slug-468686.aspx?d=1",
    ),
    "vnportal": (
        "https://x.gov.vn/tin-tuc/slug-812345",
        "https://x.gov.vn/van-hoa/xa-hoi/slug-812345?pageindex=0",
    ),
    "daklak": ("https://cukuin.daklak.gov.vn/slug-1201.html", "http://cukuin.daklak.gov.vn/slug-doi-1201.html"),
    "liferay": (
        "https://danang.gov.vn/web/guest/chi-tiet?id=28266&_c=3",
        "https://danang.gov.vn/web/guest/chinh-quyen/chi-tiet?id=28266&_c=2",
        "http://apec2017.danang.gov.vn/web/apec/chi-tiet?id=28266&_c=95,100000019",
    ),
    "nukeviet": (
        "https://x.gov.vn/vi/news/tin/slug-11.html",
        "https://x.gov.vn/vi/news/khac/slug-11.html",
        "https://x.gov.vn/vi/news/print/tin/slug-11.html",
        "https://x.gov.vn/vi/news/savefile/tin/slug-11.html",
        "https://x.gov.vn/index.php?language=vi&nv=news&op=tin/slug-11",
    ),
    "vhv": ("https://x.gov.vn/tin-tuc/xa-hoi/slug-dai-cua-bai.html", "https://x.gov.vn/su-kien/slug-dai-cua-bai.html"),
    "dnn": (
        f"https://x.gov.vn/a/tid/slug/newsid/{GUID}/cid/{GUID}",
        f"https://x.gov.vn/b/tid/khac/newsid/{GUID.lower()}/cid/{GUID}",
    ),
    "quangninh": (
        "https://www.quangninh.gov.vn/donvi/vandon/Trang/ChiTietTinTuc.aspx?nid=168658",
        "http://quangninh.gov.vn/donvi/vandon/trang/chitiettintuc.aspx?nid=168658&utm_source=zalo",
    ),
    "hatinh": ("https://x.gov.vn/vi/tin/1289-slug.hti", "https://x.gov.vn/vi/khac/1289-slug-doi.hti"),
    "vccorp": ("https://hanoi.gov.vn/slug-4250410182811455.htm", "https://hanoi.gov.vn/muc/slug-doi-4250410182811455.htm"),
    "wordpress": ("https://x.vn/don-kenh-muong-sach/", "http://www.x.vn/don-kenh-muong-sach/amp/"),
    "drupal": ("https://x.gov.vn/vi/node/12", "https://x.gov.vn/node/12"),
}
MORE = {
    "liferay": (
        "http://lienchieu.danang.gov.vn/rss/-/asset_publisher/xlI6M0Y1ubLE/content/id/1097872",
        "http://x.gov.vn/tin/-/asset_publisher/abc/content/slug-cua-bai?inheritRedirect=false",
        "http://x.gov.vn/tin?p_p_id=101_INSTANCE_a&_101_INSTANCE_a_urlTitle=slug-bai-khac",
        "http://x.gov.vn/tin?p_p_id=101_INSTANCE_a&_101_INSTANCE_a_assetEntryId=77",
    ),
    "dnn": (
        "https://x.gov.vn/TrangChu/NewCatId/194/NewVid/23404",
        "https://x.gov.vn/Default.aspx?NewsViews=11145&language=en-US&tabid=107",
        "https://x.gov.vn/Chi-tiet-tin/t/slug/title/38487/ctitle/3",
    ),
    "tandan": ("https://x.gov.vn/portal/Pages/2024-5-17/Hoi-nghi-giao-ban-than3k9x2z.aspx",),
    "wordpress": ("https://x.vn/?p=12", "https://x.vn/2024/05/bai-ngan/"),
    "drupal": ("https://x.gov.vn/vi/ra-quan-don-kenh",),
    "nukeviet": ("https://x.gov.vn/tin/slug-11.html",),
}
OTHERS = {
    "pxny": ("https://x.gov.vn/", "https://x.gov.vn/tin-tuc-p13.html"),
    "mongcai": ("https://x.gov.vn/vi-vn/trang/tin-tuc-p24021",),
    "tandan": ("https://x.gov.vn/portal/Pages/Tin-tuc.aspx", "https://x.gov.vn/portal/Pages/default.aspx", "https://x.gov.vn/Pages/print.aspx"),
    "vnportal": ("https://x.gov.vn/tin-tuc", "https://x.gov.vn/tin-tuc/page/12345", "https://x.gov.vn/slug-812345", "https://x.gov.vn/a/b-1.pdf"),
    "daklak": ("https://x.gov.vn/categories/tin-10.html", "https://x.gov.vn/rss/tin-10.rss"),
    "liferay": ("https://x.gov.vn/web/guest/tin-tuc", "https://x.gov.vn/web/guest/chi-tiet"),
    "nukeviet": ("https://x.gov.vn/vi/news/", "https://x.gov.vn/vi/news/page-2/", "https://x.gov.vn/vi/about/gioi-thieu.html"),
    "vhv": ("https://x.gov.vn/tin-tuc", "https://x.gov.vn/a.html"),
    "dnn": ("https://x.gov.vn/TrangChu", "https://x.gov.vn/Default.aspx?tabid=107"),
    "quangninh": ("https://x.gov.vn/Trang/tin-tuc-su-kien.aspx", "https://x.gov.vn/Trang/ChiTietTinTuc.aspx"),
    "hatinh": ("https://x.gov.vn/vi/tin.hti", "https://x.gov.vn/vi/1289-slug.html"),
    "vccorp": ("https://x.gov.vn/slug-123.htm", "https://x.gov.vn/tin.htm"),
    "wordpress": (
        "https://x.vn/", "https://x.vn/category/tin-tuc-su-kien-moi/", "https://x.vn/lien-he/", "https://x.vn/2024/05/",
        "https://x.vn/a-b-c-d.pdf",
    ),
    "drupal": ("https://x.vn/", "https://x.vn/user/login", "https://x.vn/taxonomy/term/12-a-b-c", "https://x.vn/tin-tuc"),
}  # fmt: skip


def test_every_family_is_tried() -> None:
    assert set(SAME) == set(OTHERS) == set(FAMILIES)
    assert all(name == family.name for name, family in FAMILIES.items())


@pytest.mark.parametrize("name", SAME)
def test_all_addresses_of_an_article_have_one_key(name: str) -> None:
    family = FAMILIES[name]
    keys = {family.key(url) for url in SAME[name]}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize("name", SAME)
def test_articles_are_told_from_other_pages_by_address(name: str) -> None:
    family = FAMILIES[name]
    assert family.is_article(SAME[name][0])
    for url in MORE.get(name, ()):
        assert family.is_article(url), url
        assert family.key(url), url
    for url in (*OTHERS[name], "mailto:a@x.vn", "", "https://[", "javascript:void(0)"):
        assert not family.is_article(url), url


def test_different_articles_have_different_keys() -> None:
    for name, family in FAMILIES.items():
        addresses = [SAME[name][0], *MORE.get(name, ())]
        keys = [family.key(url) for url in addresses]
        assert len(set(keys)) == len(keys), name


def test_copies_are_no_articles_to_list() -> None:
    for url in ("https://x.gov.vn/vi/news/print/tin/slug-11.html", "https://x.gov.vn/vi/news/sendmail/tin/slug-11.html"):
        assert not FAMILIES["nukeviet"].is_article(url)
    assert not FAMILIES["tandan"].is_article("https://x.gov.vn/portal/Pages/print.aspx?p=468686")


def test_sites_count_their_articles_apart() -> None:
    assert FAMILIES["quangninh"].key("https://q.vn/Trang/ChiTietTinTuc.aspx?nid=1") != FAMILIES["quangninh"].key(
        "https://q.vn/donvi/vandon/Trang/ChiTietTinTuc.aspx?nid=1"
    )
    assert FAMILIES["nukeviet"].key("https://x.vn/vi/news/a/b-1.html") != FAMILIES["nukeviet"].key(
        "https://x.vn/en/news/a/b-1.html"
    )
    assert FAMILIES["liferay"].key("http://a.danang.gov.vn/x/-/asset_publisher/i/content/id/1") != FAMILIES["liferay"].key(
        "http://b.danang.gov.vn/x/-/asset_publisher/i/content/id/1"
    )


@given(st.text(max_size=80), st.sampled_from(sorted(FAMILIES)))
def test_any_text_has_a_key_or_none(text: str, name: str) -> None:
    for url in (text, f"https://x.gov.vn/{text}"):
        key = FAMILIES[name].key(url)
        assert key is None or key
        if FAMILIES[name].is_article(url):
            assert key is not None


@pytest.mark.parametrize("name", SAME)
def test_keys_do_not_depend_on_how_an_address_is_spelled(name: str) -> None:
    for url in (*SAME[name], *MORE.get(name, ())):
        assert FAMILIES[name].key(normalise(url)) == FAMILIES[name].key(url)


def test_selectors_are_css() -> None:
    root = Page(url="https://x.vn/", markup="<p>x</p>").tree
    for family in FAMILIES.values():
        for layout in family.layouts:
            for field in layout.selector_fields():
                assert select(root, getattr(layout, field)) == []


@pytest.mark.parametrize(
    ("name", "url", "markup"),
    [
        ("pxny", SAME["pxny"][0], "<img src=/ckfinder/userfiles/images/a.jpg>"),
        ("mongcai", SAME["mongcai"][0], "<img src=/caches/editor/a.JPG>"),
        ("tandan", MORE["tandan"][0], "<p class=tandan-p-article-news-title>x</p><div class=tandan-p-article-main></div>"),
        ("vnportal", "https://x.vn/", "<h1 class=ArticleHeader>x</h1><div class=ArticleContent></div>"),
        ("daklak", "https://x.vn/", "<span id=publishupshow-right></span>"),
        ("liferay", "https://x.vn/", "<div class=portlet-boundary id=p_p_id_56_></div>"),
        ("nukeviet", "https://x.vn/", "<meta name=generator content='NukeViet v4.5'>"),
        ("vhv", "https://x.vn/", "<img src=/upload/1000048/fck/a.jpg>"),
        ("dnn", "https://x.vn/", "<meta name=generator content='DotNetNuke'>"),
        ("quangninh", SAME["quangninh"][0], "<p>x</p>"),
        ("hatinh", SAME["hatinh"][0], "<h1 class='main-title cms-title'>x</h1>"),
        ("vccorp", SAME["vccorp"][0], "<div class=detail-content>x</div>"),
        ("wordpress", "https://x.vn/", '<meta name="generator" content="WordPress 6.5">'),
        ("drupal", "https://x.vn/", "<img src=/sites/default/files/a.jpg>"),
    ],
)
def test_a_page_tells_its_family_and_why(name: str, url: str, markup: str) -> None:
    page = Page(url=url, markup=markup)
    family = recognise(page)
    assert family is FAMILIES[name]
    assert all(family.evidence(page))


def test_nothing_tells_the_family_of_a_plain_page() -> None:
    page = Page(url="https://x.vn/tin-tuc/slug-812345", markup="<h1>Tin</h1><p>Đoạn văn.</p>")
    assert recognise(page) is None


def test_dates_in_addresses() -> None:
    found = FAMILIES["tandan"].url_date(MORE["tandan"][0], HANOI, NOW)
    assert found == Published(moment=datetime(2024, 5, 16, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.URL)
    found = FAMILIES["vccorp"].url_date(SAME["vccorp"][0], HANOI, NOW)
    assert found == Published(
        moment=datetime(2025, 4, 10, 11, 28, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.URL
    )
    # Elsewhere digits are an id, and a slug tells of other days.
    assert FAMILIES["nukeviet"].url_date("https://x.vn/vi/news/2024-5-17/a-11.html", HANOI, NOW) is None


def test_a_clock_of_twelve_hours_with_months_for_minutes_gives_the_day() -> None:
    shown = Published(moment=datetime(2018, 9, 19, 22, 9, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
    corrected = FAMILIES["hatinh"].correct_date(shown, "05:09 20-09-2018", HANOI)
    assert (corrected.moment, corrected.precision) == (datetime(2018, 9, 19, 17, tzinfo=UTC), Precision.DAY)
    assert FAMILIES["hatinh"].correct_date(shown, "Đăng ngày 20-9-2018 05:09:11", HANOI) == shown
    assert FAMILIES["vnportal"].correct_date(shown, "05:09 20-09-2018", HANOI) == shown
