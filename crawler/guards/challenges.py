"""Challenges: a site that wants a browser is believed, backed off from and reported."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.guards.ledger import host_of, ledger_of
from crawler.pages.challenge import challenge_in
from news.errors import ChallengeError

LARGEST = 50_000
"""Bytes above which an answer is looked at only when it is read as a page."""


class ChallengeMiddleware:
    """Ends a request that was answered with a bot challenge, whatever its status."""

    def __init__(self, crawler: Crawler) -> None:
        """Share the ledger of the process."""
        self._ledger = ledger_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ChallengeMiddleware:
        """Make one for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer. Raise ChallengeError for a challenge."""
        if request.method == "HEAD" or len(response.body) > LARGEST:
            return response
        challenge = challenge_in(response.body.decode("utf-8", "replace"))
        if challenge is None:
            return response
        self._ledger.challenged(host_of(response.url))
        raise ChallengeError(response.url, f"bot challenge ({challenge})")
