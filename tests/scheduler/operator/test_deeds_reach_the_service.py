"""Every deed of the pages at a real `loa run` that crawls a real town: over HTTP, and by hand in a browser."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from news import clock
from news.checkups import Checkups
from news.store import Store
from scheduler.town.server import SampleTown
from tests.browsing import CHROMIUM, browser
from tests.conftest import LOA, clean_environment, free_ports
from tests.scheduler.operator.asking import TOKEN, Visitor

__all__ = ["browser"]
SECONDS = 90


@contextmanager
def running(file: Path, *, more: str = "", **environment: str) -> Iterator[int]:
    """The port of a service of that configuration, its pages behind the token."""
    port = free_ports(1)
    text = file.read_text().replace("[crawl]\n", f"[crawl]\n{more}\n", 1)
    file.write_text(f'{text}\n[serve]\nport = {port}\nrequests_per_minute = 0\n[operator]\ntoken = "{TOKEN}"\n')
    with (file.parent / "log").open("w") as log:
        process = subprocess.Popen(
            [str(LOA), "run"], cwd=file.parent, env=clean_environment(**environment), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        until(lambda: "Reading " in (file.parent / "log").read_text() or process.poll() is not None)
        assert process.poll() is None, (file.parent / "log").read_text()
        yield port
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def until(true: Callable[[], object]) -> None:
    end = clock.monotonic() + SECONDS
    while not true():
        assert clock.monotonic() < end, "it did not happen"
        time.sleep(0.3)


def act(desk: Visitor, source: str, deed: str) -> None:
    answer = desk.post("act", {"source": source, "act": deed})
    assert answer.status == 303
    assert answer["Location"].endswith(f"said={deed}"), answer["Location"]


def test_pausing_resuming_crawling_and_checking(town: SampleTown, town_settings: Path) -> None:
    """A minute of the calendar in two seconds, so that crawls on schedule come and stay away while one looks."""
    paused, other, third = (source.id for source in town.sources()[:3])
    now = clock.now().isoformat()
    more = "interval_minutes = 2\nmin_interval_minutes = 2\nmax_interval_minutes = 2"
    with running(town_settings, more=more, NEWS_CLOCK=f"{now} {now} 30") as port:
        desk = Visitor(port, headers={"Authorization": f"Bearer {TOKEN}"})
        with Store.open(f"sqlite:///{town_settings.parent}/data/loa.sqlite3", create=False) as store:

            def crawls(source: str) -> int:
                return len(store.runs.latest(source))

            until(lambda: crawls(paused) and crawls(other))
            act(desk, paused, "pause")
            assert "It is paused: it is crawled on schedule again" in desk.text(f"source?id={paused}")
            time.sleep(3)  # what was under way ends
            before, others = crawls(paused), crawls(other)
            until(lambda: crawls(other) >= others + 2)
            assert crawls(paused) == before, "not on schedule"
            act(desk, paused, "crawl")
            until(lambda: crawls(paused) == before + 1)
            act(desk, paused, "resume")
            until(lambda: crawls(paused) >= before + 3)
            checked = Checkups(store).of(third)
            act(desk, third, "check")
            until(lambda: Checkups(store).of(third) != checked)
            until(lambda: store.jobs.every()["prune"].said)
            begun = store.jobs.every()["prune"].started
            assert desk.post("job", {"job": "prune"})["Location"] == "machine?said=job"
            until(lambda: store.jobs.every()["prune"].started != begun)


def heading(page: Page, text: str) -> None:
    expect(page.locator(".state h2")).to_contain_text(text)


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: `make system` installs Debian's chromium")
def test_in_a_browser(town: SampleTown, town_settings: Path, browser: Browser) -> None:
    first = town.sources()[0]
    with running(town_settings) as port:
        page = browser.new_page(locale="en-GB", java_script_enabled=False)
        page.set_default_timeout(30_000)
        page.goto(f"http://127.0.0.1:{port}/operator")
        page.get_by_label("The operator's token").fill("wrong horse battery")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("That is not the token.")
        page.get_by_label("The operator's token").fill(TOKEN)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sources")
        page.get_by_role("link", name=first.title).click()
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("status")).to_contain_text("The source is paused")
        heading(page, "paused since")
        page.get_by_role("link", name="Sources").click()
        row = page.get_by_role("row").filter(has_text=first.id)
        expect(row).to_contain_text("paused for 0 min")
        row.get_by_role("link").click()
        page.get_by_role("button", name="Resume").click()
        expect(page.get_by_role("status")).to_contain_text("crawled on schedule again")
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        crawls = page.locator(".runs tbody tr")
        shown(page, lambda: crawls.count() >= 1)
        before = crawls.count()
        page.get_by_role("button", name="Crawl now").click()
        expect(page.get_by_role("status")).to_contain_text("the service crawls the source as soon as a crawl has room")
        shown(page, lambda: crawls.count() > before)
        page.get_by_role("button", name="Check here").click()
        shown(page, lambda: ": ok" in page.locator("dt", has_text="Last check").locator("+ dd").inner_text())
        page.get_by_role("link", name="Machine").click()
        page.get_by_role("button", name="Do prune now").click()
        expect(page.get_by_role("status")).to_contain_text("the service does the job")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_label("The operator's token")).to_be_visible()
        page.context.close()


def shown(page: Page, true: Callable[[], bool]) -> None:
    """Wait as a person does: by loading the page again."""
    end = clock.monotonic() + SECONDS
    while not true():
        assert clock.monotonic() < end, page.inner_text("main")
        page.wait_for_timeout(500)
        page.reload()
