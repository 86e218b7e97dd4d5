"""Refusals: what a guard would not fetch or not believe, each with the kind under which a run counts it."""

from __future__ import annotations

from functools import partial

from scrapy.http import Response

from news.errors import ChallengeError, FetchError


class AddressRefusedError(FetchError):
    """The host's name leads to an address that is no public one."""

    kind = "private address"


class HostRestingError(FetchError):
    """The host asked for rest or failed too often in a row; it is asked again later."""

    kind = "host resting"


class StatusError(FetchError):
    """The site answered, but not with the page."""

    def __init__(self, url: str, status: int) -> None:
        """`status` is the HTTP status, by which it is counted."""
        super().__init__(url, f"answers {status}")
        self.status = status
        self.kind = f"http {status}"

    def __reduce__(self) -> tuple[object, ...]:
        """Let it cross from one process to another whole."""
        return type(self), (self.url, self.status)


UNEXPECTED = "unexpected"
"""The kind of a failure that nobody foresaw."""


class AnsweredChallengeError(ChallengeError):
    """A bot challenge, with the answer that holds it."""

    def __init__(self, url: str, problem: str, answer: Response | None = None) -> None:
        """`answer` is what came; None: it did not come along from another process."""
        super().__init__(url, problem)
        self.answer = answer


class RobotsError(FetchError):
    """robots.txt forbids the page, or could not be had."""

    kind = "robots"

    def __init__(self, url: str, problem: str, *, cause: str = "") -> None:
        """`cause` is the kind of failure that kept the file from being had (`dns`, `http 503`); "": it was had and forbids."""
        super().__init__(url, problem)
        self.cause = cause
        if cause:  # with the name of the host gone it is that which is to be mended, whatever was asked for first
            self.kind = cause

    def __reduce__(self) -> tuple[object, ...]:
        """Let it cross from one process to another whole."""
        return partial(type(self), cause=self.cause), (self.url, self.problem)


class CertificateError(FetchError):
    """The host's certificate does not verify."""

    kind = "tls"


class TypeRefusedError(FetchError):
    """The answer is no page: a document, an image, a program."""

    kind = "not a page"


class TooLargeError(FetchError):
    """The answer is larger than allowed, on the wire or unpacked."""

    kind = "too large"


class CutShortError(FetchError):
    """The answer came damaged: it ended before its end, or cannot be unpacked."""

    kind = "cut short"


class TrapError(FetchError):
    """The site makes up addresses without end, or the run has asked for enough."""

    kind = "trap"


class RedirectsError(TrapError):
    """The site redirects without end."""


REFUSALS = (
    AddressRefusedError,
    HostRestingError,
    RobotsError,
    CertificateError,
    TypeRefusedError,
    TooLargeError,
    CutShortError,
    TrapError,
)
