"""The hub is told beside everything else: after each publication, after a kill, and when it comes back."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from news import clock
from news.article import Article, Paragraph
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.jobs import publish_all
from scheduler.telling import Telling, tell_now
from tests.scheduler.live import run_until

SOURCE = Source(id="vn-a", title="A", homepage="https://a.example/", listings=("https://a.example/tin",))


class Hub(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Told)
        self.topics: list[str] = []
        self.status = 202

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Told(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert form["hub.mode"] == ["publish"]
        assert form["hub.topic"] == form["hub.url"]
        self.server.topics += form["hub.topic"]
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


@pytest.fixture
def settings(tmp_path: Path, hub: Hub) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": tmp_path,
            "public_dir": tmp_path / "public",
            "feeds": {"hub": hub.address},
            "public_url": "https://loa.example/",
        }
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings.store_url) as opened:
        opened.keep_source(SOURCE, now=clock.now())
        yield opened


def keep(store: Store, number: int) -> None:
    article = Article(
        source="vn-a", url=f"https://a.example/{number}", key=str(number), title=f"Tin {number}", body=(Paragraph(text="Chữ."),)
    )
    store.keep(article, now=clock.now())


def test_a_command_tells_what_it_published_and_nothing_twice(store: Store, settings: Settings, hub: Hub) -> None:
    said: list[str] = []
    keep(store, 1)
    report = publish_all(store, settings)
    tell_now(store, settings, said.append)
    assert "https://loa.example/all/feed.rss" in hub.topics
    assert "https://loa.example/vn-a/feed.json" in hub.topics
    assert sorted(hub.topics) == sorted(
        f"https://loa.example/{name}"
        for name in report.written
        if name.endswith((".rss", ".atom", ".json")) and "archive" not in name and "addresses" not in name
    )
    hub.topics.clear()
    publish_all(store, settings)
    tell_now(store, settings, said.append)
    assert hub.topics == []
    assert said == []


def test_a_hub_that_was_down_is_told_later_by_the_service(store: Store, settings: Settings, hub: Hub) -> None:
    said: list[str] = []
    hub.status = 503
    keep(store, 1)
    publish_all(store, settings)
    tell_now(store, settings, said.append)
    assert len(hub.topics) == 1
    (line,) = said
    assert "503" in line
    hub.status = 202
    for ping in store.pings.untold():  # as if the wait were over
        store.pings.want({ping.topic: ping.changed + timedelta(seconds=1)}, now=clock.now() - timedelta(seconds=1))
    run_until(Telling(store, settings, said.append).run, lambda: not store.pings.untold())
    assert len(said) == 1


def test_what_was_published_but_not_noted_before_a_kill_is_told(store: Store, settings: Settings, hub: Hub) -> None:
    keep(store, 1)
    publish_all(store, settings)
    tell_now(store, settings, print)
    hub.topics.clear()
    time.sleep(0.01)
    keep(store, 2)
    quiet = settings.model_copy(update={"feeds": settings.feeds.model_copy(update={"hub": None})})
    publish_all(store, quiet)
    run_until(Telling(store, settings, print).run, lambda: "https://loa.example/all/feed.atom" in hub.topics)


def test_the_service_is_woken_by_a_publication(store: Store, settings: Settings, hub: Hub) -> None:
    telling = Telling(store, settings, print)
    keep(store, 1)

    async def story() -> None:
        task = asyncio.create_task(telling.run())
        await asyncio.sleep(0.2)
        await asyncio.to_thread(publish_all, store, settings)
        telling.wake()
        async with asyncio.timeout(20):
            while not hub.topics or len(await asyncio.to_thread(store.pings.untold)):
                await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(story())


def test_without_a_hub_nothing_is_noted_until_the_settings_name_one(store: Store, settings: Settings, hub: Hub) -> None:
    quiet = settings.model_copy(update={"feeds": settings.feeds.model_copy(update={"hub": None})})
    keep(store, 1)
    publish_all(store, quiet)
    tell_now(store, quiet, print)
    telling = Telling(store, quiet, print)

    async def story() -> None:
        task = asyncio.create_task(telling.run())
        await asyncio.sleep(0.2)
        assert store.pings.untold() == ()
        assert hub.topics == []
        telling.renew(settings)  # and then there is one
        await asyncio.to_thread(publish_all, store, settings)
        telling.wake()
        async with asyncio.timeout(20):
            while "https://loa.example/all/feed.atom" not in hub.topics:
                await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(story())
