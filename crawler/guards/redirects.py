"""Redirects: followed a few times, and never lost without a word."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.guards.refusals import RedirectsError


class CountedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's, except that a redirect to a page that was asked for already is followed too: Scrapy would drop it in silence."""

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:  # noqa: ARG002 as Scrapy has it
        """Return the answer, or the request it redirects to. Raise RedirectsError for one redirect too many."""
        try:
            followed = super().process_response(request, response)
        except IgnoreRequest as error:
            raise RedirectsError(request.url, f"redirects more than {self.max_redirect_times} times") from error
        if isinstance(followed, Request):
            followed.dont_filter = True
        return followed
