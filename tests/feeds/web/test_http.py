"""Every rule of conditional requests against the real server, over real sockets."""

import gzip
import http.client
import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import brotli
import pytest

from feeds.publish import FeedOptions, publish
from feeds.web.answer import Answer, html_answer
from feeds.web.app import Serving, create_app
from feeds.web.conditional import http_date
from feeds.web.request import Request
from news import clock
from news.store import Store
from tests.feeds.conftest import AUTHORITY, BASE, NOW, make_rich, make_source
from tests.feeds.web.serving import Client, served

HUB = "https://hub.example/"
FEED = "/vn-ha-long/feed.atom"
VARY = "Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    with Store.open(f"sqlite:///{folder}/loa.sqlite3") as store:
        store.keep_source(make_source(), now=NOW)
        store.keep(make_rich(), now=NOW)
        publish(
            store,
            FeedOptions(public_dir=folder / "public", public_url=BASE, tag_authority=AUTHORITY),
            now=clock.now() - timedelta(hours=1),
        )
    for name, said in (
        ("index.html", "Tin mới"),
        ("vn-ha-long/index.html", "Nguồn"),
        ("404.html", "Không tìm thấy"),
        ("site.css", ""),
    ):
        (folder / "public" / name).write_text(f"<!DOCTYPE html><title>{said}</title>" + f"<p>{said}</p>" * 200, encoding="utf-8")
    return folder / "public"


@pytest.fixture(scope="module", params=["ours", "h11"])
def ask(root: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    """By our protocol, and by one that only knows ASGI."""
    application = create_app(root, Serving(public_url=BASE, hub=HUB))
    with served(application, **({"http": "h11"} if request.param == "h11" else {})) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "media_type", "file"),
    [
        ("/all/feed.rss", "application/rss+xml", "all/feed.rss"),
        (FEED, "application/atom+xml", "vn-ha-long/feed.atom"),
        ("/all/feed.json", "application/feed+json", "all/feed.json"),
        ("/feeds.opml", "text/x-opml", "feeds.opml"),
        ("/", "text/html", "index.html"),
        ("/index.html", "text/html", "index.html"),
        ("/vn-ha-long/", "text/html", "vn-ha-long/index.html"),
        ("/site.css", "text/css", "site.css"),
        ("/favicon.svg", "image/svg+xml", "favicon.svg"),
    ],
)
def test_files_with_their_types_and_validators(ask: Client, root: Path, path: str, media_type: str, file: str) -> None:
    answer = ask(path)
    assert answer.status == 200
    assert answer["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer.body == (root / file).read_bytes()
    assert int(answer["Content-Length"]) == len(answer.body)
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer["ETag"])
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer["Last-Modified"])
    assert parsedate_to_datetime(answer["Last-Modified"]).timestamp() == int((root / file).stat().st_mtime)
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Vary"] == (VARY if "/feed." in path else "Accept-Encoding")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    again = ask(path)
    assert (again.body, again["ETag"]) == (answer.body, answer["ETag"])


def test_a_feed_names_itself_and_its_hub(ask: Client) -> None:
    for method in ("GET", "HEAD"):
        answer = ask("/all/feed.rss", method)
        assert answer.headers.get_all("Link") == [f'<{HUB}>; rel="hub"', f'<{BASE}all/feed.rss>; rel="self"']
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Expose-Headers"] == "ETag, Link, Retry-After"
    assert "Link" not in ask("/").headers


@pytest.mark.parametrize("path", [FEED, "/", "/nowhere"])
def test_head_is_get_without_a_body(ask: Client, path: str) -> None:
    got, head = ask(path), ask(path, "HEAD")
    assert head.status == got.status
    assert head.body == b""
    assert {name: value for name, value in head.headers.items() if name != "date"} == {
        name: value for name, value in got.headers.items() if name != "date"
    }


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"a,b" , W/{},"y"', "*", ",, {} ,", "\t{}", " * "])
def test_not_modified(ask: Client, form: str) -> None:
    known = ask(FEED)
    answer = ask(FEED, If_None_Match=form.format(known["ETag"]))
    assert answer.status == 304
    assert answer.body == b""
    for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
        assert answer[name] == known[name]
    assert "Content-Type" not in answer.headers
    assert ask(FEED, "HEAD", If_None_Match=form.format(known["ETag"])).status == 304


@pytest.mark.parametrize(
    "form", ['"other"', "{bare}", "", '"', '"x" "{bare}"', "**", '*, "x"', "W/", "w/{tag}", '"x"{tag}', "\xff"]
)
def test_other_or_garbled_tags_get_the_feed(ask: Client, form: str) -> None:
    tag = ask(FEED)["ETag"]
    answer = ask(FEED, If_None_Match=form.format(tag=tag, bare=tag.strip('"')))
    assert answer.status == 200
    assert answer.body


def test_tags_in_two_header_lines_are_one_list(ask: Client) -> None:
    tag = ask(FEED)["ETag"]
    connection = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=10)
    connection.putrequest("GET", FEED)
    connection.putheader("If-None-Match", '"x"')
    connection.putheader("If-None-Match", tag)
    connection.endheaders()
    assert connection.getresponse().status == 304
    connection.close()


def test_if_modified_since_in_all_three_forms(ask: Client) -> None:
    modified = parsedate_to_datetime(ask(FEED)["Last-Modified"])
    for moment, status in ((modified, 304), (modified + timedelta(days=400), 304), (modified - timedelta(seconds=1), 200)):
        for form in ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"):
            answer = ask(FEED, If_Modified_Since=moment.strftime(form))
            assert answer.status == status, (form, moment)
            assert bool(answer.body) == (status == 200)


@pytest.mark.parametrize(
    "value", ["yesterday", "", "2030-01-01", "Mon, 32 Jan 2030 00:00:00 GMT", "1893456000", "Tue, 01 Jan 2030 00:00:00 +0700"]
)
def test_garbled_dates_get_the_feed(ask: Client, value: str) -> None:
    assert ask(FEED, If_Modified_Since=value).status == 200


def test_if_none_match_wins_over_if_modified_since(ask: Client) -> None:
    known = ask(FEED)
    since = http_date(clock.now() + timedelta(days=1))
    assert ask(FEED, If_None_Match='"other"', If_Modified_Since=since).status == 200
    assert ask(FEED, If_None_Match=known["ETag"], If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 304


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP;q=0.1, br", "br"),
        ("gzip, br", "br"),
        ("gzip, br;q=0.9", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("deflate, gzip;q=1.000", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0.0, *", "br"),
        ("*;q=0", None),
        ("br", "br"),
        ("", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=nonsense", None),
        ("br;q=1.5", None),
    ],
)
def test_each_coding_is_another_representation(ask: Client, accept: str, coding: str | None) -> None:
    plain, answer = ask(FEED), ask(FEED, Accept_Encoding=accept)
    assert answer["Vary"] == VARY
    assert answer.headers["Content-Encoding"] == coding
    assert (answer["ETag"] != plain["ETag"]) == bool(coding)
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding]
    assert unpack(answer.body) == plain.body
    assert int(answer["Content-Length"]) == len(answer.body)
    again = ask(FEED, Accept_Encoding=accept, If_None_Match=answer["ETag"])
    assert (again.status, again["ETag"]) == (304, answer["ETag"])
    other = plain["ETag"] if coding else '"x-gzip"'
    assert ask(FEED, Accept_Encoding=accept, If_None_Match=other).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_other_methods_are_refused_by_name(ask: Client, method: str) -> None:
    for path, allowed in ((FEED, "GET, HEAD, OPTIONS"), ("/vn-ha-long/", "GET, HEAD")):
        answer = ask(path, method)
        assert answer.status == 405
        assert answer["Allow"] == allowed
        assert answer["Cache-Control"] == "no-store"


def test_a_browser_that_asks_first_may_have_feeds_with_conditions(ask: Client) -> None:
    asked = {"Origin": "https://reader.example", "Access-Control-Request-Method": "GET"}
    for path in (FEED, "/search/feed.json?q=a", "/all/archive/1-0123456789ab.atom", "/nowhere/feed.rss"):
        answer = ask.raw(path, "OPTIONS", {**asked, "Access-Control-Request-Headers": "if-modified-since,if-none-match,x-app"})
        assert (answer.status, answer.body) == (204, b"")
        assert "Content-Length" not in answer.headers
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Allow-Headers"] == "If-Modified-Since, If-None-Match, *"
        assert answer["Access-Control-Allow-Methods"] == answer["Allow"] == "GET, HEAD, OPTIONS"
        assert answer["Access-Control-Max-Age"] == "86400"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert ask(FEED, "OPTIONS").status == 204


def test_nothing_but_feeds_is_shared_with_other_sites(ask: Client) -> None:
    for path in ("/", "/vn-ha-long/", "/site.css", "/feeds.opml", "/nowhere", "/addresses.json", "/healthz", "/operator/"):
        got, asked = (ask(path, method, Origin="https://reader.example") for method in ("GET", "OPTIONS"))
        assert not [name for name in (*got.headers, *asked.headers) if name.lower().startswith("access-control-")], path
        assert (asked.status, asked["Allow"]) == (405, "GET, HEAD")


def test_a_script_can_tell_why_there_is_no_feed(root: Path) -> None:
    with served(create_app(root, Serving(public_url=BASE, requests_per_minute=1))) as ask:
        for status in (404, 429):
            answer = ask("/nowhere/feed.rss")
            assert (answer.status, answer["Access-Control-Allow-Origin"]) == (status, "*")
            assert answer["Access-Control-Expose-Headers"] == "ETag, Link, Retry-After"


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/all/feed.xml",
        "/../loa.sqlite3",
        "/%2e%2e/loa.sqlite3",
        "/..%2floa.sqlite3",
        "/all/../../loa.sqlite3",
        "/.loa-published.json",
        "/.loa-lock",
        "//etc/passwd",
        "/all//feed.rss",
        "/all/feed.rss/",
        "/all/feed.rss%00",
        "/all/feed.rss%0a",
        "/ALL/feed.rss",
        "/all%5cfeed.rss",
        "/notes.txt",
        "/linked.html",
        "/linked/feed.rss",
        "/folder.html",
        "/%ff",
        "/" + "a" * 5000,
        "/all/feed.rss.gz",
        "/addresses.json",
        "/a/b/c/d/e/f/feed.rss",
        "/%68ttp://evil.example/",
    ],
)
def test_nothing_else_is_there(ask: Client, root: Path, path: str) -> None:
    (root / "notes.txt").write_text("not published")
    (root / "folder.html").mkdir(exist_ok=True)
    outside = root.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "feed.rss").write_text("secret")
    for link, target in ((root / "linked.html", outside / "feed.rss"), (root / "linked", outside)):
        if not link.is_symlink():
            link.symlink_to(target)
    answer = ask(path)
    assert answer.status == 404
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "Không tìm thấy" in answer.body.decode()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "ETag" not in answer.headers


def test_a_folder_without_its_slash_is_redirected(ask: Client) -> None:
    answer = ask("/vn-ha-long")
    assert (answer.status, answer["Location"]) == (308, "vn-ha-long/")
    assert ask("/vn-nowhere").status == 404


def test_only_a_browser_that_shows_a_feed_to_a_person_is_sent_to_its_page(root: Path) -> None:
    async def pages(request: Request) -> Answer | None:
        return html_answer(200, b"a page", seconds=0) if request.path.endswith("/") else None

    (root / "all" / "archive").mkdir(exist_ok=True)
    (root / "all" / "archive" / "1.atom").write_bytes(b"<feed/>")
    with served(create_app(root, Serving(public_url=BASE), routes=[pages])) as ask:
        for path in (FEED, FEED, "/all/steady.json"):  # read from disk, then at hand
            sent = ask(path, Sec_Fetch_Dest="document")
            stem, _, file = path.rpartition("/")
            assert (sent.status, sent["Location"], sent.body) == (303, f"{BASE[:-1]}{stem}/?feed={file}", b"")
            assert (sent["Cache-Control"], sent["Vary"]) == ("no-store", VARY)
        for other in ("empty", "image", "Document"):
            assert ask(FEED, Sec_Fetch_Dest=other).status == 200
            assert ask(FEED, Sec_Fetch_Dest=other, Upgrade_Insecure_Requests="1").status == 200
        assert ask(FEED, Upgrade_Insecure_Requests="1").status == 303  # over plain http browsers say no more than that
        assert ask(FEED, If_None_Match=ask(FEED)["ETag"]).status == 304
        for path in ("/all/archive/1.atom", "/feeds.opml", "/site.css"):
            assert ask(path, Sec_Fetch_Dest="document").status == 200
    with served(create_app(root, Serving(public_url=BASE))) as ask:  # nobody makes pages here
        assert ask(FEED, Sec_Fetch_Dest="document").status == 200
