"""The shelf: files in memory, as they are on disk now, within bounds."""

import asyncio
import gzip
import os
from pathlib import Path

import brotli
import pytest

from feeds.folder import PublicFolder
from feeds.web.app import Serving, create_app
from feeds.web.shelf import Item, Shelf
from news import clock
from tests.feeds.conftest import BASE, NOW


def test_a_changed_file_is_served_changed_and_a_removed_one_not(tmp_path: Path) -> None:
    async def story() -> None:
        shelf = Shelf(tmp_path, now=clock.now, max_bytes=3000)
        put(tmp_path, "feed.rss", b"one " * 99)
        first = await shelf.find("/feed.rss")
        assert first is not None
        assert await shelf.find("/feed.rss") is first
        put(tmp_path, "feed.rss", b"two " * 99)
        both = await asyncio.gather(shelf.find("/feed.rss"), shelf.find("/feed.rss"))
        assert both[0] is both[1]
        assert both[0] is not None
        assert both[0].plain.body == b"two " * 99
        assert both[0].plain.etag != first.plain.etag
        put(tmp_path, "feed.rss", b"one " * 99)
        back = await shelf.find("/feed.rss")
        assert back is not None
        assert back.plain.etag == first.plain.etag
        (tmp_path / "feed.rss").unlink()
        assert await shelf.find("/feed.rss") is None

    def put(root: Path, name: str, body: bytes) -> None:
        with PublicFolder.opened(root, now=NOW) as folder:
            folder.put(name, body)

    asyncio.run(story())


def test_memory_is_bounded_and_files_from_the_future_are_not_believed(tmp_path: Path) -> None:
    async def story() -> None:
        shelf = Shelf(tmp_path, now=clock.now, max_bytes=3000)
        for number in range(5):
            path = tmp_path / f"{number}.html"
            path.write_bytes(os.urandom(1000))
            future = clock.now().timestamp() + 9999
            os.utime(path, (future, future))
        first = await shelf.find("/0.html")
        assert first is not None
        assert first.coded == ()
        assert first.modified <= clock.now()
        for number in range(1, 5):
            assert await shelf.find(f"/{number}.html")
        assert await shelf.find("/0.html") is not first
        kept = await shelf.find("/4.html")
        assert await shelf.find("/4.html") is kept

    asyncio.run(story())


def test_before_anything_is_published(tmp_path: Path) -> None:
    messages = []

    async def send(message: dict[str, object]) -> None:
        messages.append(message)

    async def story() -> None:
        app = create_app(tmp_path / "missing", Serving(public_url=BASE))
        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
        await app(scope, None, send)  # type: ignore[arg-type]
        await app({"type": "lifespan"}, None, send)  # type: ignore[arg-type]

    asyncio.run(story())
    assert [message.get("status") for message in messages] == [404, None]


def find(root: Path, path: str) -> Item | None:
    return asyncio.run(Shelf(root, now=clock.now).find(path))


def test_what_was_compressed_beforehand_is_served_where_it_is_the_same(tmp_path: Path) -> None:
    body = b"a feed " * 500
    (tmp_path / "feed.rss").write_bytes(body)
    packed = {"br": brotli.compress(body, quality=11), "gzip": gzip.compress(body, 9, mtime=5)}
    (tmp_path / "feed.rss.br").write_bytes(packed["br"])
    (tmp_path / "feed.rss.gz").write_bytes(packed["gzip"])
    item = find(tmp_path, "/feed.rss")
    assert item is not None
    assert {each.coding: each.body for each in item.coded} == packed
    assert len({item.plain.etag, *(each.etag for each in item.coded)}) == 3


@pytest.mark.parametrize("wrong", ["older", "another", "damaged", "bomb", "cut", "link"])
def test_what_was_compressed_beforehand_is_passed_over_where_it_is_not(tmp_path: Path, wrong: str) -> None:
    body = b"a feed " * 500
    (tmp_path / "feed.rss").write_bytes(body)
    other = {"older": body, "another": b"b feed " * 500, "bomb": body + b" " * 10**7, "link": body}.get(wrong, body)
    for ending, packed in ((".br", brotli.compress(other, quality=1)), (".gz", gzip.compress(other, 1, mtime=7))):
        path = tmp_path / f"feed.rss{ending}"
        kept = {"damaged": b"x" + packed[1:], "cut": packed[:-4]}.get(wrong, packed)
        if wrong == "link":
            (tmp_path / f"elsewhere{ending}").write_bytes(kept)
            path.symlink_to(tmp_path / f"elsewhere{ending}")
        else:
            path.write_bytes(kept)
        if wrong == "older":
            os.utime(path, (1, 1))
    item = find(tmp_path, "/feed.rss")
    assert item is not None
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    assert {each.coding for each in item.coded} == set(unpack)
    for each in item.coded:
        assert unpack[each.coding or ""](each.body) == body
        assert each.body != (tmp_path / f"feed.rss.{'br' if each.coding == 'br' else 'gz'}").read_bytes()


def test_several_levels_and_no_link_out_of_the_folder_at_any(tmp_path: Path) -> None:
    root, outside = tmp_path / "public", tmp_path / "outside"
    (root / "place/vn-22/archive").mkdir(parents=True)
    (outside / "archive").mkdir(parents=True)
    for folder in (root / "place/vn-22/archive", outside / "archive", outside):
        (folder / "1.atom").write_text(str(folder))
    assert find(root, "/place/vn-22/archive/1.atom")
    (root / "place/vn-23").symlink_to(outside)
    (root / "place/vn-24").mkdir()
    (root / "place/vn-24/archive").symlink_to(outside / "archive")
    (root / "place/vn-24/1.atom").symlink_to(outside / "1.atom")
    (root / "topic").symlink_to(outside)
    for path in (
        "/place/vn-23/1.atom",
        "/place/vn-23/archive/1.atom",
        "/place/vn-24/archive/1.atom",
        "/place/vn-24/1.atom",
        "/topic/1.atom",
    ):
        assert find(root, path) is None, path
    for path in ("/place/vn-22/archive/../archive/1.atom", "/place//vn-22/archive/1.atom", "/a/b/c/d/e/1.atom", "/" + "a/" * 300):
        assert find(root, path) is None, path


def test_no_fifo_holds_up_the_server(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feed.rss")
    assert find(tmp_path, "/feed.rss") is None
    (tmp_path / "feed.atom").write_text("x" * 100)
    os.mkfifo(tmp_path / "feed.atom.gz")
    assert find(tmp_path, "/feed.atom") is not None
