"""Lengths: asks servers how long the documents of an article are, where its page does not say; feeds must tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.answers import media_type
from crawler.reading import Reading
from news.host import host_of, stands_on
from news.source import Source

_LONGEST = 15
"""Digits of a length that can be true: a petabyte has as many."""
Yield = Iterator[Request | Reading]


class Lengths:
    """Asks for one document of an article after the other, and only on hosts of the source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._refusing: set[str] = set()
        """Hosts that do not tell lengths: they are asked once a run."""

    def ask(self, reading: Reading, *, measured: int = 0) -> Yield:
        """Yield the HEAD request for the next document of unknown length, or the reading where there is none any more.

        The first `measured` documents were asked for already.
        """
        attachments, hosts = reading.article.attachments, self._source.allowed_hosts - self._refusing
        while measured < len(attachments):
            attachment = attachments[measured]
            if attachment.bytes is None and stands_on(attachment.url, hosts):
                yield Request(
                    attachment.url,
                    self.answered,
                    method="HEAD",
                    cb_kwargs={"reading": reading, "measured": measured},
                    meta={"dont_retry": True},
                    errback=self.failed,
                    dont_filter=True,
                )
                return
            measured += 1
        yield reading

    def answered(self, response: Response, reading: Reading, measured: int) -> Yield:
        """Note the length and type of one document, from the answer to a HEAD request; then the next one."""
        yield from self.ask(_with_length(reading, measured, response), measured=measured + 1)

    def failed(self, failure: Any) -> Yield:
        """Go on without the length of a document that does not answer."""
        reading, measured = failure.request.cb_kwargs["reading"], failure.request.cb_kwargs["measured"]
        self._refusing.add(host_of(reading.article.attachments[measured].url))
        yield from self.ask(reading, measured=measured + 1)


def _with_length(reading: Reading, index: int, response: Response) -> Reading:
    length = (response.headers.get("Content-Length") or b"").decode("latin-1")
    if response.status != 200 or not length.isdecimal() or len(length) > _LONGEST or int(length) <= 0:
        return reading
    attachments = list(reading.article.attachments)
    known = attachments[index]
    attachments[index] = replace(known, bytes=int(length), media_type=known.media_type or media_type(response))
    return replace(reading, article=replace(reading.article, attachments=tuple(attachments)))
