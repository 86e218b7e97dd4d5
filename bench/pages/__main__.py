"""What a page costs: time to make one from a large store, its weight, and how fast it is served.

    python -m bench.pages [--articles 100000]

A page of fifty articles is made anew again and again, from different places of the list and of different sources. Then the same
server gives out that page and a minimal one in turns, over connections that stay open; the ratio of the rates is what counts. At
last the pages of a smaller store are written as files, and again after ten new articles.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import uvicorn

from bench.archive.making import RUN, SOURCES, make
from feeds.site.address import Links
from feeds.site.export import write_site
from feeds.site.page import SiteOptions
from feeds.site.route import pages_route
from feeds.site.router import Site
from feeds.web.answer import Answer, html_answer
from feeds.web.app import Serving, create_app
from feeds.web.protocol import server_config
from feeds.web.request import Request
from news import clock
from news.source import Source
from news.store import Store

_ADDRESS = "http://127.0.0.1/"
_TURNS, _EACH = 10, 400
_WRITTEN, _NEW = 500, 10


def main() -> None:
    """Fill a store, then measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="an SQLite file to be filled where it is missing, and used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = options.store or Path(name) / "loa.sqlite3"
        fill(path, options.articles)
        with Store.open(f"sqlite:///{path}", create=False) as store:
            making(store)
        serving(path, Path(name))
        writing(Path(name))


def writing(folder: Path) -> None:
    """What it costs to write the pages of a store as files, and to write them again after ten new articles."""
    found = list(make(_WRITTEN + _NEW))
    with Store.open(f"sqlite:///{folder}/written.sqlite3") as store:
        for number in range(SOURCES):
            store.keep_source(source(number), now=clock.now())
        used = []
        for articles in (found[:_WRITTEN], found[_WRITTEN:]):
            store.keep_all(articles, now=clock.now())
            busy = time.process_time()
            report = write_site(
                Site(store, SiteOptions(base=_ADDRESS, title="Loa"), now=clock.now), folder / "pages", now=clock.now()
            )
            used.append(time.process_time() - busy)
    print(
        f"as files: {_WRITTEN:,} articles {used[0]:.1f} s of the processor, after {_NEW} new ones {used[1]:.2f} s "
        f"({len(report.written)} files), {100 * used[1] / used[0]:.1f} %"
    )


def fill(path: Path, count: int) -> None:
    """Make a store of so many articles where there is none."""
    if path.exists():
        return
    with Store.open(f"sqlite:///{path}") as store:
        for number in range(SOURCES):
            store.keep_source(source(number), now=clock.now())
        batch = []
        for article in make(count):
            batch.append(article)
            if len(batch) == RUN:
                store.keep_all(batch, now=clock.now())
                batch.clear()
        store.keep_all(batch, now=clock.now())


def source(number: int) -> Source:
    """One of the sources of the made-up articles."""
    home = f"https://place-{number}.example/"
    return Source(id=f"vn-place-{number}", title=f"Cổng thông tin xã số {number}", homepage=home, listings=(home,))


def making(store: Store) -> None:
    """How long a page takes that nobody asked for a moment ago, and what it weighs."""
    site = Site(store, SiteOptions(base=_ADDRESS, title="Loa"), now=clock.now)
    newest = store.newest(limit=2000)
    ends = [f"{stored.published.moment.isoformat()}_{stored.id}" for stored in newest[:: len(newest) // 40]]
    asked = {
        "front page": [("", f"before={end.replace('+', '%2B')}") for end in ends],
        "a source": [(f"{source(number).id}/", "") for number in range(SOURCES)],
        "an article": [(f"article/{stored.id}/", "") for stored in newest[::40]],
        "a search": [("search/", "q=" + "+".join(stored.article.title.split()[:2])) for stored in newest[::80]],
    }
    for what, requests in asked.items():
        times, used, weights, packed = [], [], [], []
        for path, query in requests:
            links = Links(base=_ADDRESS, language="vi")
            started, busy = clock.monotonic(), time.process_time()
            page = site.make(path, query, links)
            times.append(1000 * (clock.monotonic() - started))
            used.append(1000 * (time.process_time() - busy))
            assert page is not None, path
            weights.append(len(page.body))
            packed.append(len(gzip.compress(page.body)))
        slowest = sorted(times)[int(len(times) * 0.95)]
        print(
            f"{what:<12} {statistics.median(times):6.1f} ms median ({statistics.median(used):.1f} of the processor), "
            f"{slowest:6.1f} ms at the 95th percentile; "
            f"{max(weights) / 1000:.0f} KB at most, {max(packed) / 1000:.0f} KB compressed"
        )
    print("target: a page of fifty articles under 30 ms median, under 60 KB")


def serving(path: Path, folder: Path) -> None:
    """Rates of the front page and of a minimal page of the same server, taking turns."""
    with _server(path, folder) as port, _connection(port) as rich, _connection(port) as bare:
        rates: dict[str, list[float]] = {"/": [], "/bare/": []}
        for _ in range(_TURNS):
            for asked, connection in (("/", rich), ("/bare/", bare)):
                started = clock.monotonic()
                for _ in range(_EACH):
                    _get(connection, asked)
                rates[asked].append(_EACH / (clock.monotonic() - started))
    front, minimal = (statistics.median(each) for each in rates.values())
    print(f"served: front page {front:,.0f}/s, minimal page {minimal:,.0f}/s, ratio {front / minimal:.2f}   target: 0.3")


@contextmanager
def _server(path: Path, folder: Path) -> Iterator[int]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    process = get_context("fork").Process(target=_serve, args=(path, folder, listener), daemon=True)
    process.start()
    yield listener.getsockname()[1]
    process.kill()
    process.join()


def _serve(path: Path, folder: Path, listener: socket.socket) -> None:
    async def bare(request: Request) -> Answer | None:
        return html_answer(200, b"<!DOCTYPE html><title>Loa</title><p>Loa", seconds=60) if request.path == "/bare/" else None

    with Store.open(f"sqlite:///{path}", create=False) as store:
        site = Site(store, SiteOptions(base=_ADDRESS, title="Loa"), now=clock.now)
        app = create_app(folder, Serving(public_url=_ADDRESS), routes=[bare, pages_route(site)])
        asyncio.run(uvicorn.Server(server_config(app)).serve(sockets=[listener]))


@contextmanager
def _connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(60)
        yield connection


def _get(connection: socket.socket, path: str) -> None:
    """One request, its answer read to the end."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65_536)
    head, _, body = head.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n", 1)[0], head
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
    while len(body) < length:
        body += connection.recv(65_536)


if __name__ == "__main__":
    main()
