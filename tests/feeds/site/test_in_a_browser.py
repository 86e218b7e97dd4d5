"""The pages in a real browser: reading, searching, subscribing, following a story, in both languages, on both sizes of screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from lxml import etree
from playwright.sync_api import Browser, Page, expect

from feeds.publish import FeedOptions, publish
from feeds.question import Question, question_of
from feeds.saved import SavedSearch
from feeds.searching import render_search, search_feed
from feeds.site.page import SiteOptions
from feeds.site.route import pages_route
from feeds.site.router import Site
from feeds.specs import place_slug
from feeds.variant import Variant
from feeds.web.app import Route, Serving, create_app
from feeds.web.limits import ClientLimit
from feeds.web.search import SearchRoute
from news import places
from news.run import Run
from news.store.health import Healths
from tests.browsing import CHROMIUM, SCREENS, browser, violations
from tests.feeds.conftest import AUTHORITY, NOW, make_source
from tests.feeds.site.conftest import HOUR, Town

WARD = next(place for place in places.find("Phường Hạ Long", "vn", on=NOW.date()) if place.parent)
__all__ = ["browser"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: `make system` installs Debian's chromium")


@pytest.fixture
def base(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the pages and feeds of the town: one source of a ward cannot be read, one search is saved."""
    listener = uvicorn.Config("", port=0, host="127.0.0.1").bind_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    broken = replace(make_source("mong-cai"), place=WARD)
    town.store.keep_source(broken, now=NOW)
    for hours in (5, 3, 1):
        at = NOW - hours * HOUR
        town.store.runs.keep(Run(source=broken.id, started=at, finished=at, failed={"dns": 1}, error="no such host"))
        Healths(town.store).judge(broken, now=at)
    saved = (SavedSearch(name="cau", question=question_of("cầu"), title="Cầu đường"),)
    folder = tmp_path_factory.mktemp("public")
    feeds = FeedOptions(public_dir=folder, public_url=address, tag_authority=AUTHORITY, searches=saved)
    publish(town.store, feeds, now=NOW)

    def make(question: Question, variant: Variant, kind: str) -> bytes:
        feed = search_feed(town.store, question, feeds, now=NOW)
        return render_search(feed, question, variant, kind)

    options = SiteOptions(base=address, title="Loa", contact="mailto:an@example.org", searches=saved)
    limit = ClientLimit(1000)
    routes: list[Route] = [SearchRoute(make, limit=limit), pages_route(Site(town.store, options, now=town.clock), searches=limit)]
    app = create_app(folder, Serving(public_url=address), routes=routes)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield address
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SCREENS[request.param], locale="vi-VN")  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    # The towns of this test are not there; nothing else may be asked.
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=204, body=""))
    yield page
    context.close()
    assert problems == []


def paths(town: Town) -> list[str]:
    ids = town.ids
    articles = [f"article/{ids[name]}/" for name in ("rich", "edited", "gone")]
    tables = ["", "sources/", "places/", "topics/", "stories/", "subscribe/", "health/"]
    searches = ["search/", "search/?q=cau", "search/?q=khongcogi", "search/?q=-", "search/cau/"]
    lists = ["vn-ha-long/", "vn-mong-cai/", f"place/{place_slug(WARD)}/", "topic/education/", f"story/{ids['story']}/"]
    return [*tables, *searches, *lists, "?topic=education", "?topic=nothing", "vn-ha-long/?feed=steady.rss", *articles]


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_no_page_keeps_anybody_out(base: str, town: Town, browser: Browser, size: str, scheme: Any) -> None:
    context = browser.new_context(viewport=SCREENS[size], color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=204, body=""))
    for path in [*paths(town), "vi/", "nothing/"]:
        page.goto(base + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the screen"
    assert context.cookies() == []
    context.close()


def test_reading_an_article_and_following_its_story(base: str, screen: Page) -> None:
    screen.goto(base)
    expect(screen.locator("html")).to_have_attribute("lang", "vi")
    screen.get_by_role("link", name="Cầu Bạch Khê đón xe đầu tiên").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Cầu Bạch Khê đón xe đầu tiên")
    screen.get_by_role("link", name="Cả dòng sự việc").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Khánh thành cầu Bạch Khê")
    expect(screen.locator(".day article")).to_have_count(2)
    screen.get_by_role("group").locator("summary", has_text="Theo dõi").click()
    expect(screen.locator("code").first).to_contain_text("/story/story-vn-ha-long-")


def test_searching_and_subscribing_to_the_search(base: str, screen: Page) -> None:
    screen.goto(base)
    screen.get_by_role("searchbox").fill("bach khe")
    screen.get_by_role("searchbox").press("Enter")
    expect(screen.get_by_role("status")).to_have_text("2 bài")
    screen.locator("summary", has_text="Theo dõi kết quả tìm này").click()
    address = screen.locator("code").first.inner_text()
    assert address == f"{base}search/feed.atom?q=bach+khe"
    screen.get_by_role("button", name="Chép địa chỉ Atom").click()
    expect(screen.get_by_role("button", name="Đã chép")).to_be_visible()
    assert screen.evaluate("navigator.clipboard.readText()") == address


def test_the_language_is_switched_and_kept(base: str, screen: Page) -> None:
    screen.goto(base + "vn-ha-long/")
    screen.get_by_role("link", name="English").click()
    expect(screen.locator("html")).to_have_attribute("lang", "en")
    screen.get_by_role("link", name="Sources", exact=True).click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Sources")
    assert screen.url == base + "en/sources/"
    screen.get_by_role("link", name="Tiếng Việt").click()
    assert screen.url == base + "vi/sources/"


@pytest.mark.parametrize("file", ["feed.atom", "summary.rss", "steady.json"])
def test_a_feed_opened_in_a_browser_is_a_page_that_says_what_to_do(base: str, screen: Page, file: str) -> None:
    opened = screen.goto(f"{base}vn-ha-long/{file}")
    assert opened is not None
    assert screen.url == f"{base}vn-ha-long/?feed={file}"
    expect(screen.get_by_role("heading", name="Đây là một kênh tin")).to_be_visible()
    screen.get_by_role("button", name="Chép địa chỉ của kênh").click()
    assert screen.evaluate("navigator.clipboard.readText()") == f"{base}vn-ha-long/{file}"
    read = screen.request.get(f"{base}vn-ha-long/{file}")  # what anybody else gets there
    assert read.headers["content-type"].startswith("application/")
    assert read.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests"


def test_a_feed_of_a_search_opened_in_a_browser(base: str, screen: Page) -> None:
    screen.goto(f"{base}search/feed.rss?q=bach+khe")
    assert screen.url == f"{base}search/?feed=feed.rss&q=bach+khe"
    expect(screen.locator(".notice code")).to_have_text(f"{base}search/feed.rss?q=bach+khe")
    expect(screen.locator(".results article")).to_have_count(2)


def test_narrowing_the_news_to_a_topic_and_subscribing_to_it(base: str, screen: Page) -> None:
    screen.goto(base)
    screen.locator("summary", has_text="Lọc tin").click()
    screen.get_by_label("Mọi chủ đề").select_option("Giáo dục")
    screen.get_by_role("button", name="Lọc").click()
    assert "topic=education" in screen.url
    expect(screen.get_by_label("Mọi chủ đề")).to_have_value("education")
    screen.locator("summary", has_text="Theo dõi").click()
    expect(screen.locator("code").first).to_have_text(f"{base}topic/education/feed.atom")
    screen.get_by_role("link", name="Bỏ lọc").click()
    assert screen.url.rstrip("?") == base


def test_a_source_that_cannot_be_read_says_so_to_its_readers(base: str, screen: Page) -> None:
    screen.goto(base + "vn-mong-cai/")
    expect(screen.get_by_role("note")).to_contain_text("Không đọc được trang này từ 20/11/2026.")


def test_on_paper_there_is_the_article_with_its_address_and_no_buttons(base: str, town: Town, screen: Page) -> None:
    screen.goto(f"{base}article/{town.ids['rich']}/")
    screen.emulate_media(media="print")
    expect(screen.get_by_role("heading", level=1)).to_be_visible()
    for gone in (".tools", ".search", ".languages", "nav", "footer"):
        expect(screen.locator(gone).first).to_be_hidden()
    address = screen.evaluate("getComputedStyle(document.querySelector('.provenance a'), '::after').content")
    assert "https://ha-long.example/tin/bai-rich.html" in address or "attr(href)" in address
    assert screen.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_choosing_several_sources(base: str, screen: Page) -> None:
    screen.goto(base + "subscribe/")
    screen.get_by_label("Cổng thông tin mong-cai").check()
    screen.get_by_label("Giáo dục").check()
    screen.get_by_label("Cầu đường").check()
    screen.get_by_label(WARD.name).check()
    with screen.expect_download() as waiting:
        screen.get_by_role("button", name="Tải tệp OPML").click()
    assert waiting.value.suggested_filename == "loa.opml"
    feeds = etree.fromstring(waiting.value.path().read_bytes()).findall("body/outline")
    ward = f"place/{place_slug(WARD)}"
    assert [each.get("xmlUrl") for each in feeds] == [
        f"{base}{stem}/feed.atom" for stem in ("topic/education", "search/cau", ward, "vn-mong-cai")
    ]


def test_everything_is_reached_with_the_keyboard(base: str, screen: Page) -> None:
    screen.goto(base)
    screen.keyboard.press("Tab")
    expect(screen.locator(":focus")).to_have_text("Đến nội dung")
    screen.keyboard.press("Enter")
    assert screen.url.endswith("#main")
    screen.keyboard.press("Tab")
    expect(screen.locator(":focus")).to_have_text("Theo dõi")
    screen.keyboard.press("Enter")
    expect(screen.locator(".subscribe")).to_have_attribute("open", "")


def test_without_scripts_everything_can_be_read(base: str, town: Town, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=204, body=""))
    page.goto(f"{base}en/article/{town.ids['edited']}/")
    expect(page.locator("ins")).to_contain_text("6")
    page.locator("summary", has_text="Subscribe").click()
    expect(page.locator("code").first).to_be_visible()
    expect(page.locator("button.copy").first).to_be_hidden()
    context.close()
