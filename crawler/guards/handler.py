"""Handler: every request of a crawl goes over the wire here, so here stands what no request may get around."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, StopDownload
from scrapy.http import Headers, Response

from crawler.guards.causes import causes
from crawler.guards.compression import unpacked
from crawler.guards.heads import LARGEST_HEAD, BoundedFactory, HeadTooLargeError
from crawler.guards.ledger import ledger_of
from crawler.guards.media import is_readable, media_type
from crawler.guards.refusals import AddressRefusedError, AnsweredChallengeError, TooLargeError, TypeRefusedError
from crawler.guards.resolver import install
from crawler.guards.rules import LONGEST_FILE, ROBOTS
from crawler.guards.tls import TrustPolicy, certificate_error
from crawler.pages.challenge import challenge_in
from news import clock
from news.politeness import Answer
from news.reach import AllowedHosts, ascii_name
from news.settings import Settings

LARGEST_CHALLENGE = 50_000
"""Bytes."""
_RECEIVED = "received_bytes"


class GuardedHandler(HTTP11DownloadHandler):
    """Downloads one address at a time of a host, in its turn, only from addresses that are allowed, only what can be a page."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        """Put the guards in place. Raise SettingsError for hosts or authorities that cannot be used."""
        super().__init__(crawler)
        loa: Settings = crawler.settings["LOA"]
        self._resolver = install(AllowedHosts.parse(loa.crawl.allow_private_hosts))
        self._pool._factory = BoundedFactory  # noqa: SLF001 Scrapy sets its own in the same way
        self._contextFactory = cast("Any", TrustPolicy(loa.crawl.extra_ca_file))
        self._ledger = ledger_of(crawler)
        self._guarded = crawler
        crawler.signals.connect(self._headers_received, signals.headers_received)
        crawler.signals.connect(self._bytes_received, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Return the answer. Raise the refusal of a guard, or what Scrapy raises for a request that failed."""
        if request.meta.get(ROBOTS):
            request.meta["download_maxsize"] = 0  # of a larger one the beginning is read
        async with self._ledger.turn(request.url, stopping=lambda: not self._guarded.crawling) as host:
            started = clock.monotonic()
            size = 0
            try:
                response = await self._download(request)
                size = len(response.body)
                response = unpacked(response, limit=request.meta.get("download_maxsize") or self._default_maxsize)
                _refuse_challenge(response)
            except Exception as error:
                failure = self._named(request, error)
                if not isinstance(failure, AddressRefusedError):
                    self._note(request, host, _answer(failure, clock.monotonic() - started), size=size)
                if failure is error:
                    raise
                raise failure from error
            retry_after = (response.headers.get(b"Retry-After") or b"").decode("latin-1") or None
            answer = Answer(status=response.status, seconds=clock.monotonic() - started, retry_after=retry_after)
            self._note(request, host, answer, size=size)
            return response

    async def close(self) -> None:
        """Close the connections and write what is known of hosts."""
        self._ledger.flush()
        await super().close()

    async def _download(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except StopDownload as stop:
            response: Response | None = stop.response
            if response is None:
                raise
            if response.status == 200:
                kind = media_type(response.headers.get(b"Content-Type"))
                raise TypeRefusedError(response.url, f"is {kind[:60]}, not a page") from stop
            return response  # an error's body, or a redirect's, says nothing we need

    def _note(self, request: Request, host: str, answer: Answer, *, size: int = 0) -> None:
        if self._ledger.note(host, answer, size=size):
            request.meta["dont_retry"] = True

    def _named(self, request: Request, error: Exception) -> Exception:
        """The error under the name by which an operator knows it."""
        host = urlsplit(request.url).hostname or ""
        address = self._resolver.refused.get(ascii_name(host))
        if isinstance(error, CannotResolveHostError) and address:
            problem = f"{host} is {address}, no public address; name the host in crawl.allow_private_hosts if that is right"
            return AddressRefusedError(request.url, problem)
        if isinstance(error, DownloadCancelledError):
            return TooLargeError(request.url, "is larger than crawl.max_page_bytes")
        if any(isinstance(cause, HeadTooLargeError) for cause in causes(error)):
            return TooLargeError(request.url, f"has headers of more than {LARGEST_HEAD} bytes")
        return certificate_error(request.url, host, error) or error

    def _headers_received(self, headers: Headers, request: Request, **_: Any) -> None:
        """Raise StopDownload for a body that cannot be a page, before any of it is read."""
        if request.method != "HEAD" and not request.meta.get(ROBOTS) and not is_readable(headers.get(b"Content-Type")):
            raise StopDownload(fail=True)

    def _bytes_received(self, data: bytes, request: Request, **_: Any) -> None:
        """Raise StopDownload where enough of a robots.txt has come."""
        if request.meta.get(ROBOTS):
            request.meta[_RECEIVED] = request.meta.get(_RECEIVED, 0) + len(data)
            if request.meta[_RECEIVED] > LONGEST_FILE:
                raise StopDownload(fail=False)


def _refuse_challenge(response: Response) -> None:
    """Raise ChallengeError for a bot challenge, whatever its status; a long one is found when it is read as a page."""
    if 0 < len(response.body) <= LARGEST_CHALLENGE:
        challenge = challenge_in(response.body.decode("utf-8", "replace"))
        if challenge:
            raise AnsweredChallengeError(response.url, f"bot challenge ({challenge})", response)


def _answer(failure: Exception, seconds: float) -> Answer:
    """What a failure says of its host: one that sent too much, or the wrong thing, has answered."""
    from crawler.report import kind_of

    if isinstance(failure, TooLargeError | TypeRefusedError):
        return Answer(status=200, seconds=seconds)
    return Answer(kind=kind_of(failure), seconds=seconds)
