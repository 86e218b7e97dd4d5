from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from feeds.site.fetching import MOST_WAITING, Fetching
from feeds.site.pictures import MAX_BYTES, PictureCache, kind_of, pictures_of
from news import clock
from news.article import Figure
from news.errors import FetchError
from news.reach import AllowedHosts
from tests.feeds.conftest import make_article

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


class Portal(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 one server at a time
    free = threading.Event()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        kind, _, rest = self.path[1:].partition("/")
        if kind == "to":
            self.send_response(302)
            self.send_header("Location", rest if "://" in rest else f"/{rest}")
            self.end_headers()
            return
        if kind == "hang":
            self.free.wait(20)
        body = {"png": PNG, "big": PNG + bytes(MAX_BYTES), "page": b"<html><svg>", "svg": b"<svg xmlns='x'/>"}.get(kind)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def portal() -> Iterator[str]:
    Portal.asked.clear()
    Portal.free.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        Portal.free.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path) -> PictureCache:
    return PictureCache(tmp_path / "pictures", user_agent="Loa", allowed=AllowedHosts.parse(["127.0.0.1"]), max_bytes=1000)


def test_a_picture_is_fetched_once(portal: str, cache: PictureCache) -> None:
    for _ in range(3):
        picture = cache.get(f"{portal}/png/1?a=b")
        assert (picture.body, picture.media_type) == (PNG, "image/png")
    assert Portal.asked == ["/png/1?a=b"]
    assert cache.get(f"{portal}/to/png/2").body == PNG


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/page/1", "no picture"), ("/svg/1", "no picture"), ("/none/1", "HTTP 404"), ("/big/1", "more than"),
        ("/to/to/to/to/png/1", "redirects"), ("/to/http://169.254.169.254/x", "no public address"),
        ("/to/ftp://a.example/", "no address"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_not_given_out(portal: str, cache: PictureCache, path: str, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        cache.get(portal + path)


def test_what_was_no_picture_is_asked_for_again(portal: str, cache: PictureCache) -> None:
    for _ in range(2):
        with pytest.raises(FetchError):
            cache.get(f"{portal}/page/1")
    assert Portal.asked == ["/page/1", "/page/1"]


def test_a_host_that_does_not_answer_is_left_alone_for_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def nobody(host: str, port: int) -> list[str]:
        asked.append(host)
        raise OSError("no such host")

    cache = PictureCache(tmp_path, user_agent="Loa", resolving=nobody)
    for name in ("a", "b"):
        with pytest.raises(FetchError):
            cache.get(f"https://x.vn/{name}.png")
    assert asked == ["x.vn"]
    before = clock.monotonic
    monkeypatch.setattr(clock, "monotonic", lambda: before() + 61)
    with pytest.raises(FetchError):
        cache.get("https://x.vn/a.png")
    assert asked == ["x.vn", "x.vn"]


def test_pictures_that_hang_hold_up_their_own_threads_alone(portal: str, cache: PictureCache) -> None:
    async def look() -> None:
        fetching = Fetching(cache)
        hanging = [asyncio.ensure_future(fetching.fetch(f"{portal}/hang/{number}")) for number in range(MOST_WAITING)]
        twice = asyncio.ensure_future(fetching.fetch(f"{portal}/hang/0"))
        await asyncio.sleep(0.2)
        assert await fetching.fetch(f"{portal}/png/1") is None, "too many are waited for"
        assert await asyncio.wait_for(asyncio.to_thread(lambda: 1), 5) == 1, "pages have their threads"
        Portal.free.set()
        failed = await asyncio.gather(*hanging, twice, return_exceptions=True)
        assert {type(each) for each in failed} == {FetchError}
        assert (await fetching.fetch(f"{portal}/png/1")) == cache.kept(f"{portal}/png/1")

    asyncio.run(look())
    assert Portal.asked.count("/hang/0") == 1


def test_where_nothing_can_be_kept_a_picture_is_given_out_all_the_same(portal: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    blocked = PictureCache(tmp_path / "file" / "pictures", user_agent="Loa", allowed=AllowedHosts.parse(["127.0.0.1"]))
    assert blocked.get(f"{portal}/png/1").body == PNG


def test_nobody_inside_is_asked(portal: str, tmp_path: Path) -> None:
    closed = PictureCache(tmp_path, user_agent="Loa")
    for address in (
        portal,
        portal.replace("127.0.0.1", "localhost"),
        portal.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
        "http://2130706433",
    ):
        with pytest.raises(FetchError):
            closed.get(f"{address}/png/1")
    renamed = PictureCache(tmp_path, user_agent="Loa", resolving=lambda _host, _port: ["10.0.0.1", "127.0.0.1"])
    with pytest.raises(FetchError, match="no public address"):
        renamed.get("http://town.example/png/1")
    assert Portal.asked == []


def test_the_longest_unused_goes_first(portal: str, cache: PictureCache, tmp_path: Path) -> None:
    for number in range(9):
        cache.get(f"{portal}/png/{number}")
        for each in (tmp_path / "pictures").iterdir():
            os.utime(each, (each.stat().st_atime, each.stat().st_mtime - 10))
    cache.get(f"{portal}/png/0")
    time.sleep(0.01)
    cache.get(f"{portal}/png/9")
    cache.get(f"{portal}/png/10")
    before = len(Portal.asked)
    cache.get(f"{portal}/png/0")
    assert len(Portal.asked) == before
    cache.get(f"{portal}/png/1")
    assert len(Portal.asked) == before + 1
    assert sum(each.stat().st_size for each in (tmp_path / "pictures").iterdir()) <= 1000


def test_kinds_come_from_the_first_bytes() -> None:
    kinds = {
        b"\xff\xd8\xff\xe0": "image/jpeg",
        b"GIF89a": "image/gif",
        b"RIFF0000WEBPVP8": "image/webp",
        b"0000ftypavif": "image/avif",
    }
    assert {kind_of(body) for body in kinds} == set(kinds.values())
    assert kind_of(b"<!DOCTYPE html>") is None
    assert kind_of(b"") is None


def test_pictures_of_an_article_are_those_that_can_be_linked() -> None:
    figures = tuple(
        Figure(image=each)
        for each in ("https://a.example/1.jpg", "javascript:x", "https://a.example/1.jpg", "https://a.example/ả.jpg")
    )
    assert pictures_of(make_article(body=figures)) == ("https://a.example/1.jpg", "https://a.example/%E1%BA%A3.jpg")
