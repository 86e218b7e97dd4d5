"""Pages of topics and of saved searches, the lists of what there is to follow, and how often anybody may search."""

import asyncio
import http.client
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from feeds.question import question_of
from feeds.saved import SavedSearch
from feeds.site.export import site_files
from feeds.site.page import SiteOptions
from feeds.site.route import pages_route
from feeds.site.router import Site
from feeds.specs import place_slug
from feeds.web.answer import Answer
from feeds.web.app import Route, Serving, create_app
from feeds.web.limits import ClientLimit
from feeds.web.request import Request
from feeds.web.shelf import Item
from news import places
from tests.feeds.conftest import BASE, NOW, make_article, make_source
from tests.feeds.site.conftest import Town
from tests.feeds.site.test_pages import headlines
from tests.feeds.web.serving import served

BRIDGE = SavedSearch(name="cau-bach-khe", question=question_of("cầu bạch khê", sources=["vn-ha-long"]), title="Cầu Bạch Khê")


def searching(town: Town, *searches: SavedSearch) -> Town:
    """The town with saved searches."""
    options = SiteOptions(base=BASE, title="Loa", searches=searches)
    return replace(town, site=Site(town.store, options, now=town.clock))


def test_a_topic_has_a_page_with_its_feeds_in_the_language_of_the_reader(town: Town) -> None:
    town.store.keep(make_article("clinic", title="Trạm y tế mới", categories=("Sức khỏe, y tế",)), now=NOW)
    page = town.page("/topic/health/")
    assert page.xpath("//h1/text()") == ["Y tế"]
    assert headlines(page) == ["Trạm y tế mới"]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/topic/health/feed.atom"]
    assert "https://news.example.org/topic/health/feed.rss" in page.xpath("//dd/code/text()")
    assert "1 article" in town.page("/en/topic/health/").text_content()
    assert town.page("/en/topic/health/").xpath("//h1/text()") == ["Health"]
    for path in ("/topic/tourism/", "/topic/nothing/", "/topic/health/x/"):
        assert town.site.answer(path) is None


def test_topics_are_listed_counted_and_linked_from_articles(town: Town) -> None:
    page = town.page("/topics/", language="en")
    rows = [" ".join(each.text_content().split()) for each in page.xpath("//ul[@class='rows']/li")]
    assert rows == ["Education 5 articles", "Transport and construction 5 articles"]
    article = town.page(f"/article/{town.ids['rich']}/")
    assert article.xpath("//a[starts-with(@href, '/topic/')]/@href") == ["/topic/education/", "/topic/building/"]


def test_the_front_page_is_narrowed_by_topic_and_offers_the_feed_of_just_that(town: Town) -> None:
    page = town.page("/", "topic=education")
    assert headlines(page) == ["Cầu Bạch Khê đón xe đầu tiên", "Chợ phiên Đồng Thạch"]
    assert page.xpath("//select[@name='topic']/option[@selected]/text()") == ["Giáo dục"]
    assert page.xpath("//link[@type='application/rss+xml']/@href") == ["/topic/education/feed.rss"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    both = town.page("/", "topic=education&source=vn-mong-cai")
    assert headlines(both) == ["Khánh thành cầu"]
    assert both.xpath("//link[@type='application/rss+xml']/@href") == ["/all/feed.rss"]
    assert headlines(town.page("/", "topic=nothing")) == []


def test_a_saved_search_has_a_page_and_is_offered_where_people_search(town: Town) -> None:
    town = searching(town, BRIDGE)
    page = town.page("/search/cau-bach-khe/")
    assert page.xpath("//h1/text()") == ["Cầu Bạch Khê"]
    assert headlines(page) == ["Cầu Bạch Khê đón xe đầu tiên"]
    assert [each.text_content() for each in page.xpath("//details//li/a")] == ["Khánh thành cầu Bạch Khê"]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/search/cau-bach-khe/feed.atom"]
    assert page.xpath("//main//a[@href='/vn-ha-long/']")
    assert town.page("/search/").xpath("//section[@aria-labelledby='saved']//a/@href") == ["/search/cau-bach-khe/"]
    assert town.site.answer("/search/unknown/") is None
    nobody = replace(BRIDGE, name="x", question=question_of("cầu", sources=["vn-nobody"]))
    assert searching(town, nobody).site.answer("/search/x/") is None


def test_topics_and_searches_are_among_the_files_and_in_the_sitemap(town: Town) -> None:
    files = dict(site_files(searching(town, BRIDGE).site))
    assert {"topics/index.html", "topic/education/index.html", "en/search/cau-bach-khe/index.html", "all/index.html"} <= set(
        files
    )
    assert b"<loc>https://news.example.org/search/cau-bach-khe/</loc>" in files["sitemap.xml"]
    assert b"<loc>https://news.example.org/topic/education/</loc>" in files["sitemap.xml"]
    assert b"Disallow: /search/?\n" in files["robots.txt"]


def test_places_stand_under_their_province_by_name(town: Town) -> None:
    wards = [places.find(name, "vn", on=NOW.date())[0] for name in ("Phường Hạ Long", "Phường Bãi Cháy", "Xã Đông Ngũ")]
    for number, ward in enumerate(wards):
        town.store.keep_source(replace(make_source(f"ward-{number}"), place=ward), now=NOW)
    hue = next(each for each in places.at(NOW.date(), "vn") if each.name == "Thành phố Huế" and not each.parent)
    town.store.keep_source(replace(make_source("hue"), place=hue), now=NOW)
    page = town.page("/places/", language="en")
    rows = [" ".join(each.text_content().split()) for each in page.xpath("//ul[@class='rows']/li/ul/li")]
    assert rows == ["Phường Bãi Cháy 1 source", "Phường Hạ Long 1 source", "Xã Đông Ngũ 1 source"]
    top = page.xpath("//ul[@class='rows']/li/a")
    assert [each.text for each in top] == ["Thành phố Huế", "Tỉnh Quảng Ninh"]
    assert "3 sources" in page.text_content()
    options = town.page("/").xpath("//select[@name='place']/option/text()")
    assert options == [
        "Mọi địa phương",
        "Thành phố Huế",
        "Tỉnh Quảng Ninh",
        *(f"– {ward.name}" for ward in (wards[1], wards[0], wards[2])),
    ]
    assert page.xpath(f"//a[@href='/place/{place_slug(hue)}/']")


def test_the_page_of_the_health_feed_is_every_source_with_how_it_is_read(town: Town) -> None:
    page = town.page("/health/", "feed=feed.atom", language="en")
    assert page.xpath("//h1/text()") == ["How the sources are read"]
    assert "Not read yet." in page.text_content()
    assert f"{BASE}health/feed.atom" in page.xpath("//section[@aria-labelledby='opened']//code/text()")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert town.page("/health/", "feed=../x").xpath("//section[@aria-labelledby='opened']") == []


def ask(route: Route, path: str, query: str = "", peer: str = "192.0.2.1", **headers: str) -> Answer:
    lines = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    request = Request(method="GET", path=path, query=query, headers=lines, peer=peer)

    async def answered() -> Answer | Item | None:
        return await route(request)

    answer = asyncio.run(answered())
    assert isinstance(answer, Answer)
    return answer


def test_who_searches_too_often_is_told_when_to_come_back(town: Town) -> None:
    route = pages_route(town.site, searches=ClientLimit(2))
    statuses = [ask(route, "/search/", f"q={word}").status for word in ("cau", "cho", "cau", "nuoc", "cau")]
    assert statuses == [200, 200, 200, 429, 200]
    refused = ask(route, "/en/search/", "q=nuoc")
    assert refused.status == 429
    seconds = dict(refused.headers)["Retry-After"]
    assert 1 <= int(seconds) <= 60
    assert f"again in {seconds} seconds" in refused.body.decode()
    assert dict(refused.headers)["Cache-Control"] == "no-store"
    assert ask(route, "/search/", "q=nuoc", "192.0.2.2").status == 200
    assert [ask(route, path).status for path in ("/search/", "/", "/vn-ha-long/")] == [200, 200, 200]


def test_an_address_without_its_slash_leads_on_with_what_was_asked_and_searches_nothing(town: Town) -> None:
    route = pages_route(searching(town, BRIDGE).site, searches=ClientLimit(2))
    for _ in range(5):
        answer = ask(route, "/en/search", "q=c%E1%BA%A7u&place=vn/22")
        assert (answer.status, dict(answer.headers)["Location"]) == (308, "/en/search/?q=c%E1%BA%A7u&place=vn/22")
    assert dict(ask(route, "/vn-ha-long", "feed=feed.rss").headers)["Location"] == "/vn-ha-long/?feed=feed.rss"
    assert dict(ask(route, "/all").headers)["Location"] == "/all/"
    assert [ask(route, "/search/", f"q={word}").status for word in ("a", "b", "c")] == [200, 200, 429]


def test_pages_of_saved_searches_are_searches_too(town: Town) -> None:
    route = pages_route(searching(town, BRIDGE).site, searches=ClientLimit(2))
    statuses = [ask(route, "/search/cau-bach-khe/", query).status for query in ("", "x=1", "x=2", "", "x=1")]
    assert statuses == [200, 200, 429, 200, 200]
    assert ask(route, "/search/cau-bach-khe").status == 308
    assert ask(route, "/search/no-such-search/").status == 404


@pytest.mark.parametrize("by", ["ours", "h11"])
def test_so_many_feeds_can_be_ticked_that_no_address_holds_them(town: Town, tmp_path: Path, by: str) -> None:
    application = create_app(tmp_path, Serving(public_url=BASE), routes=[pages_route(town.site)])
    form = "&".join([*(f"feed=vn-khong-co-{number}" for number in range(2000)), "feed=vn-mong-cai", "feed=vn-ha-long"])
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    with served(application, **({"http": "h11"} if by == "h11" else {})) as ask:

        def post(path: str, fields: str) -> tuple[int, bytes]:
            with closing(http.client.HTTPConnection("127.0.0.1", ask.port, timeout=10)) as connection:
                connection.request("POST", path, body=fields, headers=typed)
                answer = connection.getresponse()
                return answer.status, answer.read()

        for path in ("/chosen.opml", "/en/chosen.opml"):
            status, body = post(path, form)
            assert status == 200
            outlines = etree.fromstring(body).findall(".//outline")
            assert [each.get("xmlUrl") for each in outlines] == [f"{BASE}vn-mong-cai/feed.atom", f"{BASE}vn-ha-long/feed.atom"]
        assert post("/chosen.opml", "feed=vn-mong-cai") == (200, ask("/chosen.opml?feed=vn-mong-cai").body)
        assert post("/chosen.opml", "")[0] == 400
        assert post("/search/", "q=a")[0] == 405
        assert ask("/chosen.opml", "PUT")["Allow"] == "GET, HEAD, POST"
        assert ask(f"/chosen.opml?{form[:5000]}").status == 414
