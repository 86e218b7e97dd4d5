"""Portals of known families (eight, unless more are asked for) that serve any number of distinct articles of 56 KB, and fast."""

from __future__ import annotations

import asyncio
import re
import socket
import urllib.request
from dataclasses import dataclass
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from news import clock
from news.source import Source
from scheduler.town.server import SampleTown

HOSTS = 8
FAMILIES = ("tandan", "vnportal", "daklak", "nukeviet")
PAGE_BYTES = 56_000
PER_LISTING = 500
_FILLER = b'<li><a href="/chuyen-muc/lien-ket">Li\xc3\xaan k\xe1\xba\xbft trang</a></li>'
_SHAPES = {
    "tandan": "/portal/Pages/2026-{month}-{day}/bai-viet-so{n}abc.aspx",
    "vnportal": "/tin-tuc/bai-viet-so-{n}-cua-xa-{n}",
    "daklak": "/bai-viet-so-{n}-cua-xa-{n}.html",
    "nukeviet": "/vi/news/tin-tuc/bai-viet-so-{n}-cua-xa-{n}.html",
}
_NUMBER = re.compile(r"(\d+)(?:abc\.aspx|\.html)?$")


@dataclass(frozen=True, kw_only=True)
class Template:
    """An article page of one family with a place for a number."""

    family: str
    before: bytes
    after: bytes

    def page(self, number: int) -> bytes:
        """The page of article `number`: its title and text differ from every other's."""
        word = f" {number} {number * 7919 % 99991} ".encode()
        return self.before.replace(b"@@", word) + self.after.replace(b"@@", word)


def templates() -> dict[str, Template]:
    """One page of every family, taken from the sample town and padded as real pages are."""
    found: dict[str, Template] = {}
    with SampleTown(0, stage_seconds=float("inf")) as town:
        families = {portal.id: portal.family for portal in town.portals}
        longest = sorted(town.expected().values(), key=lambda truth: -sum(map(len, truth.paragraphs)))
        for truth in longest:
            family = families[truth.portal]
            if family not in FAMILIES or family in found:
                continue
            with urllib.request.urlopen(truth.url, timeout=10) as answer:  # noqa: S310 the town's own address
                markup: bytes = answer.read()
            for text in (truth.title, *truth.paragraphs):
                head = text[:20].encode()
                markup = markup.replace(head, head + b"@@")
            # Documents would be asked for their length, which is no page.
            markup = re.sub(rb'href="[^"]*\.(?:pdf|docx?|xlsx?|zip|rar)[^"]*"', b'href="#"', markup)
            missing = max(0, PAGE_BYTES - len(markup)) // len(_FILLER)
            body = markup.rindex(b"</body>")
            found[family] = Template(
                family=family, before=markup[:body], after=b'<ul class="menu">' + _FILLER * missing + b"</ul>" + markup[body:]
            )
    return found


def address(family: str, number: int) -> str:
    """The path of article `number`."""
    return _SHAPES[family].format(n=number, month=number % 9 + 1, day=number % 27 + 1)


class Portals:
    """The portals, in a process of their own, on ports of 127.0.0.1."""

    def __init__(self, pages: int, *, hosts: int = HOSTS) -> None:
        """`pages` articles over all hosts."""
        self.pages = pages
        self._each = pages // hosts
        self._sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(hosts)]
        self.ports = [each.getsockname()[1] for each in self._sockets]
        self._here, there = Pipe()
        self._process = Process(target=_serve, args=(self._sockets, self._each, templates(), there), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.join()
        for each in self._sockets:
            each.close()

    def sources(self) -> tuple[Source, ...]:
        """A source a host."""
        return tuple(
            Source(
                id=f"vn-bench-{number}",
                title=f"Xã {number}",
                homepage=f"http://127.0.0.1:{port}/",
                listings=(f"http://127.0.0.1:{port}/list/0",),
                family=family_of(number),
                selectors={"listing_links": "ul.bench a", "listing_next": "a.next"},
            )
            for number, port in enumerate(self.ports)
        )

    def addresses(self) -> list[str]:
        """Every article's address, the hosts taking turns."""
        return [
            f"http://127.0.0.1:{port}{address(family_of(host), number)}"
            for number in range(self._each)
            for host, port in enumerate(self.ports)
        ]

    def asked(self) -> int:
        """How many articles were asked for since the last call of `span`."""
        self._here.send("asked")
        return int(self._here.recv())

    def span(self) -> tuple[int, float]:
        """How many articles were asked for since the last call, and the seconds since the first of them was."""
        self._here.send("span")
        count, seconds = self._here.recv()
        return int(count), float(seconds)


def family_of(host: int) -> str:
    """The family that runs a host."""
    return FAMILIES[host % len(FAMILIES)]


def _serve(  # noqa: C901 one small server
    sockets: list[socket.socket], each: int, made: dict[str, Template], pipe: Connection
) -> None:
    times: list[float] = []

    def listing(family: str, number: int) -> bytes:
        first = number * PER_LISTING
        rows = "".join(
            f'<li><a href="{address(family, n)}">Bài viết dài số {n} của xã chúng tôi</a></li>'
            for n in range(first, min(first + PER_LISTING, each))
        )
        following = f'<a class="next" href="/list/{number + 1}">Trang sau</a>' if first + PER_LISTING < each else ""
        return f'<html><body><ul class="bench">{rows}</ul>{following}</body></html>'.encode()

    def answer(family: str, path: str) -> tuple[int, bytes]:
        if path.startswith("/list/"):
            return 200, listing(family, int(path.removeprefix("/list/")))
        number = _NUMBER.search(path)
        if number is None:
            return 404, b""
        times.append(clock.monotonic())
        return 200, made[family].page(int(number[1]))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, family: str) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                status, body = answer(family, line.split()[1].decode())
                head = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, IndexError):
            pass
        finally:
            writer.close()

    async def all_hosts() -> None:
        for number, each_socket in enumerate(sockets):
            family = family_of(number)
            await asyncio.start_server(lambda reader, writer, family=family: talk(reader, writer, family), sock=each_socket)  # type: ignore[misc]
        while True:
            await asyncio.sleep(0.01)
            if pipe.poll():
                if pipe.recv() == "asked":
                    pipe.send(len(times))
                    continue
                pipe.send((len(times), clock.monotonic() - times[0] if times else 0.0))
                times.clear()

    asyncio.run(all_hosts())
