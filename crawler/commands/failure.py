"""Failure: under which word a check counts what went wrong, so that its advice fits the true cause."""

from __future__ import annotations

from crawler.guards.refusals import RobotsError
from crawler.report import kind_of
from news.errors import FetchError, NewsError


class StatusError(FetchError):
    """The site answered, but not with the page."""

    def __init__(self, url: str, status: int) -> None:
        """`status` is the HTTP status."""
        super().__init__(url, f"answers {status}")
        self.status = status

    def __reduce__(self) -> tuple[object, ...]:
        """Let it cross from one process to another whole."""
        return type(self), (self.url, self.status)


class ElsewhereError(FetchError):
    """The site sends its readers to a host that the source does not name."""

    kind = "host"


class ParkedError(FetchError):
    """The page says that its domain is for sale or has run out."""

    kind = "parked"


def failure_kind(error: NewsError) -> str:
    """Return the short stable word for a failure: `http 503`, or what lies behind a request that failed (`dns`, `timeout`).

    A robots.txt that could not be had is counted by what kept it: with the name gone it is `dns`, not `robots`.
    """
    if isinstance(error, RobotsError):
        return error.cause or error.kind
    if isinstance(error, StatusError):
        return f"http {error.status}"
    if type(error) is FetchError and error.__cause__ is not None:
        return kind_of(error.__cause__)
    return error.kind
