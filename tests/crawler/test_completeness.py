"""Nothing that a listing ever named is lost: not by limits, failures or kills, and not when it slides out of sight."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from news import clock
from news.offer import GIVEN_UP
from news.store import Store
from tests.conftest import Loa, clean_environment
from tests.sites import Answer, article, page, server_of

PAGES, EACH = 12, 6


class Town:
    """A portal with twelve pages of six articles; some of them can be made to fail."""

    def __init__(self) -> None:
        self.failing: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.numbers = list(range(PAGES * EACH, 0, -1))
        self.loops = False
        self.sliding = False
        self.seconds = 0.0
        self.server = server_of(self.answer)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.home = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, path: str) -> Answer:
        if path == "/robots.txt":
            return 404, {}, b""
        self.asked.append(path)
        time.sleep(self.seconds)
        if path in self.failing:
            return self.failing[path]
        if path.startswith("/tin-"):
            return article(path.removeprefix("/tin-").removesuffix(".html"))
        number = int(path.removeprefix("/trang-") or 1) if path.startswith("/trang-") else 1
        if self.sliding and number < 4 and number > 1:
            self.numbers.insert(0, self.numbers[0] + 1)  # while the reader turns the page
        return self.listing(number)

    def listing(self, number: int) -> Answer:
        shown = self.numbers[(number - 1) * EACH : number * EACH]
        if not shown:
            return 404, {}, b""
        rows = "".join(f'<li><h3><a href="/tin-{n}.html">Phường tổ chức hội nghị tổng kết số {n}</a></h3></li>' for n in shown)
        more = 1 if self.loops else number + 1
        following = f'<a class="sau" href="/trang-{more}">Trang sau</a>' if number * EACH < len(self.numbers) else ""
        return page(f"<main><ul class=news>{rows}</ul>{following}</main>", title="Tin tức")

    def articles_asked(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/tin-")]


@pytest.fixture
def portal() -> Iterator[Town]:
    town = Town()
    yield town
    town.server.shutdown()
    town.server.server_close()


def configure(folder: Path, portal: Town, **limits: float) -> None:
    rows = ['contact = "mailto:t@example.org"', "[crawl]", "delay_seconds = 0", "recheck_pages = 0"]
    rows += ['allow_private_hosts = ["127.0.0.1"]', *(f"{name} = {value}" for name, value in limits.items())]
    rows += ["[archive]", "pages_days = 0", "[[source]]", 'id = "vn-x"', 'title = "X"', f'homepage = "{portal.home}"']
    rows += [f'listings = ["{portal.home}"]', "[source.selectors]", 'listing_next = "a.sau"', 'title = "h1"', 'body = "article"']
    (folder / "loa.toml").write_text("\n".join(rows), encoding="utf-8")


def stored(folder: Path) -> list[int]:
    with Store.open(f"sqlite:///{folder / 'data' / 'loa.sqlite3'}") as store:
        urls = [each.article.url for each in store.articles()]
    numbers = [int(url.rpartition("-")[2].removesuffix(".html")) for url in urls]
    assert len(numbers) == len(set(numbers)), "an article is stored twice"
    return sorted(numbers, reverse=True)


def crawl(loa: Loa, *arguments: str) -> str:
    result = loa(*(arguments or ("crawl",)))
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_what_one_run_may_not_ask_for_is_left_to_the_next(portal: Town, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, portal, max_pages=10, max_listing_pages=3)
    crawl(loa)
    assert len(stored(tmp_path)) == 10
    assert "8 offered and not read yet" in loa("status").stdout
    portal.numbers = [*range(200, 180, -1), *portal.numbers]  # the rest slides out of sight
    for _ in range(4):
        crawl(loa)
    assert set(range(PAGES * EACH - 17, PAGES * EACH + 1)) <= set(stored(tmp_path))
    counted = [portal.articles_asked().count(path) for path in set(portal.articles_asked())]
    assert max(counted) == 1


def test_the_bound_of_a_walk_leaves_a_cursor_and_backfill_goes_on_from_it(portal: Town, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, portal, max_listing_pages=2)
    crawl(loa)
    assert len(stored(tmp_path)) == 2 * EACH
    said = crawl(loa, "backfill", "vn-x", "--pages", "3")
    assert "page 5 is reached" in said
    assert "the oldest article is of" not in said, "no page of this town is dated"
    assert len(stored(tmp_path)) == 5 * EACH
    said = crawl(loa, "backfill", "vn-x", "--pages", "50")
    assert "its end is reached" in said
    assert stored(tmp_path) == portal.numbers
    before = len(portal.asked)
    assert "its end is reached" in crawl(loa, "backfill", "vn-x")
    assert portal.asked[before:] == []
    assert loa("backfill", "vn-nobody").returncode == 2
    assert loa("backfill", "vn-x", "--listing", "http://127.0.0.1:9/").returncode == 2


def test_an_older_page_that_fails_hides_nothing_from_the_next_run(portal: Town, tmp_path: Path, loa: Loa) -> None:
    portal.failing = {"/trang-2": (500, {}, b"ill")}
    configure(tmp_path, portal, max_listing_pages=3)
    crawl(loa)
    assert len(stored(tmp_path)) == EACH
    portal.failing = {}
    assert "loa backfill vn-x" in crawl(loa)
    assert len(stored(tmp_path)) == 3 * EACH


def test_what_slides_to_an_older_page_while_it_is_read_is_read_once(portal: Town, tmp_path: Path, loa: Loa) -> None:
    portal.numbers = portal.numbers[-4 * EACH :]
    portal.sliding = True
    configure(tmp_path, portal, max_listing_pages=12)
    crawl(loa)
    portal.sliding = False
    crawl(loa)
    assert stored(tmp_path) == portal.numbers
    counted = [portal.articles_asked().count(path) for path in set(portal.articles_asked())]
    assert max(counted) == 1


def test_a_listing_that_leads_in_circles_is_left(portal: Town, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, portal)
    portal.loops = True
    crawl(loa, "backfill", "vn-x", "--pages", "50")
    assert len([path for path in portal.asked if not path.startswith("/tin-")]) <= 3


def test_failures_are_asked_for_again_and_given_up_in_the_end(portal: Town, tmp_path: Path, loa: Loa) -> None:
    portal.numbers = portal.numbers[:3]
    ill, gone, well = (f"/tin-{number}.html" for number in portal.numbers)
    portal.failing = {ill: (500, {}, b"ill"), gone: (302, {"Location": "/"}, b"")}
    configure(tmp_path, portal)
    crawl(loa)
    assert stored(tmp_path) == [int(well[5:-5])]
    first = portal.articles_asked().count(gone)
    with Store.open(f"sqlite:///{tmp_path / 'data' / 'loa.sqlite3'}") as store:
        waiting = {each.offer.url: each for each in store.offers.unread("vn-x")}
        assert waiting.keys() == {portal.home + ill[1:], portal.home + gone[1:]}
        assert "500" in (waiting[portal.home + ill[1:]].error or "")
        lost = waiting[portal.home + gone[1:]]
        assert "leads to" in (lost.error or "")
    portal.failing = {}
    crawl(loa)
    assert stored(tmp_path) == sorted([int(well[5:-5]), int(ill[5:-5])], reverse=True)
    assert portal.articles_asked().count(gone) == first, "what is gone waits a day"
    with Store.open(f"sqlite:///{tmp_path / 'data' / 'loa.sqlite3'}") as store:
        store.offers.failed("vn-x", lost.offer.name, "404", now=clock.now() + timedelta(days=1, minutes=1), gone=True)
        assert [each.given_up for each in store.offers.unread("vn-x")] == [True]
        assert store.offers.count("vn-x") == 0


def test_an_article_that_leads_to_the_front_page_is_gone_and_comes_back(portal: Town, tmp_path: Path, loa: Loa) -> None:
    portal.numbers = portal.numbers[:2]
    configure(tmp_path, portal, recheck_days=3650, withdraw_after_minutes=0)
    text = (tmp_path / "loa.toml").read_text(encoding="utf-8").replace("recheck_pages = 0", "recheck_pages = 10")
    (tmp_path / "loa.toml").write_text(text, encoding="utf-8")
    crawl(loa)
    path = f"/tin-{portal.numbers[0]}.html"
    portal.failing = {path: (302, {"Location": portal.home}, b"")}
    for _ in range(2):
        crawl(loa)
    assert withdrawn(tmp_path) == [path]
    portal.failing = {path: page("<h1>Không tìm thấy trang</h1><p>404</p>")}
    crawl(loa)
    assert withdrawn(tmp_path) == [path]
    portal.failing = {}
    crawl(loa, "backfill", "vn-x", "--pages", "1")
    assert len(stored(tmp_path)) == 2


def withdrawn(folder: Path) -> list[str]:
    with Store.open(f"sqlite:///{folder / 'data' / 'loa.sqlite3'}") as store:
        return ["/" + each.article.url.rpartition("/")[2] for each in store.articles() if each.withdrawn]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_backfill_that_is_killed_again_and_again_misses_nothing(portal: Town, tmp_path: Path, loa: Loa, seed: int) -> None:
    configure(tmp_path, portal, max_listing_pages=1)
    crawl(loa)
    moments, killed = random.Random(seed), 0
    portal.seconds = 0.03
    for _ in range(5):
        command = [sys.executable, "-m", "crawler", "crawl", "vn-x", "--backfill", "2"]
        environment = clean_environment(LOA_CONFIG=str(tmp_path / "loa.toml"))
        process: subprocess.Popen[Any] = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        begin = len(portal.asked)
        while len(portal.asked) == begin and process.poll() is None:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.4))
        process.kill()
        killed += process.wait(timeout=10) == -signal.SIGKILL
    assert killed, "every one had ended before"
    portal.seconds = 0.0
    crawl(loa, "backfill", "vn-x", "--pages", "50")
    crawl(loa)
    assert stored(tmp_path) == portal.numbers


def test_an_offer_waits_longer_after_every_failure() -> None:
    from news.offer import Offer, OpenOffer

    now = datetime(2026, 3, 1, tzinfo=clock.now().tzinfo)
    offer = Offer(name="a", url="https://x.vn/a")
    waits = []
    for attempts in range(1, GIVEN_UP + 1):
        open_offer = OpenOffer(offer=offer, first_offered=now, last_offered=now, attempts=attempts, tried=now)
        hours = (0, 1, 6, 24, 72, 168)
        waits.append(next((each for each in hours if open_offer.due(now + timedelta(hours=each))), None))
    assert waits == [0, 1, 6, 24, 72, 168, 168, 168, 168, None]


@pytest.mark.parametrize("refused", [("articles",), ("articles", "runs", "meta")])
def test_a_store_that_refuses_is_told_in_a_line_and_loses_nothing(
    portal: Town, tmp_path: Path, loa: Loa, refused: tuple[str, ...]
) -> None:
    configure(tmp_path, portal, max_pages=1)
    crawl(loa)
    configure(tmp_path, portal)
    with Store.open(f"sqlite:///{tmp_path / 'data' / 'loa.sqlite3'}") as store:
        with store.write() as connection:
            for table in refused:
                connection.exec_driver_sql(
                    f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END"
                )
        said = loa("crawl")
        assert said.returncode == 1
        assert "no room" in said.stderr
        assert ("its run could not be kept" in said.stderr) == ("runs" in refused)
        assert "Traceback" not in said.stdout + said.stderr
        with store.write() as connection:
            for table in refused:
                connection.exec_driver_sql(f"DROP TRIGGER full_{table}")
    crawl(loa)
    assert stored(tmp_path) == portal.numbers[:30], "the five pages that a crawl walks"
