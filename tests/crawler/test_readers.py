"""Pages are read in other processes as they would be in this one, and none of them can stop the rest."""

import asyncio
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import readers as readers_module
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from crawler.readers import Readers
from news.article import Article
from news.errors import EmptyPageError, LayoutError
from news.source import Source

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
    monkeypatch.setattr(readers_module, "_read", poisoned)
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


def poisoned(url: str, markup: str, source: str, evidence: Evidence) -> str:
    if url.endswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if url.endswith("hangs"):
        signal.pause()
    return "read"


def test_readers_end_with_their_parent() -> None:
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.close(reading)
        readers = Readers(2)
        assert readers._pool is not None
        pids = sorted(readers._pool._processes)
        os.write(writing, b" ".join(str(pid).encode() for pid in pids))
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
