"""The operator's pages in a real browser: nobody is kept out, nothing is wider than the screen, nothing breaks the policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from news import clock
from news.raw import RawPage
from news.settings import Settings
from news.store import Store
from news.warc import RawPages
from scheduler.operator.vitals import Vitals
from tests.browsing import CHROMIUM, SCREENS, browser, violations
from tests.scheduler.operator.asking import TOKEN, Visitor
from tests.scheduler.operator.country import fill, source
from tests.scheduler.operator.test_desk import desk

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: `make system` installs Debian's chromium")
COUNT = 40
PAGES = (
    *("", "?q=ha+khanh&state=broken", "?q=nothing", "source?id=vn-quang-ninh-xa-0", "source?id=vn-quang-ninh-xa-3"),
    *("hosts", "hosts?q=nothing", "machine", "page?id=1", "nothing"),
)
MARKUP = """<!DOCTYPE html><title>Tin</title><meta http-equiv=refresh content="0;url=/operator/machine"><base target=_top>
<link rel=stylesheet href=http://127.0.0.1:9/x.css><img src=http://127.0.0.1:9/x.png>
<script>parent.document.title = "broken"; top.location = "/"</script>
<style>p { color: rgb(1, 2, 3) }</style><form action=/operator/log-out method=post><button>Send</button></form><p>Cầu mới</p>"""


@pytest.fixture
def visitor(settings: Settings) -> Iterator[Visitor]:
    """A country behind a token."""
    vitals = Vitals()
    vitals.scheduled = True
    vitals.sources = lambda: tuple(source(number) for number in range(COUNT))
    with Store.open(settings.store_url) as store:
        fill(store, count=COUNT, now=clock.now(), articles=60)
        keep_page(settings, store)
        with desk(settings, store, vitals, token=TOKEN) as visitor:
            yield visitor


def keep_page(settings: Settings, store: Store) -> None:
    asked = source(3).listings[0]
    raw = RawPage(source=source(3).id, asked=asked, url=asked, fetched=clock.now(), status=200, headers=(), body=MARKUP.encode())
    RawPages(settings.pages_dir, store).keep(raw, problem="layout")


def watched(page: Page) -> list[str]:
    """What the browser complains of, a policy that is broken above all."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    return problems


def logged_in(page: Page, base: str) -> None:
    page.goto(f"{base}source?id=vn-quang-ninh-xa-3")
    page.get_by_label("The operator's token").fill(TOKEN)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hà Khánh 3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SCREENS))
def test_no_page_keeps_anybody_out(visitor: Visitor, browser: Browser, size: str, scheme: Any) -> None:
    base = f"http://127.0.0.1:{visitor.port}/operator/"
    context = browser.new_context(viewport=SCREENS[size], color_scheme=scheme, java_script_enabled=True)  # type: ignore[arg-type]
    page = context.new_page()
    problems = watched(page)
    page.goto(f"{base}log-in")
    assert violations(page) == []
    logged_in(page, base)
    for path in PAGES:
        page.goto(base + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the screen"
    theirs = ("404", "127.0.0.1:9/", "page-shown", "The document is sandboxed")
    ours = [each for each in problems if not any(word in each for word in theirs)]
    assert ours == [], "of what towns sent the browser refuses much, of ours nothing"
    context.close()


def test_without_scripts_a_source_is_found_and_left(visitor: Visitor, browser: Browser) -> None:
    base = f"http://127.0.0.1:{visitor.port}/operator/"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    logged_in(page, base)
    page.get_by_role("link", name="Sources").click()
    page.get_by_label("Find").fill("xa-1")
    page.get_by_label("State").select_option("broken")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("caption")).to_contain_text("1 source of 40")
    page.get_by_role("link", name="Hà Khánh 13").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("broken since")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("The operator's token")).to_be_visible()
    page.goto(base)
    expect(page.get_by_label("The operator's token")).to_be_visible()
    context.close()


def test_what_a_town_sent_does_nothing(visitor: Visitor, browser: Browser) -> None:
    base = f"http://127.0.0.1:{visitor.port}/operator/"
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    logged_in(page, base)
    page.get_by_role("link", name="The page that could not be read").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("p")).to_have_text("Cầu mới")
    expect(frame.locator("p")).to_have_css("color", "rgb(1, 2, 3)")
    frame.get_by_role("button", name="Send").click()
    page.wait_for_timeout(1000)
    assert page.title() == "A page as it came · Loa"
    assert page.url == f"{base}page?id=1"
    assert page.frames[1].url == f"{base}page-shown?id=1", "neither refresh nor form led anywhere"
    page.goto(f"{base}page-shown?id=1")
    page.wait_for_timeout(1000)
    assert page.url == f"{base}page-shown?id=1", "by itself neither"
    assert page.evaluate("origin") == "null"
    assert all(url.startswith(base) for url in asked)
    page.goto(base)
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    context.close()
