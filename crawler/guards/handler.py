"""Handler: every request of a crawl goes over the wire here, so here stands what no request may get around."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.guards.client import Client
from crawler.guards.compression import unpacked
from crawler.guards.ledger import ledger_of
from crawler.guards.media import is_readable, media_type
from crawler.guards.refusals import AddressRefusedError, AnsweredChallengeError, TooLargeError, TypeRefusedError
from crawler.guards.rules import LONGEST_FILE, ROBOTS
from crawler.pages.challenge import challenge_in
from news import clock
from news.politeness import Answer
from news.reach import AllowedHosts
from news.settings import Settings

LARGEST_CHALLENGE = 50_000
"""Bytes."""


@dataclass
class _Head:
    """What an answer says before its body, which may turn out to be nothing we take."""

    status: int | None = None
    """None: none came."""
    retry_after: str | None = None


class GuardedHandler(BaseDownloadHandler):
    """Downloads one address at a time of a host, in its turn, only from addresses that are allowed, only what can be a page."""

    def __init__(self, crawler: Crawler) -> None:
        """Put the guards in place. Raise SettingsError for hosts or authorities that cannot be used."""
        super().__init__(crawler)
        loa: Settings = crawler.settings["LOA"]
        allowed = AllowedHosts.parse(loa.crawl.allow_private_hosts)
        self._client = Client(allowed=allowed, extra_ca_file=loa.crawl.extra_ca_file)
        self._largest = loa.crawl.max_page_bytes
        self._seconds = loa.crawl.timeout_seconds
        self._ledger = ledger_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the answer. Raise the refusal of a guard, or what Scrapy raises for a request that failed."""
        async with self._ledger.turn(request.url, stopping=self._stopping) as host:
            started = clock.monotonic()
            size, head = 0, _Head()
            try:
                response = await self._download(request, head)
                size = len(response.body)
                response = unpacked(response, limit=self._largest)
                _refuse_challenge(response)
            except Exception as error:
                if not isinstance(error, AddressRefusedError):
                    self._note(request, host, _answer(request, head, clock.monotonic() - started, error), size=size)
                raise
            self._note(request, host, _answer(request, head, clock.monotonic() - started), size=size)
            return response

    async def close(self) -> None:
        """Close the connections and write what is known of hosts."""
        self._ledger.flush()
        await self._client.close()

    async def _download(self, request: Request, head: _Head) -> Response:
        async with self._client.ask(request, seconds=request.meta.get("download_timeout", self._seconds)) as answer:
            headers = Headers(answer.raw_headers)
            head.status = answer.status
            head.retry_after = (headers.get(b"Retry-After") or b"").decode("latin-1") or None
            body = b""
            if request.meta.get(ROBOTS):
                body = await _beginning(answer)
            elif request.method == "HEAD":
                pass
            elif is_readable(headers.get(b"Content-Type")):
                body = await self._whole(request, answer)
            elif answer.status == 200:
                kind = media_type(headers.get(b"Content-Type"))
                raise TypeRefusedError(request.url, f"is {kind[:60]}, not a page")
            # An error's body, or a redirect's, of another type says nothing we need.
        cls = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return cls(url=request.url, status=answer.status, headers=headers, body=body)

    async def _whole(self, request: Request, answer: aiohttp.ClientResponse) -> bytes:
        if (answer.content_length or 0) <= self._largest:
            pieces, left = [], self._largest
            async for piece in answer.content.iter_any():
                pieces.append(piece)
                left -= len(piece)
                if left < 0:
                    break
            else:
                return b"".join(pieces)
        raise TooLargeError(request.url, "is larger than crawl.max_page_bytes")

    def _stopping(self) -> bool:
        return not self.crawler.engine.running

    def _note(self, request: Request, host: str, answer: Answer, *, size: int = 0) -> None:
        if self._ledger.note(host, answer, size=size):
            request.meta["dont_retry"] = True


async def _beginning(answer: aiohttp.ClientResponse) -> bytes:
    """As much of a robots.txt as is read."""
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > LONGEST_FILE:
            break
    return bytes(body)


def _refuse_challenge(response: Response) -> None:
    """Raise ChallengeError for a bot challenge, whatever its status; a long one is found when it is read as a page."""
    if 0 < len(response.body) <= LARGEST_CHALLENGE:
        challenge = challenge_in(response.body.decode("utf-8", "replace"))
        if challenge:
            raise AnsweredChallengeError(response.url, f"bot challenge ({challenge})", response)


def _answer(request: Request, head: _Head, seconds: float, failure: Exception | None = None) -> Answer:
    """What an answer, or a failure, says of its host: one that sent too much, or the wrong thing, has answered."""
    from crawler.report import kind_of

    status, kind = head.status, None
    if isinstance(failure, TooLargeError | TypeRefusedError):
        status = status or 200
    elif failure is not None:
        kind = kind_of(failure)
    return Answer(status=status, kind=kind, seconds=seconds, retry_after=head.retry_after, head=request.method == "HEAD")
