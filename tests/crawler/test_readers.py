"""Pages are read in other processes as they would be in this one, and none of them can stop the rest."""

import asyncio
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import readers as readers_module
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from crawler.readers import Readers, Work
from news.article import Article
from news.errors import EmptyPageError, LayoutError
from news.raw import RawPage
from news.source import Source
from news.warc import record

SOURCE = Source(
    id="vn-x", title="X", homepage="https://x.vn/", listings=("https://x.vn/",), selectors={"title": "h1", "body": ".b"}
)
EVIDENCE = Evidence(now=datetime(2026, 1, 1, tzinfo=UTC))


def page(number: int) -> Page:
    text = f"Bài số {number} " + "nói về một việc dài của xã trong năm nay. " * 5
    return Page(url=f"https://x.vn/{number}", markup=f"<h1>Tin {number}</h1><div class=b><p>{text}</p></div>")


@pytest.mark.parametrize("processes", [0, 2])
def test_read_elsewhere_as_read_here(processes: int) -> None:
    readers = Readers(processes)

    async def read() -> list[Article]:
        return await asyncio.gather(*(readers.read(page(number), SOURCE, EVIDENCE) for number in range(20)))

    try:
        found = asyncio.run(read())
    finally:
        readers.close()
    assert found == [read_article(page(number), SOURCE, evidence=EVIDENCE) for number in range(20)]


def test_pages_read_by_the_thread_and_beside_it_do_not_mix() -> None:
    readers = Readers(0)
    alone = {number: read_article(page(number), SOURCE, evidence=EVIDENCE) for number in range(400)}

    async def read() -> None:
        elsewhere = [asyncio.ensure_future(readers.read(page(number), SOURCE, EVIDENCE)) for number in alone]
        for number in reversed(alone):
            assert read_article(page(number), SOURCE, evidence=EVIDENCE) == alone[number]
            await asyncio.sleep(0)
        assert await asyncio.gather(*elsewhere) == list(alone.values())

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        asyncio.run(read())
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("processes", [0, 1])
def test_errors_come_back_as_they_were(processes: int) -> None:
    readers = Readers(processes)
    try:
        with pytest.raises(EmptyPageError) as empty:
            asyncio.run(readers.read(Page(url="https://x.vn/a", markup="<html></html>"), SOURCE, EVIDENCE))
        with pytest.raises(LayoutError) as layout:
            asyncio.run(readers.read(Page(url="https://x.vn/a", markup="<h1>Tin</h1><p>x</p>"), SOURCE, EVIDENCE))
    finally:
        readers.close()
    assert empty.value.url == "https://x.vn/a"
    assert layout.value.field == "body"
    assert str(layout.value).startswith("https://x.vn/a: body")


def test_a_reader_that_dies_or_hangs_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module, "read_article", poisoned)
    monkeypatch.setattr(readers_module, "LONGEST_SECONDS", 1.0)
    readers = Readers(1)

    async def read() -> list[object]:
        found: list[object] = []
        for poison in ("dies", "hangs", "fine"):
            try:
                found.append(await readers.read(Page(url=f"https://x.vn/{poison}", markup=""), SOURCE, EVIDENCE))
            except LayoutError as error:
                found.append(str(error))
        return found

    try:
        found = asyncio.run(read())
    finally:
        readers.close()
    assert found == [
        "https://x.vn/dies: page: ends the process that reads it",
        "https://x.vn/hangs: page: takes too long to read",
        "read",
    ]


def test_a_page_that_hangs_the_thread_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()

    def hanging(page: Page, source: Source, *, evidence: Evidence) -> str:
        if page.url.endswith("hangs"):
            free.wait(60)
        return page.url

    monkeypatch.setattr(readers_module, "read_article", hanging)
    monkeypatch.setattr(readers_module, "LONGEST_SECONDS", 0.3)
    readers = Readers(0)
    urls = [f"https://x.vn/{name}" for name in ("a", "hangs", "b", "c")]

    async def read() -> list[object]:
        asked = (readers.read(Page(url=url, markup=""), SOURCE, EVIDENCE) for url in urls)
        return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(read())
    free.set()
    assert [str(each) for each in found] == [urls[0], "https://x.vn/hangs: page: takes too long to read", *urls[2:]]


def poisoned(page: Page, source: Source, *, evidence: Evidence) -> str:
    url = page.url
    if url.endswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if url.endswith("hangs"):
        signal.pause()
    return "read"


def test_only_the_page_that_ends_a_reader_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module, "read_article", poisoned)
    readers = Readers(2)
    before = readers.pids

    async def read() -> list[object]:
        names = ["a", "dies", *"bcdefgh"]
        pages = (Page(url=f"https://x.vn/{name}", markup="") for name in names)
        return await asyncio.gather(*(readers.read(page, SOURCE, EVIDENCE) for page in pages), return_exceptions=True)

    try:
        found = asyncio.run(read())
        assert len(set(before) & set(readers.pids)) == 1
    finally:
        readers.close()
    assert [each for each in found if each != "read"] == [found[1]]
    assert isinstance(found[1], LayoutError)


@pytest.mark.parametrize("processes", [0, 1])
@pytest.mark.parametrize("recorded", [True, False])
def test_a_page_as_it_was_fetched_is_read_and_recorded(processes: int, recorded: bool) -> None:
    body = page(1).markup.encode("utf-16")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    raw = RawPage(
        source="vn-x", asked="https://x.vn/a", url="https://x.vn/1", fetched=now, status=200, headers=(("ETag", "x"),), body=body
    )
    readers = Readers(processes)
    try:
        found = asyncio.run(readers.read_raw(Work(raw=raw, content_type="text/html", recorded=recorded), SOURCE))
    finally:
        readers.close()
    assert found.article == read_article(page(1), SOURCE, evidence=EVIDENCE)
    assert found.record is None if not recorded else found.record is not None and record.decode(found.record) == raw


def test_large_pages_cross_whole() -> None:
    readers = Readers(1)
    text = "nói về một việc dài của xã trong năm nay. " * 40_000
    long = Page(url="https://x.vn/1", markup=f"<h1>Tin</h1><div class=b><p>{text}</p></div>")

    async def read() -> list[Article]:
        return await asyncio.gather(*(readers.read(long, SOURCE, EVIDENCE) for _ in range(4)))

    try:
        found = asyncio.run(read())
    finally:
        readers.close()
    assert [len(each.text) for each in found] == [len(text) - 1] * 4


def test_an_error_that_cannot_cross_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(page: Page, source: Source, *, evidence: Evidence) -> Article:
        class OwnError(Exception):
            pass

        raise OwnError("of its own")

    monkeypatch.setattr(readers_module, "read_article", failing)
    readers = Readers(1)
    try:
        with pytest.raises(RuntimeError, match="of its own"):
            asyncio.run(readers.read(page(1), SOURCE, EVIDENCE))
    finally:
        readers.close()


def test_what_stops_the_crawl_does_not_stop_its_readers() -> None:
    readers = Readers(1)
    try:
        for each in (signal.SIGTERM, signal.SIGINT):
            os.kill(readers.pids[0], each)
        found = asyncio.run(readers.read(page(1), SOURCE, EVIDENCE))
        assert found.title == "Tin 1"
    finally:
        readers.close()


def test_nothing_that_is_open_here_is_held_open_by_readers() -> None:
    reading, writing = os.pipe()
    readers = Readers(2)
    try:
        asyncio.run(readers.read(page(1), SOURCE, EVIDENCE))
        asyncio.run(readers.read(page(2), SOURCE, EVIDENCE))
        os.close(writing)
        assert os.read(reading, 1) == b""
    finally:
        os.close(reading)
        readers.close()


def test_readers_end_with_their_parent() -> None:
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.close(reading)
        readers = Readers(2)
        os.write(writing, b" ".join(str(pid).encode() for pid in readers.pids))
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(writing)
    pids = [int(pid) for pid in os.read(reading, 100).split()]
    os.close(reading)
    os.waitpid(parent, 0)
    assert len(pids) == 2
    for pid in pids:
        assert ended(pid), pid


def ended(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        signal.sigtimedwait([], 0.05)
    return False
