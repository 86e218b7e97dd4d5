"""No page before its robots.txt, and what that says holds, over runs too."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from news import clock
from news.store import Store
from news.store.hosts import RobotsFile
from tests.crawler.guards.conftest import Answer, Crawled, Crawls, Piece, Site, article, http, listing, offering


def silent() -> Iterator[Piece]:
    yield 30.0


ALLOW = "User-agent: *\nDisallow: /nowhere"
FORBID = "User-agent: *\nDisallow: /tin-1001"


UNHAD: dict[str, tuple[Callable[[], Answer], str]] = {
    "ill": (lambda: http(status=500), "status 500"),
    "busy": (lambda: http(status=503), "status 503"),
    "often": (lambda: http(status=429), "status 429"),
    "silent": (silent, "timeout"),
    "short": (lambda: http(ALLOW, Content_Length="9000"), "cut short"),
    "wary": (lambda: http('<script>document.cookie="D1N=" + "0123456789abcdef";location.reload(true)</script>'), "challenge"),
}
GONE = {f"gone{status}": http("gone", status=status) for status in (401, 403, 404, 410)}
FORBIDDING = {
    "plain": FORBID,
    "bom": "\ufeff" + FORBID.replace("\n", "\r"),
    "longest": "User-agent: *\nDisallow: /tin-1\nAllow: /tin-1002",
    "group": "User-agent: loa\nDisallow: /*-1001.html$\n\nUser-agent: *\nDisallow: /",
    "large": FORBID + "\n#" + "x" * 3_000_000,
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawled, dict[str, Site]]]:
    crawls = Crawls(tmp_path_factory.mktemp("robots"))

    def site(robots: Callable[[], Answer]) -> Site:
        return crawls.site(lambda path: robots() if path == "/robots.txt" else offering()(path))

    sites = {name: site(robots) for name, (robots, _) in UNHAD.items()}
    sites |= {name: crawls.site(offering(robots=answer)) for name, answer in GONE.items()}
    sites |= {name: crawls.site(offering(robots=http(body, Content_Type="text/plain"))) for name, body in FORBIDDING.items()}
    yield crawls.crawl(sites, "max_page_bytes = 100000"), sites
    crawls.close()


@pytest.mark.parametrize("name", UNHAD)
def test_a_file_that_cannot_be_had_forbids_everything(crawled: tuple[Crawled, dict[str, Site]], name: str) -> None:
    run = crawled[0].run(name)
    assert set(crawled[1][name].paths) == {"/robots.txt"}
    assert dict(run.failed) == {UNHAD[name][1].replace("status ", "http "): 1}, "counted by what kept it"
    assert f"robots.txt cannot be fetched ({UNHAD[name][1]}" in (run.error or "")


@pytest.mark.parametrize("name", GONE)
def test_a_file_that_is_not_there_allows_everything(crawled: tuple[Crawled, dict[str, Site]], name: str) -> None:
    assert len(crawled[0].titles(name)) == 2


@pytest.mark.parametrize("name", FORBIDDING)
def test_what_it_forbids_is_not_asked_for(crawled: tuple[Crawled, dict[str, Site]], name: str) -> None:
    assert dict(crawled[0].run(name).failed) == {"robots": 1}
    assert crawled[0].titles(name) == ["Hội nghị tổng kết số 2 của phường"]
    assert "/tin-1001.html" not in crawled[1][name].paths
    assert "forbidden by robots.txt" in crawled[0].errors


def test_five_redirects_are_followed_to_other_hosts_too_and_a_sixth_means_there_is_none(crawls: Crawls) -> None:
    def chain(last: int, end: Answer) -> Callable[[str], Answer]:
        def answers(path: str) -> Answer:
            step = 0 if path == "/robots.txt" else int(path.removeprefix("/r")) if path.startswith("/r") else -1
            if step < 0:
                return offering()(path)
            return end if step == last else http(status=301, Location=f"/r{step + 1}")

        return answers

    elsewhere = crawls.site(lambda path: http(FORBID, Content_Type="text/plain"))
    five = crawls.site(chain(5, http(FORBID)))
    six = crawls.site(chain(6, http("User-agent: *\nDisallow: /")))
    away = crawls.site(offering(robots=http(status=302, Location=f"{elsewhere.url}common.txt")))
    crawled = crawls.crawl({"five": five, "six": six, "away": away})
    assert dict(crawled.run("five").failed) == {"robots": 1}
    assert dict(crawled.run("away").failed) == {"robots": 1}
    assert elsewhere.paths == ["/common.txt"]
    assert len(crawled.titles("six")) == 2


def test_a_redirect_to_another_host_waits_for_that_hosts_file(crawls: Crawls) -> None:
    other = crawls.site(lambda path: http(FORBID) if path == "/robots.txt" else http(article(path)))
    site = crawls.site(lambda path: http(status=302, Location=f"{other.url}{path[1:]}") if "tin" in path else offering()(path))
    head = f'[[source]]\nid = "vn-a"\ntitle = "a"\nhomepage = "{site.url}"\nlistings = ["{site.url}"]\n'
    crawled = crawls.crawl({}, more=f'{head}hosts = ["127.0.0.1:{other.port}"]', also=("vn-a",))
    assert other.paths == ["/robots.txt", "/tin-1002.html"]
    assert dict(crawled.run("a").failed) == {"robots": 1}


def test_the_file_comes_first_and_once_however_many_crawls_begin_together(crawls: Crawls) -> None:
    def answers(path: str) -> Answer:
        return (
            http(ALLOW)
            if path == "/robots.txt"
            else offering()(path)
            if path != "/b"
            else http(listing("/c-1.html", "/c-2.html"))
        )

    site = crawls.site(answers)
    twin = f'[[source]]\nid = "vn-b"\ntitle = "b"\nhomepage = "{site.url}"\nlistings = ["{site.url}b", "{site.url}"]\n'
    crawls.crawl({}, more=twin + twin.replace("vn-b", "vn-c"), also=("vn-b", "vn-c"))
    assert site.paths[0] == "/robots.txt"
    assert site.paths.count("/robots.txt") == 1


def changed(crawls: Crawls, site: Site, **fields: object) -> None:
    """Make what the store knows of a site's file older, or other."""
    origin = site.url.rstrip("/")
    with Store.open(f"sqlite:///{crawls.folder / 'data' / 'loa.sqlite3'}") as store:
        known = store.hosts.robots(origin)
        assert known is not None
        values = {"status": known.status, "fetched": known.fetched, "body": known.body, "failing_since": known.failing_since}
        store.hosts.keep_robots(RobotsFile(origin=origin, **values | fields))  # type: ignore[arg-type]


def test_a_file_is_believed_for_a_day_over_runs_and_one_that_failed_is_asked_for_again(crawls: Crawls) -> None:
    state = {"robots": http(FORBID)}
    site = crawls.site(lambda path: state["robots"] if path == "/robots.txt" else offering()(path))

    def asked() -> int:
        before = site.paths.count("/robots.txt")
        crawls.crawl({"a": site})
        return site.paths.count("/robots.txt") - before

    assert [asked(), asked()] == [1, 0]
    assert "/tin-1001.html" not in site.paths
    changed(crawls, site, fetched=clock.now() - timedelta(hours=25))
    assert asked() == 1
    changed(crawls, site, fetched=clock.now() + timedelta(hours=2))  # a clock that was put back
    assert asked() == 1
    state["robots"] = http(status=503)
    changed(crawls, site, fetched=clock.now() - timedelta(hours=25))
    pages = len([path for path in site.paths if path != "/robots.txt"])
    assert asked() == 2  # a server error is asked for twice
    changed(crawls, site, failing_since=clock.now() - timedelta(days=40))
    run = crawls.crawl({"a": site}).run("a")
    since = clock.now() - timedelta(days=40)
    assert f"since {since:%Y-%m-%d}), so nothing else is asked" in (run.error or "")
    assert len([path for path in site.paths if path != "/robots.txt"]) == pages
    state["robots"] = http(ALLOW)
    assert asked() == 1
    assert "/tin-1001.html" in site.paths
