from itertools import count

import pytest

from crawler.guards.traps import DEEPEST_PATH, misshapen, shape
from tests.crawler.guards.conftest import Answer, Crawls, article, http, listing, offering

SITE = "https://town.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin-1001.html", "/tin-22.html"),
        ("/lich/2026/03", "/lich/1999/12"),
        ("/lich?thang=3&nam=2026", "/lich?nam=1999&thang=12"),
        ("/a;jsessionid=0123456789ABCDEF0123", "/a;jsessionid=FEDCBA98765432100123"),
        ("/tin/hoi-nghi-tong-ket-p1n22.html", "/tin/khai-mac-le-hoi-hoa-p3n4.html"),
        ("/p/550e8400-e29b-41d4-a716-446655440000", "/p/6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    ],
)
def test_addresses_of_one_kind_have_one_shape(one: str, other: str) -> None:
    assert shape(SITE + one) == shape(SITE + other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("/tin-1.html", "/van-ban-1.html"), ("/a?b=1", "/a?c=1"), ("/a", "/a/b"), ("/a?b=1", "/a"), ("/tin/1", "/lich/1")],
)
def test_addresses_of_two_kinds_have_two(one: str, other: str) -> None:
    assert shape(SITE + one) != shape(SITE + other)


def test_an_address_that_no_site_means_is_told() -> None:
    assert misshapen(SITE + "/tin/2026/05/05/05/hoi-nghi.html") is None
    assert "repeats 'tin'" in (misshapen(SITE + "/tin/tin/tin/tin/a.html") or "")
    assert "steps" in (misshapen(SITE + "".join(f"/{step}" for step in range(DEEPEST_PATH + 1))) or "")
    assert "longer" in (misshapen(SITE + "/" + "x" * 2000) or "")


def endless_calendar(path: str) -> Answer:
    """A site whose list goes on for ever, every page of it naming articles that redirect to a calendar."""
    if path == "/robots.txt":
        return http(status=404)
    if path.startswith("/tin-"):
        return http(status=302, Location=f"/lich/{path[5:9]}/{hash(path) % 12}")
    if path.startswith("/lich"):
        return http(f"<html><body><h1>Lịch {path}</h1></body></html>")
    return http(listing(*[f"/tin-{number}.html" for number in range(1000, 1040)]))


def test_a_calendar_without_end_is_left_after_so_many_addresses(crawls: Crawls) -> None:
    site = crawls.site(endless_calendar)
    crawled = crawls.crawl({"a": site}, "max_alike = 1\nmax_pages = 10\nrecheck_pages = 0\nmax_listing_pages = 1")
    assert len([path for path in site.paths if path.startswith("/lich")]) == 10
    assert crawled.run("a").failed.get("trap", 0) == 0
    before = len(site.paths)
    again = crawls.crawl({"a": site}, "max_requests = 15\nmax_pages = 30\nrecheck_pages = 0\nmax_listing_pages = 1")
    assert len(site.paths) - before == 15
    assert again.run("a").failed["trap"] >= 15
    assert "crawl.max_requests" in again.errors


def test_a_link_that_goes_round_in_circles_is_refused_and_named(crawls: Crawls) -> None:
    site = crawls.site(lambda path: http(listing("/tin/tin/tin/tin/tin-1001.html", "/tin/tin/tin/tin/tin-1002.html")))
    crawled = crawls.crawl({"a": site})
    assert dict(crawled.run("a").failed) == {"trap": 2}
    assert set(site.paths) == {"/", "/robots.txt"}
    assert "repeats 'tin'" in crawled.errors


def test_a_session_id_in_every_link_makes_no_article_twice(crawls: Crawls) -> None:
    sessions = count(0x0123456789ABCDEF)

    def answers(path: str) -> Answer:
        if path == "/robots.txt":
            return http(status=404)
        if path.startswith("/tin-"):
            return http(article(path[5:9]))
        session = f"{next(sessions):016X}"
        return http(listing(f"/tin-1001.html;jsessionid={session}", f"/tin-1002.html?PHPSESSID={session}", "/tin-1003.html"))

    site = crawls.site(answers)
    runs = [crawls.crawl({"a": site}, "recheck_pages = 0\nmax_listing_pages = 1") for _ in range(3)]
    assert len(runs[-1].titles("a")) == 3
    assert len([path for path in site.paths if path.startswith("/tin-")]) == 3


def test_a_run_asks_for_so_many_articles_and_the_next_goes_on(crawls: Crawls) -> None:
    links = [f"/tin-{number}.html" for number in range(1001, 1011)]
    site = crawls.site(
        lambda path: http(article(path[5:9])) if path in links else offering()(path) if path != "/" else http(listing(*links))
    )
    first = crawls.crawl({"a": site}, "max_pages = 4\nrecheck_pages = 0")
    assert len(first.titles("a")) == len([path for path in site.paths if path in links]) == 4
    later = [crawls.crawl({"a": site}, "max_pages = 4\nrecheck_pages = 0") for _ in range(2)]
    assert len(later[-1].titles("a")) == 10
    assert len([path for path in site.paths if path in links]) == 10


def test_what_articles_point_to_is_followed_one_step_deep(crawls: Crawls) -> None:
    """An article names the next one among its other news, without end."""

    def answers(path: str) -> Answer:
        match path:
            case "/":
                return http(listing("/tin-1001.html", "/tin-1002.html"))
            case "/robots.txt":
                return http(status=404)
        number = int(path[5:9])
        others = "".join(
            f'<li><a href="/tin-{number + step}.html">Hội nghị tổng kết số {number + step}</a></li>' for step in (10, 20)
        )
        return http(article(number).replace("</article>", f"</article><div><h2>Tin tức khác</h2><ul>{others}</ul></div>"))

    site = crawls.site(answers)
    crawls.crawl({"a": site}, "recheck_pages = 0\nmax_listing_pages = 1")
    asked = {int(path[5:9]) for path in site.paths if path.startswith("/tin-")}
    assert asked <= {first + step for first in (1001, 1002) for step in (0, 10, 20, 30)}
    assert len(asked) > 2, "other news is followed at all"
