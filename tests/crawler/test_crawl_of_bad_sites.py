"""Sites that misbehave, served for real: failures are named, nothing bad is stored, the healthy neighbour does not suffer."""

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from news.run import Run
from news.store import Store
from news.store.pages import PageRows
from news.warc import RawPages
from tests.sites import Site, allowing, article, listing, offering, page, server_of, with_robots

HTML = {"Content-Type": "text/html"}
DOCUMENTS = {
    "/bao-cao.pdf": (200, {"Content-Type": "application/pdf", "Content-Length": "123456"}, b""),
    "/gone.pdf": (404, {"Content-Length": "77"}, b""),
    "/endless.doc": (200, {"Content-Type": "application/msword", "Content-Length": "9" * 19}, b""),
    "/nothing.xls": (200, {}, b""),
    "/phu-luc.docx": (200, {"Content-Length": "4096"}, b""),
}
LINKS = "".join(f'<p><a href="{path}">Văn bản kèm theo {path[1:]}</a></p>' for path in (*DOCUMENTS, "http://localhost:1/x.pdf"))
SITES: dict[str, Site] = {
    "healthy": offering(article("1")),
    "forbidding": with_robots(200, b"User-agent: *\nDisallow: /"),
    "ill": with_robots(503, b""),
    "empty": allowing({"/": page("<main><p>Chưa có tin.</p></main>")}),
    "gone": allowing({}),
    "challenging": offering(
        page('<script>document.cookie="D1N="+"0123456789abcdef"+"; path=/";window.location.reload(true);</script>')
    ),
    "wary": allowing({"/": page('<script>document.cookie="D1N="+"0123456789abcdef";window.location.reload(true);</script>')}),
    "redirecting": offering((302, {"Location": "http://localhost:1/x.html"}, b"")),
    "huge": offering(page("<p>a</p>" * 300_000)),
    "bomb": offering((200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"<p>a</p>" * 3_000_000))),
    "cut": offering((200, {**HTML, "Content-Length": "90000"}, article()[2])),
    "mistyped": offering((200, {"Content-Type": "application/pdf"}, b"%PDF-1.4")),
    "documents": allowing({"/": listing("/tin-1001.html"), "/tin-1001.html": article("1", LINKS), **DOCUMENTS}),
    "soft": offering(page("<h1>Không tìm thấy trang</h1><p>404</p>")),
}


class Outcome:
    def __init__(self, store: Store, servers: dict[str, ThreadingHTTPServer], errors: str) -> None:
        self.store, self.servers, self.errors = store, servers, errors

    def run(self, name: str) -> Run:
        (run,) = self.store.runs.latest(f"vn-{name}", limit=2)
        return run

    def titles(self, name: str) -> list[str]:
        return [stored.article.title for stored in self.store.articles(source=f"vn-{name}")]

    def paths(self, name: str) -> list[str]:
        return list(self.servers[name].paths)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("bad-sites")
    servers: dict[str, ThreadingHTTPServer] = {}
    tables = [
        'contact = "mailto:test@example.org"\n[crawl]\ndelay_seconds = 0\ntimeout_seconds = 5\nmax_page_bytes = 2000000\n',
        'allow_private_hosts = ["127.0.0.1"]\n',
    ]
    for name, site in SITES.items():
        server = server_of(site)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers[name] = server
        address = f"http://127.0.0.1:{server.server_port}/"
        tables.append(f'[[source]]\nid = "vn-{name}"\ntitle = "{name}"\nhomepage = "{address}"\nlistings = ["{address}"]\n')
    file = folder / "loa.toml"
    file.write_text("\n".join(tables), encoding="utf-8")
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("LOA_")}, "LOA_CONFIG": str(file)}
    command = [sys.executable, "-m", "crawler", "crawl", *(f"vn-{name}" for name in SITES)]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    with Store.open(f"sqlite:///{folder / 'data' / 'loa.sqlite3'}") as store:
        yield Outcome(store, servers, result.stderr)
    for server in servers.values():
        server.shutdown()
        server.server_close()


def test_a_healthy_site_is_read_whatever_its_neighbours_do(outcome: Outcome) -> None:
    run = outcome.run("healthy")
    assert run.ok
    assert (run.listed, run.new, dict(run.failed)) == (2, 2, {})
    assert outcome.paths("healthy")[0] == "/robots.txt"


def test_documents_have_the_lengths_that_their_server_tells(outcome: Outcome) -> None:
    (stored,) = outcome.store.articles(source="vn-documents")
    lengths = {each.url.rpartition("/")[2]: each.bytes for each in stored.article.attachments}
    assert lengths == {
        "bao-cao.pdf": 123456,
        "gone.pdf": None,
        "endless.doc": None,
        "nothing.xls": None,
        "phu-luc.docx": 4096,
        "x.pdf": None,  # on a host that the source does not name
    }
    assert outcome.paths("documents")[-5:] == list(DOCUMENTS)


@pytest.mark.parametrize(("name", "kind"), [("forbidding", "robots"), ("ill", "http 503")])
def test_robots_that_forbid_or_fail_keep_us_out(outcome: Outcome, name: str, kind: str) -> None:
    run = outcome.run(name)
    assert set(outcome.paths(name)) == {"/robots.txt"}
    assert dict(run.failed) == {kind: 1}, "a file that could not be had is counted by what kept it"
    assert run.error is not None
    assert not run.ok


@pytest.mark.parametrize(("name", "words"), [("empty", "nothing there"), ("gone", "404")])
def test_a_listing_without_links_is_a_failed_run(outcome: Outcome, name: str, words: str) -> None:
    run = outcome.run(name)
    assert not run.ok
    assert words in (run.error or "")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("challenging", "challenge"),
        ("redirecting", "host"),
        ("huge", "too large"),
        ("bomb", "too large"),
        ("cut", "cut short"),
        ("mistyped", "not a page"),
        ("soft", "empty"),
    ],
)
def test_a_bad_page_is_named_and_not_stored_and_the_next_one_is_read(outcome: Outcome, name: str, kind: str) -> None:
    run = outcome.run(name)
    assert dict(run.failed) == {kind: 1}, outcome.errors
    assert outcome.titles(name) == ["Hội nghị tổng kết số 2 của phường"]
    assert run.error is None  # a page failed, the run did not
    assert f"source=vn-{name} " in outcome.errors


@pytest.mark.parametrize(
    ("name", "path", "problem", "words"),
    [
        ("empty", "", "listing: empty", "Chưa có tin."),
        ("challenging", "tin-1001.html", "challenge", "0123456789abcdef"),
        ("wary", "", "listing: challenge", "0123456789abcdef"),
        ("soft", "tin-1001.html", "empty", "Không tìm thấy trang"),
    ],
)
def test_what_could_not_be_read_is_kept_to_be_looked_at(outcome: Outcome, name: str, path: str, problem: str, words: str) -> None:
    found = PageRows(outcome.store).unreadable(f"vn-{name}", since=outcome.run(name).started, limit=9)
    address = f"http://127.0.0.1:{outcome.servers[name].server_port}/"
    assert [(each.asked.removeprefix(address), each.problem) for each in found] == [(path, problem)]
    pages = RawPages(outcome.store.path.parent / "pages", outcome.store)
    assert words in pages.read(found[0]).body.decode()
    again = [each.problem for each in pages.latest(f"vn-{name}") if each.problem]
    assert again == [each for each in (problem,) if not problem.startswith("listing: ")], "no article is read from a listing"
    assert pages.count_latest((f"vn-{name}",)) == len(list(pages.latest(f"vn-{name}")))


def test_what_is_no_page_is_not_kept(outcome: Outcome) -> None:
    for name in ("gone", "huge", "bomb", "cut", "mistyped", "forbidding", "ill"):
        assert PageRows(outcome.store).unreadable(f"vn-{name}", since=outcome.run(name).started, limit=9) == (), name
