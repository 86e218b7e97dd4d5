"""What came damaged is no article; what merely looks odd is one."""

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta

import brotli
import pytest

from crawler.walks import WALKING
from tests.crawler.guards.conftest import Answer, Crawled, Crawls, Piece, Site, article, http, listing, offering

PAGE = article(1).encode()
PACKED = gzip.compress(PAGE)


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end
    return http(body, Content_Length="", Transfer_Encoding="chunked")


def dripping() -> Iterator[Piece]:
    yield http(Content_Length="5000")
    while True:
        yield b"<p>"
        yield 0.2


def endless_head() -> Iterator[Piece]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-Filler: " + b"x" * 1000 + b"\r\n"
        yield 0.1


BAD: dict[str, tuple[Callable[[], Answer], str]] = {
    "short": (lambda: http(PAGE, Content_Length="90000"), "cut short"),
    "early": (lambda: chunked(PAGE, end=b""), "cut short"),
    "torn": (lambda: http(PACKED[:-20], Content_Encoding="gzip"), "cut short"),
    "tornbr": (lambda: http(brotli.compress(PAGE)[:-20], Content_Encoding="br"), "cut short"),
    "wrong": (lambda: http(PACKED, Content_Encoding="br"), "cut short"),
    "alien": (lambda: http(PACKED, Content_Encoding="compress"), "cut short"),
    "drip": (dripping, "timeout"),
    "head": (endless_head, "timeout"),
    "flood": (lambda: b"HTTP/1.1 200 OK\r\n" + b"X-Filler: xxxxxxxxxxxxxxxxxxxx\r\n" * 200_000, "too large"),
    "wide": (lambda: http(PAGE, X_Filler="x" * 20_000), "too large"),
    "bomb": (lambda: http(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"), "too large"),
    "large": (lambda: http(b"<p>a</p>" * 300_000), "too large"),
    "endless": (lambda: chunked(*[b"<p>a</p>" * 8000] * 40), "too large"),
    "pdf": (lambda: http(b"%PDF-1.7", Content_Type="application/pdf"), "not a page"),
    "image": (lambda: http(b"\x89PNG", Content_Type="image/png"), "not a page"),
    "empty": (lambda: http(b""), "empty"),
    "soft": (lambda: http("<html><body><h1>Không tìm thấy trang</h1><p>404</p></body></html>"), "empty"),
    "database": (lambda: http("<html><body>Error establishing a database connection</body></html>"), "empty"),
    "query": (
        lambda: http(b"Warning: mysqli_connect(): (HY000/1040): Too many connections in /var/www/db.php on line 12"),
        "empty",
    ),
    "upkeep": (lambda: http("<html><body><p>Website đang bảo trì, xin quay lại sau.</p></body></html>"), "empty"),
    "challenge": (lambda: http('<script>document.cookie="D1N="+"0123456789abcdef";location.reload(true)</script>'), "challenge"),
    "loop": (lambda: http(status=302, Location="/tin-1001.html?again"), "trap"),
    "file": (lambda: http(status=302, Location="file:///etc/passwd"), "http 302"),
    "elsewhere": (lambda: http(status=302, Location="http://localhost:1/tin.html"), "host"),
}
GOOD: dict[str, Callable[[], Answer]] = {
    "claims": lambda: http(PAGE, Content_Encoding="gzip"),
    "named": lambda: http(PAGE, Content_Encoding="utf-8"),
    "packed": lambda: http(PACKED, Content_Encoding="gzip"),
    "brotli": lambda: http(brotli.compress(PAGE), Content_Encoding="br"),
    "chunked": lambda: chunked(PAGE[:900], PAGE[900:]),
    "plain": lambda: http(PAGE, Content_Length=""),
    "untyped": lambda: http(PAGE, Content_Type=""),
    "xhtml": lambda: http(PAGE, Content_Type="application/xhtml+xml; charset=utf-8"),
    "twice": lambda: http(gzip.compress(PACKED), Content_Encoding="gzip, gzip"),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawled, dict[str, Site]]]:
    crawls = Crawls(tmp_path_factory.mktemp("damaged"))
    answers = {name: answer for name, (answer, _) in BAD.items()} | GOOD

    def site(answer: Callable[[], Answer]) -> Site:
        return crawls.site(lambda path: offering(answer())(path) if "again" not in path else answer())

    sites = {name: site(answer) for name, answer in answers.items()}
    yield crawls.crawl(sites, "max_page_bytes = 2000000"), sites
    crawls.close()


@pytest.mark.parametrize("name", BAD)
def test_a_damaged_answer_is_named_and_not_stored(crawled: tuple[Crawled, dict[str, Site]], name: str) -> None:
    run = crawled[0].run(name)
    [(kind, count)] = run.failed.items()
    assert kind == BAD[name][1]
    assert count == 1
    assert crawled[0].titles(name) == ["Hội nghị tổng kết số 2 của phường"]
    assert run.error is None


@pytest.mark.parametrize("name", GOOD)
def test_an_odd_answer_is_read(crawled: tuple[Crawled, dict[str, Site]], name: str) -> None:
    assert dict(crawled[0].run(name).failed) == {}
    assert crawled[0].titles(name) == ["Hội nghị tổng kết số 1 của phường", "Hội nghị tổng kết số 2 của phường"]


@pytest.mark.parametrize("name", ["short", "early", "torn", "tornbr"])
def test_what_was_cut_short_is_asked_for_once_more(crawled: tuple[Crawled, dict[str, Site]], name: str) -> None:
    assert crawled[1][name].paths.count("/tin-1001.html") == 2


def test_at_most_five_redirects_are_followed(crawled: tuple[Crawled, dict[str, Site]]) -> None:
    assert len([path for path in crawled[1]["loop"].paths if path.startswith("/tin-1001")]) <= 6


def test_a_slow_drip_ends_with_the_time_for_a_whole_request(crawled: tuple[Crawled, dict[str, Site]]) -> None:
    assert crawled[0].seconds < 30


def test_what_a_page_calls_its_own_address_is_believed_of_nobody_else(crawls: Crawls) -> None:
    """A canonical link to another host, to the front page, to another article, to nothing that is an address."""
    claims = [
        "http://evil.example/tin-1001.html",
        "/",
        "/tin-1006.html",
        "javascript:alert(1)",
        "//127.0.0.1:1/x",
        "/tin-1006.html",
    ]
    links = [f"/tin-{1001 + number}.html" for number in range(len(claims))]

    def answers(path: str) -> Answer:
        if path not in links:
            return http(listing(*links)) if path == "/" else http(status=404)
        said = claims[links.index(path)]
        claim = f'<link rel=canonical href="{said}"><meta property="og:url" content="{said}">'
        return http(article(path[5:9]).replace("</head>", f"{claim}</head>"))

    site = crawls.site(answers)
    crawled = crawls.crawl({"a": site})
    kept = sorted(stored.article.url for stored in crawled.store.articles(source="vn-a"))
    assert kept == [f"{site.url}{link[1:]}" for link in links]
    assert set(site.paths) == {"/", "/robots.txt", *links}
    assert dict(crawled.run("a").failed) == {}


def test_a_challenge_that_asks_for_rest_gets_it(crawls: Crawls) -> None:
    challenge = '<script>document.cookie="D1N="+"0123456789abcdef";location.reload(true)</script>'
    answers = {
        "/": http(listing("/tin-1001.html", "/tin-1002.html")),
        "/tin-1001.html": http(challenge, status=503, Retry_After="3600"),
    }
    site = crawls.site(lambda path: answers.get(path, http(status=404)))
    crawled = crawls.crawl({"a": site})
    state = crawled.store.hosts.state(f"127.0.0.1:{site.port}")
    assert state is not None
    assert state.last_asked is not None
    assert state.next_allowed is not None
    assert state.next_allowed - state.last_asked >= timedelta(minutes=59)
    assert site.paths.count("/tin-1001.html") == 1


def test_a_server_that_cannot_answer_head_is_well_and_is_asked_once(crawls: Crawls) -> None:
    def answers(path: str) -> Answer:
        if path == "/":
            return http(listing(*(f"/tin-{1001 + number}.html" for number in range(4))))
        if path.endswith(".pdf"):
            return http(status=500)
        links = "".join(f'<p><a href="/{path[5:9]}-{number}.pdf">Văn bản {number}</a></p>' for number in range(3))
        return (
            http(article(path[5:9]).replace("</article>", f"{links}</article>")) if path.startswith("/tin") else http(status=404)
        )

    site = crawls.site(answers)
    crawled = crawls.crawl({"a": site})
    state = crawled.store.hosts.state(f"127.0.0.1:{site.port}")
    assert state is not None
    assert (state.failures, dict(crawled.run("a").failed), crawled.run("a").new) == (0, {}, 4)
    assert [len(stored.article.attachments) for stored in crawled.store.articles(source="vn-a")] == [3] * 4
    assert sum(path.endswith(".pdf") for path in site.paths) <= 4, "those that were on their way, and no other"


def test_a_later_page_of_a_listing_that_says_it_has_nothing_is_its_end(crawls: Crawls) -> None:
    def answers(path: str) -> Answer:
        if path == "/":
            return http(listing("/tin-1001.html", more='<a rel="next" href="/?page=2">Trang sau</a>'))
        if path == "/?page=2":
            return http("<!DOCTYPE html><html><body><main><p>Chưa có bài viết nào.</p></main></body></html>")
        return http(article(1)) if path == "/tin-1001.html" else http(status=404)

    site = crawls.site(answers)
    crawled = crawls.crawl({"a": site})
    assert dict(crawled.run("a").failed) == {}
    assert "/?page=2" in site.paths
    assert crawled.store.meta(WALKING + "vn-a") == "", "the run went as far as it was meant to"


def test_what_a_site_says_of_its_page_and_no_header_may_hold_is_not_said_back(crawls: Crawls) -> None:
    """Else the listing could never be asked for again."""
    answers = {
        "/": http(listing("/tin-1001.html"), ETag='"a\x01b"', Last_Modified="h\xf4m nay"),
        "/tin-1001.html": http(article(1)),
    }
    site = crawls.site(lambda path: answers.get(path, http(status=404)))
    for _ in range(2):
        run = crawls.crawl({"a": site}).run("a")
        assert (run.error, dict(run.failed)) == (None, {})
    assert site.paths.count("/") == 2
    assert not any("If-None-Match" in visit.headers or "If-Modified-Since" in visit.headers for visit in site.visits)
