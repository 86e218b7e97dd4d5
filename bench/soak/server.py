"""`python -m bench.soak.server FOLDER …`: the country's web servers in one process, each town on an address of its own.

Which articles stand on a page, and what goes wrong, is told by the calendar (`news.clock`). What is asked is counted in
`asked.json` of the folder, with the first moment at which each fault was met, and written once a second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bench.soak import certificates, markup
from bench.soak.country import Country, Plan
from bench.soak.faults import Outage
from bench.soak.town import LISTINGS, Town
from news import clock

ASKED = "asked.json"
_CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={cvId:'3'};</script>"
    "<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
_PARKED = (
    "<html><head><title>{host}</title></head><body><h1>This domain is for sale</h1><p>Buy this domain today.</p></body></html>"
)
_STATUSES = {"refusing": 403, "failing": 503}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a town answers."""

    status: int = 200
    text: str = ""
    location: str | None = None
    kind: str = "text/html; charset=utf-8"


@dataclass(kw_only=True)
class Count:
    """What was asked of the whole country."""

    statuses: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    met: dict[str, str] = field(default_factory=dict)
    """When a fault was first met, by town and kind."""

    def write(self, folder: Path) -> None:
        """Write it for others to read."""
        file = folder / f"{ASKED}.new"
        file.write_text(json.dumps({"statuses": self.statuses, "bytes": self.bytes, "met": self.met}), encoding="utf-8")
        file.replace(folder / ASKED)


def answer(town: Town, path: str, outage: Outage | None, now: datetime) -> Answer:
    """What a town answers at a moment, a fault that is no matter of connections included."""
    fault = outage.kind if outage else ""
    if fault in _STATUSES:
        return Answer(status=_STATUSES[fault], text=f"<h1>{_STATUSES[fault]}</h1>")
    if fault == "challenge":
        return Answer(status=403 if town.number % 2 else 200, text=_CHALLENGE)
    if path == "/robots.txt":
        return Answer(text=f"User-agent: *\nDisallow:{' /' if fault == 'robots' else ''}\n", kind="text/plain")
    if fault == "parked":
        return Answer(text=_PARKED.format(host=town.host))
    dated = _dates(outage, now) if outage and fault == "dates frozen" else None
    found = _listing(town, path, fault, now, dated) if path == LISTINGS[town.family] else _article(town, path, fault, now, dated)
    if fault == "charset":  # what a database does that was filled in the wrong one
        found = Answer(status=found.status, text=found.text.encode("latin-1", "replace").decode("latin-1"))
    return found


def _listing(town: Town, path: str, fault: str, now: datetime, dated: Callable[[datetime], datetime] | None) -> Answer:
    if fault == "moved":
        return Answer(status=404, text="<h1>404</h1>")
    if fault == "redirected":
        return Answer(status=302, location="http://parking.example.net/")
    if fault == "redesigned":
        return Answer(text=markup.shell(town, "Tin tức", path))
    return Answer(text=markup.listing(town, range(0) if fault == "emptied" else town.listed(now), dated=dated))


def _article(town: Town, path: str, fault: str, now: datetime, dated: Callable[[datetime], datetime] | None) -> Answer:
    number = next((each for each in reversed(town.published(town.history[0], now)) if town.path(each) == path), None)
    if number is None:
        return Answer(status=404, text="<h1>404</h1>")
    if fault in {"redesigned", "articles redesigned"}:
        return Answer(text=markup.shell(town, markup.words(town.number, number).title, path))
    return Answer(text=markup.article(town, number, dated=dated))


def _dates(outage: Outage, now: datetime) -> Callable[[datetime], datetime]:
    """Dates that are the moment of asking, or one and the same."""
    shown = now if outage.town % 2 else outage.start
    return lambda _: shown


class Servers:
    """The listeners of all towns; those that are down have none."""

    def __init__(self, country: Country, folder: Path) -> None:
        """`folder` has the certificates, and takes the counts."""
        self._country = country
        self._folder = folder
        self._open: dict[int, tuple[str, asyncio.Server]] = {}
        self.count = Count()

    async def run(self) -> None:
        """Serve until cancelled."""
        good, strange = certificates.context(self._folder), certificates.context(self._folder, strange=True)
        while True:
            now = clock.now()
            for town in self._country.towns:
                outage = self._country.outage(town, now)
                fault = outage.kind if outage and outage.kind in {"down", "tls"} else ""
                if town.number not in self._open or self._open[town.number][0] != fault:
                    await self._switch(town, fault, (strange if fault == "tls" else good) if town.secure else None)
            self.count.write(self._folder)
            await asyncio.sleep(0.5)

    async def _switch(self, town: Town, fault: str, context: ssl.SSLContext | None) -> None:
        if town.number in self._open and (before := self._open[town.number][1]).is_serving():
            before.close()
        server = await asyncio.start_server(
            lambda reader, writer: self._talk(town, reader, writer), town.host, town.port, ssl=context, start_serving=False
        )
        if fault == "down":
            server.close()
        else:
            await server.start_serving()
        self._open[town.number] = (fault, server)

    async def _talk(self, town: Town, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, IndexError, asyncio.IncompleteReadError, ssl.SSLError):
            while line := await reader.readline():
                headers = await _headers(reader)
                now = clock.now()
                outage = self._country.outage(town, now)
                if outage is not None and outage.kind in {"down", "tls"}:
                    break  # a connection from before
                if outage is not None:
                    self.count.met.setdefault(f"{town.number} {outage.kind}", now.isoformat())
                    if outage.kind == "hanging":
                        await reader.read()  # until whoever asks gives up
                        break
                method, path = line.split()[:2]
                writer.write(self._said(answer(town, path.decode(), outage, now), headers, body=method != b"HEAD"))
                await writer.drain()
        writer.close()

    def _said(self, found: Answer, headers: Mapping[bytes, bytes], *, body: bool) -> bytes:
        data = found.text.encode()
        tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
        status = 304 if found.status == 200 and headers.get(b"if-none-match") == tag.encode() else found.status
        self.count.statuses[str(status)] += 1
        lines = [f"HTTP/1.1 {status} As-Is", f"Content-Type: {found.kind}"]
        if found.status == 200:
            lines.append(f"ETag: {tag}")
        if found.location:
            lines.append(f"Location: {found.location}")
        sent = data if body and status != 304 else b""
        self.count.bytes += len(sent)
        return "\r\n".join([*lines, f"Content-Length: {len(sent)}", "", ""]).encode() + sent


async def _headers(reader: asyncio.StreamReader) -> dict[bytes, bytes]:
    found = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.partition(b":")
        found[name.lower()] = value.strip()
    return found


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak.server", description=__doc__)
    parser.add_argument("folder", type=Path)
    Plan.add_arguments(parser)
    asked = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Servers(Country.of(Plan.of(asked)), asked.folder).run())


if __name__ == "__main__":
    main()
