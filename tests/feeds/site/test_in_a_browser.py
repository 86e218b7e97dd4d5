"""The pages in a real browser: reading, searching, subscribing, following a story, in both languages, on both sizes of screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from feeds.site.page import SiteOptions
from feeds.site.route import pages_route
from feeds.site.router import Site
from feeds.web.app import Serving, create_app
from tests.browsing import CHROMIUM, SCREENS, browser, violations
from tests.feeds.site.conftest import Town

__all__ = ["browser"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: `make system` installs Debian's chromium")


@pytest.fixture
def base(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the pages of the town."""
    listener = uvicorn.Config("", port=0, host="127.0.0.1").bind_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    site = Site(town.store, SiteOptions(base=address, title="Loa", contact="mailto:an@example.org"), now=town.clock)
    app = create_app(tmp_path_factory.mktemp("public"), Serving(public_url=address), routes=[pages_route(site)])
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
    tables = ["", "sources/", "places/", "stories/", "subscribe/", "search/", "search/?q=cau"]
    return [*tables, "vn-ha-long/", f"story/{ids['story']}/", *articles]


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


def test_choosing_several_sources(base: str, screen: Page) -> None:
    screen.goto(base + "subscribe/")
    screen.get_by_label("Cổng thông tin mong-cai").check()
    with screen.expect_download() as waiting:
        screen.get_by_role("button", name="Tải tệp OPML").click()
    assert waiting.value.suggested_filename == "loa.opml"
    assert "vn-mong-cai/feed.atom" in waiting.value.path().read_text()


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
