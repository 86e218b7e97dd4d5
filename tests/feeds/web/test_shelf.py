"""The shelf: files in memory, as they are on disk now, within bounds."""

import asyncio
import os
from pathlib import Path

from feeds.folder import PublicFolder
from feeds.web.app import Serving, create_app
from feeds.web.shelf import Shelf
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

    asyncio.run(story())
    assert messages[0]["status"] == 404
