from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree, html

from feeds.publish import FeedOptions, publish
from feeds.site import router
from feeds.site.address import Links
from feeds.site.export import site_files, write_site
from feeds.site.library import PAGE
from feeds.specs import place_slug
from news import places
from news.article import Figure, Heading, Paragraph
from news.run import Run
from news.store.health import Healths
from tests.feeds.conftest import BASE, NOW, make_article, make_source, minute
from tests.feeds.site.conftest import HOUR, Town


def headlines(page: html.HtmlElement) -> list[str]:
    return [each.text_content() for each in page.xpath("//section[@class='day']/article/h3/a")]


def test_the_front_page_has_the_newest_by_day_with_copies_and_stories_folded(town: Town) -> None:
    page = town.page("/")
    assert page.get("lang") == "vi"
    assert headlines(page) == ["Cầu Bạch Khê đón xe đầu tiên", "Lịch cấp nước", "Chợ phiên Đồng Thạch"]
    days = [each.text_content() for each in page.xpath("//section[@class='day']/h2")]
    assert days[0] == "Hôm nay · Thứ Sáu, 20 tháng 11 năm 2026"
    assert days[-1] == "Chủ Nhật, 1 tháng 11 năm 2026"
    folded = page.xpath("//section[@class='day']/article[1]//details//li/a")
    assert [each.text_content() for each in folded] == ["Khánh thành cầu Bạch Khê"]
    assert "Tin bị gỡ" not in page.text_content()


def test_every_page_names_its_feeds_and_its_other_language(town: Town) -> None:
    page = town.page(f"/article/{town.ids['rich']}/")
    feeds = page.xpath("//link[@rel='alternate'][@type]")
    assert [each.get("type") for each in feeds[:3]] == ["application/atom+xml", "application/rss+xml", "application/feed+json"]
    assert feeds[0].get("href") == "/vn-ha-long/feed.atom"
    assert feeds[3].get("href") == f"/story/{town.ids['story']}/feed.atom"
    assert [each.get("href") for each in page.xpath("//link[@hreflang]")] == [
        f"{BASE}{language}/article/{town.ids['rich']}/" for language in ("vi", "en")
    ]
    english = town.page(f"/en/article/{town.ids['rich']}/")
    assert english.get("lang") == "en"
    assert all(each.get("href").startswith("/en/") for each in english.xpath("//nav//a"))
    assert english.xpath("//link[@rel='canonical']/@href") == [f"{BASE}article/{town.ids['rich']}/"]


def test_an_article_is_whole(town: Town) -> None:
    page = town.page(f"/article/{town.ids['rich']}/", language="en")
    text = page.xpath("//article[contains(@class,'reading')]")[0]
    assert text.xpath(".//p[contains(@class,'provenance')]/a/@href") == ["https://ha-long.example/tin/bai-rich.html"]
    assert text.xpath("preceding::a[contains(@href,'ha-long.example')]") == []  # the original comes first of all
    assert text.xpath(".//p[@class='byline']/text()") == ["Phương Loan, Huy Phương, Báo Quảng Ninh"]
    assert text.xpath(".//figure/img/@referrerpolicy") == ["no-referrer"]
    assert "Thanh Vân" in text.xpath("string(.//figcaption)")
    documents = [" ".join(each.text_content().split()) for each in text.xpath(".//section//li")]
    assert documents == ["Quyết định 52 (PDF, 1 KB)", "phu-luc.docx"]
    assert "Also published by: Cổng thông tin mong-cai" in " ".join(text.text_content().split())
    related = [" ".join(each.text_content().split()) for each in page.xpath("//section[@aria-labelledby='related']//li")]
    assert related[0].startswith("Cầu Bạch Khê đón xe đầu tiên same story; both mention cầu Bạch Khê.")
    assert "similar; both mention Bạch Khê" in related[1]
    assert [each.text_content() for each in page.xpath("//section[@aria-labelledby='listed']//a")] == ["Khởi công trường mầm non"]
    timeline = [each.text_content() for each in page.xpath("//ol[@class='timeline']//li/*[@lang]")]
    assert timeline == ["Khánh thành cầu Bạch Khê", "Cầu Bạch Khê đón xe đầu tiên"]
    assert "has not seen this article change" in page.text_content()


def test_headings_leave_no_level_out(town: Town) -> None:
    levels = (4, 6, 3, 4, 6)
    body = tuple(Heading(text=f"Mục {number}", level=level) for number, level in enumerate(levels))
    kept = town.store.keep(make_article("headed", body=body), now=NOW)
    page = town.page(f"/article/{kept.id}/")
    assert [each.tag for each in page.xpath("//div[@class='text']/*[starts-with(text(), 'Mục')]")] == [
        "h2",
        "h3",
        "h2",
        "h3",
        "h4",
    ]


def test_an_edit_can_be_read(town: Town) -> None:
    page = town.page(f"/article/{town.ids['edited']}/", language="en")
    steps = [each.text_content() for each in page.xpath("//ol[@class='history']/li/p/strong")]
    assert steps == ["Edit 1", "First read"]
    assert page.xpath("string(//del)").endswith("5]")
    assert page.xpath("string(//ins)").endswith("6]")


def test_a_withdrawn_article_says_so_and_stays_out_of_lists(town: Town) -> None:
    page = town.page(f"/article/{town.ids['gone']}/", language="en")
    assert "has withdrawn this article" in page.xpath("string(//p[@class='notice'])")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//ol[@class='history']/li[1]/p/strong/text()") == ["Withdrawn by its source"]


def test_a_story_has_its_page_and_keeps_its_old_address(town: Town) -> None:
    page = town.page(f"/story/{town.ids['story']}/", language="en")
    assert headlines(page) == ["Cầu Bạch Khê đón xe đầu tiên", "Khánh thành cầu Bạch Khê"]
    assert "Also published by Cổng thông tin mong-cai" in page.text_content()
    assert town.site.answer("/story/story-vn-nowhere-aaaaaaaaaaaa/") is None


def test_a_source_says_in_plain_words_how_it_is_read(town: Town) -> None:
    assert "Not read yet." in town.page("/vn-ha-long/", language="en").text_content()
    source = next(each for each in town.store.sources() if each.id == "vn-ha-long")
    healths = Healths(town.store)
    for hours in (5, 3, 1):
        started = NOW - hours * HOUR
        town.store.runs.keep(Run(source=source.id, started=started, finished=started, failed={"dns": 1}, error="no such host"))
        healths.judge(source, now=started)
    town.clock.now += timedelta(minutes=5)
    for path in ("/vn-ha-long/", "/sources/"):
        assert "No news could be read since 20 November 2026." in town.page(path, language="en").text_content()


def test_lists_can_be_narrowed_and_say_when_nothing_is_left(town: Town) -> None:
    assert headlines(town.page("/", "source=vn-mong-cai")) == ["Khánh thành cầu"]
    none = town.page("/", "source=vn-nowhere", language="en")
    assert headlines(none) == []
    assert "No article fits these filters." in none.text_content()
    assert headlines(town.page("/vn-mong-cai/")) == ["Khánh thành cầu"]
    chosen = town.page("/", "source=vn-mong-cai").xpath("//option[@selected]/@value")
    assert chosen == ["vn-mong-cai"]


def test_older_pages_go_on_without_a_gap_or_a_repetition(town: Town) -> None:
    for number in range(PAGE + 30):
        published = minute(2025, 1, 1 + number // 4, number % 4, 0)
        town.store.keep(make_article(f"n{number}", title=f"Tin số {number}", published=published), now=NOW)
    town.clock.now += timedelta(minutes=5)
    seen: list[str] = []
    query = ""
    for _ in range(9):
        page = town.page("/", query)
        seen += headlines(page)
        older = page.xpath("//a[@rel='next']/@href")
        if not older:
            break
        query = older[0].partition("?")[2]
    assert len(seen) == len(set(seen)) == PAGE + 33
    assert seen[-1] == "Tin số 0"
    assert town.page("/", query).xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize(
    "before",
    ["x", "2026-01-01_a", "2026-01-01T00:00:00%2B00:00", "%00", "2026-13-01T00:00:00%2B00:00_a", "0001-01-01T00:00:00%2B14:00_a"],
)
def test_a_place_in_a_list_that_nobody_gave_out_is_refused(town: Town, before: str) -> None:
    assert town.site.answer("/", f"before={before}") is None


def test_searching(town: Town) -> None:
    page = town.page("/search/", "q=bach+khe", language="en")
    assert {each.text_content() for each in page.xpath("//div[@class='results']//h2")} == {
        "Khánh thành cầu Bạch Khê", "Cầu Bạch Khê đón xe đầu tiên",
    }  # fmt: skip
    assert [each.text_content() for each in page.xpath("//div[@class='results']//h2//mark")][:2] == ["Bạch", "Khê"]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/search/feed.atom?q=bach+khe"]
    assert page.xpath("//p[@role='status']/text()") == ["2 articles"]
    assert "No article matches" in town.page("/search/", "q=khong-co-gi", language="en").text_content()
    assert len(town.page("/search/", "q=khanh&source=vn-mong-cai").xpath("//div[@class='results']/article")) == 1
    assert town.page("/search/", "q=khanh&since=2026-11-21").xpath("//div[@class='results']/article") == []
    assert "mark" not in {each.tag for each in town.page("/search/").iter() if isinstance(each.tag, str)}


@pytest.mark.parametrize(
    ("query", "language", "words"),
    [
        ("q=*", "en", "There is nothing to search for"),
        ("q=-m", "vi", "Chưa có từ nào để tìm: cần ít nhất một từ không bị loại bằng dấu “-”."),
        ("q=a&since=yesterday", "en", "A day is written as 2026-03-05."),
        ("q=a&since=yesterday", "vi", "Ngày được viết như 2026-03-05."),
    ],
)
def test_a_search_that_cannot_be_understood_says_why_in_the_readers_language(
    town: Town, query: str, language: str, words: str
) -> None:
    path = "/search/" if language == "en" else "/vi/search/"
    answer = town.site.answer(path, query, language)
    assert answer is not None
    assert answer.page.status == 400
    said = html.document_fromstring(answer.page.body).find(".//p[@role='alert']")
    assert said is not None
    assert (said.text or "").strip().startswith(words)


@pytest.mark.parametrize("query", ["&" * 3000, "a=1&" * 1000, "=&=%ff&%", "q=" + "a" * 3000])
def test_a_query_that_no_form_sends_is_answered_all_the_same(town: Town, query: str) -> None:
    for path in ("/", "/search/", "/chosen.opml"):
        assert town.site.answer(path, query) is not None


def test_long_addresses_fill_no_memory(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for the next reader is bounded, however small the pages are that somebody asks for by ever other words."""
    monkeypatch.setattr(router, "_MOST_KEPT", 100_000)
    words = [f"x={number}{'a' * 3900}" for number in range(60)]
    for query in words:
        assert town.site.answer("/robots.txt", query) is not None
    kept = [query for query in words if town.site.at_hand("/robots.txt", query) is not None]
    assert kept == words[-len(kept) :]
    assert 1 < len(kept) <= 100_000 // 3900


def test_ticked_sources_become_an_opml_file(town: Town) -> None:
    answer = town.site.answer("/chosen.opml", "source=vn-mong-cai&source=vn-nowhere&source=vn-mong-cai")
    assert answer is not None
    assert answer.page.filename == "loa.opml"
    outlines = etree.fromstring(answer.page.body).findall(".//outline")
    assert [each.get("xmlUrl") for each in outlines] == [f"{BASE}vn-mong-cai/feed.atom"]
    nothing = town.site.answer("/chosen.opml", "source=vn-nowhere")
    assert nothing is not None
    assert nothing.page.status == 400


def test_the_sitemap_names_what_there_is(town: Town) -> None:
    answer = town.site.answer("/sitemap.xml")
    assert answer is not None
    places = [each.text for each in etree.fromstring(answer.page.body).iter("{*}loc")]
    assert f"{BASE}article/{town.ids['rich']}/" in places
    assert f"{BASE}article/{town.ids['gone']}/" not in places
    assert len(places) == len(set(places))
    for place in places:
        assert town.site.answer("/" + str(place).removeprefix(BASE)) is not None, place


def test_what_a_town_writes_is_text(town: Town) -> None:
    town.store.keep_source(make_source("bad", title="<script>alert(1)</script>Xã"), now=NOW)
    kept = town.store.keep(
        make_article(
            "bad",
            place="bad",
            title='"><img src=x onerror=alert(1)>',
            body=(
                Paragraph(text="<script>alert(1)</script>"),
                Figure(image="javascript:alert(1)"),
                Figure(image="https://a.example/'x\".jpg"),
            ),
            categories=("<b>x",),
            authors=("<i>An</i>",),
        ),
        now=NOW,
    )
    town.clock.now += timedelta(minutes=5)
    for path in ("/", "/vn-bad/", f"/article/{kept.id}/", "/sources/", "/subscribe/"):
        page = town.page(path)
        assert [each.get("src") for each in page.iter("script")] == [page.xpath("//script/@src")[0]]
        assert not [name for each in page.iter() for name in each.attrib if name.startswith("on")]
        assert not [each for each in page.xpath("//@href | //@src") if str(each).lower().startswith(("javascript:", "data:"))]
    shown = town.page("/search/", "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E+xin")
    assert shown.xpath("//input[@name='q']/@value")[0] == '"><script>alert(1)</script> xin'


def test_an_address_that_is_none(town: Town) -> None:
    for path in (
        "/nothing/",
        "/article/nothing/",
        "/place/nothing/",
        "/topic/nothing/",
        "/article/",
        "//",
        "/en",
        "/a/b/c/",
        "/x.php",
    ):
        assert town.site.answer(path) is None, path
    page = town.site.not_found("/en/nothing/", None)
    assert page.status == 404
    assert b"Not found" in page.body


def test_a_page_is_made_anew_after_a_while_only(town: Town) -> None:
    before = town.page("/vn-ha-long/")
    town.store.keep(make_article("late", title="Tin vừa đến", published=minute(2026, 11, 20, 3, 0)), now=NOW)
    assert headlines(town.page("/vn-ha-long/")) == headlines(before)
    town.clock.now += timedelta(seconds=31)
    assert headlines(town.page("/vn-ha-long/"))[0] == "Tin vừa đến"


def test_links_below_a_folder() -> None:
    links = Links(base="https://example.org/loa/", language="en", chosen=True)
    assert links.page("article/x/") == "/loa/en/article/x/"
    assert links.file("all/feed.atom", q="hạ long", none=None) == "/loa/all/feed.atom?q=h%E1%BA%A1+long"
    assert links.absolute_file("a/feed.atom", q="b") == "https://example.org/loa/a/feed.atom?q=b"
    assert links.switched("vi", "place/22/", {"before": "x"}) == "/loa/vi/place/22/?before=x"
    static = Links(base="https://example.org/loa/", language="vi", plain_language="vi")
    assert (static.switched("vi", "", {}), static.switched("en", "", {})) == ("/loa/", "/loa/en/")
    assert static.absolute_in("vi", "x/") == "https://example.org/loa/x/"


def test_the_same_pages_are_written_as_files(town: Town) -> None:
    files = dict(site_files(town.site))
    assert {"index.html", "en/index.html", "site.css", "site.js", "favicon.svg", "sitemap.xml", "robots.txt", "404.html"} <= set(
        files
    )
    assert f"en/article/{town.ids['rich']}/index.html" in files
    for name, body in files.items():
        if not name.endswith(".html"):
            continue
        page = html.document_fromstring(body)
        assert page.get("lang") == ("en" if name.startswith("en/") else "vi"), name
        assert page.xpath("//form") == [], name
        for each in page.iter("a", "link", "script"):
            address = each.get("href") or each.get("src") or ""
            if each.tag == "link" and each.get("type", "").startswith("application/"):
                continue
            path = address.partition("#")[0].partition("?")[0].removeprefix(BASE.rstrip("/"))
            if path.startswith("/") and not path.endswith((".opml", ".atom", ".rss", ".json")):
                wanted = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
                assert wanted in files or name.endswith("404.html"), f"{name} leads to {address}"


def test_written_pages_and_feeds_leave_each_other_alone(town: Town, tmp_path: Path) -> None:
    options = FeedOptions(public_dir=tmp_path / "public", public_url=BASE, tag_authority="loa.localhost,2026")
    publish(town.store, options, now=NOW)
    feeds = {path for path in options.public_dir.rglob("*") if path.is_file()}
    front = options.public_dir / "index.html"
    assert not front.exists()
    report = write_site(town.site, options.public_dir, now=NOW)
    assert f"article/{town.ids['rich']}/index.html" in report.written
    pages = front.read_bytes()
    assert publish(town.store, options, now=NOW + HOUR).removed == ()
    assert front.read_bytes() == pages
    again = write_site(town.site, options.public_dir, now=NOW + HOUR)
    assert (again.written, again.removed) == ((), ())
    write_site(None, options.public_dir, now=NOW + HOUR)
    publish(town.store, options, now=NOW + HOUR)
    assert not front.exists()
    left = {
        path
        for path in options.public_dir.rglob("*")
        if path.is_file() and path.name not in {".loa-site.json", ".loa-pages.json"}
    }
    assert left == feeds


def test_a_place_has_the_news_of_all_within_it(town: Town) -> None:
    ward = next(each for each in places.find("Phường Hạ Long", "vn", on=NOW.date()) if each.parent)
    town.store.keep_source(replace(make_source(), place=ward), now=NOW)
    town.clock.now += timedelta(minutes=5)
    province = places.get(ward.parent or "")
    assert province is not None
    for place in (ward, province):
        page = town.page(f"/place/{place_slug(place)}/", language="en")
        assert page.xpath("//h1/text()") == [place.name]
        assert "Cầu Bạch Khê đón xe đầu tiên" in headlines(page)
        assert page.xpath("//link[@type='application/atom+xml']/@href")[0] == f"/place/{place_slug(place)}/feed.atom"
        assert page.xpath(f"//a[@href='/place/{place_slug(place)}/feeds.opml']")
    assert {each.text_content() for each in town.page("/places/").xpath("//ul[@class='rows']//a")} == {ward.name, province.name}
    assert headlines(town.page("/", f"place={ward.id}")) == [
        "Cầu Bạch Khê đón xe đầu tiên",
        "Lịch cấp nước",
        "Chợ phiên Đồng Thạch",
    ]
    assert len(town.page("/search/", f"q=cau&place={ward.id}").xpath("//div[@class='results']/article")) == 2
