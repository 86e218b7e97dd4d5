"""A service that starts with half a search index finishes it, while its web server answers and before its first crawl."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from news import clock
from news.article import Article, Paragraph
from news.errors import StoreError
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.search import is_whole, rebuild
from scheduler import indexing
from scheduler.indexing import finish_index
from scheduler.jobs import Crawler
from scheduler.progress import Progress
from scheduler.service import Service, open_port

ARTICLES = 2_600
NOW = datetime(2026, 3, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store whose search index was broken off."""
    folder = tmp_path_factory.mktemp("filled")
    source = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/tin",))
    with Store.open(Settings(data_dir=folder).store_url) as store:
        store.keep_source(source, now=NOW)
        made = (
            Article(
                source="vn-a", url=f"https://a.vn/{number}", key=f"{number}", title=f"Tin {number}", body=(Paragraph(text="Hạ"),)
            )
            for number in range(ARTICLES)
        )
        store.keep_all(list(made), now=NOW)
    return folder


@pytest.fixture
def store(filled: Path) -> Store:
    opened = Store.open(Settings(data_dir=filled).store_url)
    list(rebuild(opened, whole=False))  # what another test left behind
    next(rebuild(opened))
    assert not is_whole(opened)
    with pytest.raises(StoreError, match="not whole"):
        opened.search("Hạ", limit=1)
    return opened


@asynccontextmanager
async def running(settings: Settings, store: Store, said: io.StringIO) -> AsyncIterator[int]:
    """A service without sources; gives its port once it answers."""
    service = Service(settings, store, Crawler(settings=settings, file=None), Progress(said))
    listener = open_port(settings)
    ready = asyncio.Event()
    task = asyncio.create_task(service.run([], listener, ready=ready.set))
    await asyncio.wait_for(ready.wait(), 30)
    try:
        yield listener.getsockname()[1]
    finally:
        service._stop.set()
        await asyncio.wait_for(task, 30)


async def status_of(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    await writer.drain()
    line = await reader.readline()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    return line


async def until(what: Callable[[], bool]) -> None:
    ends = clock.monotonic() + 60
    while not what():
        assert clock.monotonic() < ends
        await asyncio.sleep(0.02)


def settings_of(filled: Path, public: Path) -> Settings:
    plain = Settings(data_dir=filled, public_dir=public)
    return plain.model_copy(update={"serve": plain.serve.model_copy(update={"port": 0})})


def test_a_service_finishes_the_index_while_it_serves(store: Store, filled: Path, tmp_path: Path) -> None:
    said = io.StringIO()

    async def live() -> None:
        async with running(settings_of(filled, tmp_path / "public"), store, said) as port:
            assert b" 200 " in await status_of(port)
            await until(lambda: is_whole(store))
            await until(lambda: "whole, 2,600" in said.getvalue())

    with store:
        asyncio.run(live())
        assert store.search("Hạ", limit=1).total == ARTICLES
    lines = [line for line in said.getvalue().splitlines() if "search index" in line]
    assert lines == ["  search index: not whole, being finished", "  search index: whole, 2,600 articles"]


def test_a_service_that_is_stopped_leaves_the_rest_to_the_next(store: Store) -> None:
    said: list[str] = []

    async def live() -> None:
        stopping = asyncio.Event()

        def say(text: str) -> None:
            said.append(text)
            if " of " in text:
                stopping.set()

        await finish_index(store, say, stopping)

    with store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "EVERY_SECONDS", 0.0)
        asyncio.run(live())
        assert not is_whole(store)
        assert said[1] == "  search index: 1,000 of 2,600 articles"
        asyncio.run(finish_index(store, said.append, asyncio.Event()))
        assert is_whole(store)
        assert said[3:] == [f"  search index: {number:,} of 2,600 articles" for number in (1500, 2000, 2500)] + [
            "  search index: whole, 2,600 articles"
        ]
        before = list(said)
        asyncio.run(finish_index(store, said.append, asyncio.Event()))
        assert said == before


def test_a_store_that_refuses_is_told_and_ends_nothing(store: Store) -> None:
    said: list[str] = []
    with store:
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE articles SET content = '{' WHERE number = 900")
        try:
            asyncio.run(finish_index(store, said.append, asyncio.Event()))
        finally:
            with store.write() as connection:
                connection.exec_driver_sql(
                    "UPDATE articles SET content = (SELECT content FROM articles WHERE number = 901) WHERE number = 900"
                )
        assert not is_whole(store)
    assert said[-1].startswith("  search index: not finished: ")
