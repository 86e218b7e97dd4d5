"""Sharing: which answers readers that run in a browser may have from anywhere (Fetch standard, "HTTP extensions": CORS).

Feeds are public and the same for everyone; nothing else is shared. https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from pathlib import PurePosixPath

from feeds.web.answer import Answer
from feeds.web.shelf import FEED_ENDINGS, name_of

FEED_METHODS = "GET, HEAD, OPTIONS"
"""What may be asked of a feed."""
_ANYWHERE = ("Access-Control-Allow-Origin", "*")
SHARED = (_ANYWHERE, ("Access-Control-Expose-Headers", "ETag, Link, Retry-After"))
"""Header lines of what is shared: by anybody, with the headers that a script could not read otherwise."""
PREFLIGHT = Answer(
    status=204,
    headers=(
        ("Allow", FEED_METHODS),
        _ANYWHERE,
        ("Access-Control-Allow-Methods", FEED_METHODS),
        # The star stands for every other header, but some browsers of 2020 do not know it.
        ("Access-Control-Allow-Headers", "If-Modified-Since, If-None-Match, *"),
        ("Access-Control-Max-Age", "86400"),
    ),
)
"""What OPTIONS of a feed is answered with; a browser asks that before a script may send conditional headers."""


def is_shared(path: str) -> bool:
    """Whether a path is that of a feed, be there one or not."""
    name = name_of(path)
    return name is not None and PurePosixPath(name).suffix in FEED_ENDINGS


def shared(answer: Answer) -> Answer:
    """The same answer for everybody's scripts, which could not tell a refusal or an end from a broken line otherwise."""
    if _ANYWHERE in answer.headers:
        return answer
    return Answer(status=answer.status, headers=(*answer.headers, *SHARED), body=answer.body)
