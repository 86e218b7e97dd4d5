"""`loa probe` of a site of no known system that offers a feed and a sitemap; both serve as listings."""

import json
import tomllib
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import Loa
from tests.sites import Answer, article, listing, page, server_of

NAMES = [f"/tin-{number}.html" for number in range(1001, 1006)]
HEAD = 'contact = "mailto:test@example.org"\n[crawl]\ndelay_seconds = 0\n'
XML = {"Content-Type": "application/xml; charset=utf-8"}
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def atom(home: str) -> Answer:
    entries = "".join(
        f"<entry><id>news_1</id><title>Phường tổ chức hội nghị tổng kết số {name[5:9]}</title>"
        f'<link rel="alternate" href="{home}{name}"/><published>2026-11-0{number}T08:42:00+07:00</published></entry>'
        for number, name in enumerate(NAMES, start=1)
    )
    return 200, XML, f'<feed xmlns="{ATOM}"><title>Tin</title><id>x</id>{entries}</feed>'.encode()


def sitemap(home: str) -> Answer:
    entries = "".join(
        f"<url><loc>{home}{name}</loc><n:news><n:publication_date>2026-11-0{number}</n:publication_date>"
        f"<n:title>Phường tổ chức hội nghị tổng kết số {name[5:9]}</n:title></n:news></url>"
        for number, name in enumerate(NAMES, start=1)
    )
    return 200, XML, f'<urlset xmlns="{SITEMAP}" xmlns:n="{NEWS}">{entries}</urlset>'.encode()


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    """A site whose feed's entries all have one id, and whose robots.txt names its sitemap."""

    def answers(path: str) -> Answer:
        home = f"http://127.0.0.1:{server.server_port}"
        if path in NAMES:
            return article(path[5:9])
        known: dict[str, Callable[[], Answer]] = {
            "/": lambda: page('<main><a href="/tin-tuc">Tin tức</a> <a href="/nguon-tin.xml">RSS</a></main>', title="Phường Mới"),
            "/tin-tuc": lambda: listing(*NAMES),
            "/robots.txt": lambda: (200, {"Content-Type": "text/plain"}, f"Sitemap: {home}/ban-do.xml\n".encode()),
            "/ban-do.xml": lambda: sitemap(home),
            "/rss": lambda: atom(home),
        }
        return known.get(path, lambda: (404, {}, b""))()

    server = server_of(answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_feeds_and_sitemaps_are_found_and_pages_go_before_them(site: ThreadingHTTPServer, loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "loa.toml").write_text(HEAD, encoding="utf-8")
    home = f"http://127.0.0.1:{site.server_port}/"
    found = loa("probe", home)
    assert found.returncode == 0, found.stdout + found.stderr
    assert f"#   {home}ban-do.xml\n#     sitemap; 5 articles, 5 with a date" in found.stdout
    assert f"#   {home}rss\n#     feed; 5 articles, 5 with a date" in found.stdout
    assert "no family was recognised" in found.stdout
    (table,) = tomllib.loads(found.stdout)["source"]
    assert table["listings"] == [f"{home}tin-tuc"]
    assert "family" not in table
    assert "timezone" not in table, "the front page has next to no text; the articles tell that it is Viet Nam's, the default"


@pytest.mark.parametrize("offer", ["rss", "ban-do.xml"])
def test_what_a_site_offers_serves_as_listing(site: ThreadingHTTPServer, loa: Loa, tmp_path: Path, offer: str) -> None:
    home = f"http://127.0.0.1:{site.server_port}/"
    declared = f'[[source]]\nid = "vn-moi"\ntitle = "Mới"\nhomepage = "{home}"\nlistings = ["{home}{offer}"]\n'
    (tmp_path / "loa.toml").write_text(HEAD + declared, encoding="utf-8")
    checked = loa("check")
    assert checked.returncode == 0, checked.stdout
    assert "5 links, 3 articles read" in checked.stdout
    assert loa("crawl").returncode == 0
    stored = [json.loads(line) for line in loa("export", "--plain").stdout.splitlines()]
    assert sorted(each["url"] for each in stored) == [f"{home}{name[1:]}" for name in NAMES]
    assert {each["published"][:10] for each in stored} == {f"2026-11-0{number}" for number in range(1, 6)}
