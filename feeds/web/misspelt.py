"""Misspelt: addresses whose query holds letters as they are, as `curl` and some readers send them, in place of escaped ones."""

from __future__ import annotations

import re

from feeds.web.answer import Answer, redirect_answer
from feeds.web.sharing import is_shared, shared

_SECONDS = 86_400
_REQUEST = re.compile(
    rb"(?P<method>GET|HEAD) (?P<path>/[!->@-~]*)\?(?P<query>[!-~\x80-\xff]{1,4000}) HTTP/1\.[01]\r?\n.*\r?\n\r?\n", re.DOTALL
)


def respelled(request: bytes) -> Answer | None:
    """Where a request leads that is no HTTP only because its query is UTF-8 that is not escaped; None for any other.

    `request` are the octets of a whole one. It is not answered as if it had been spelled right: RFC 9112, section 3.2, wants a
    redirect to the right spelling, so that nobody on the way reads it otherwise than we do.
    """
    found = None if request.isascii() else _REQUEST.fullmatch(request)
    if found is None or found["query"].isascii():
        return None
    try:
        query = found["query"].decode()
    except UnicodeDecodeError:
        return None
    path = found["path"].decode("ascii")
    # Relative: a proxy in front may have taken the beginning of the path away.
    answer = redirect_answer(301, f"./{path.rpartition('/')[2]}?{query}", seconds=_SECONDS)
    answer = shared(answer) if is_shared(path) else answer
    return answer.bare() if found["method"] == b"HEAD" else answer
