"""Failure: under which word a check counts what went wrong, so that its advice fits the true cause."""

from __future__ import annotations

from crawler.report import kind_of
from news.errors import FetchError, NewsError


class ElsewhereError(FetchError):
    """The site sends its readers to a host that the source does not name."""

    kind = "host"


def failure_kind(error: NewsError) -> str:
    """Return the short stable word for a failure: `http 503`, or what lies behind a request that failed (`dns`, `timeout`)."""
    if type(error) is FetchError and error.__cause__ is not None:
        return kind_of(error.__cause__)
    return kind_of(error)
