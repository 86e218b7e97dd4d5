"""Causes: what lies behind an error that came through Scrapy and Twisted."""

from __future__ import annotations

MOST = 50


def causes(error: BaseException) -> tuple[BaseException, ...]:
    """Return the error, what caused it, and what Twisted collected in `reasons`, each once; at most MOST."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(found) < MOST:
        each = waiting.pop(0)
        if each is None or each in found:
            continue
        found.append(each)
        waiting += [each.__cause__, each.__context__]
        waiting += [reason.value for reason in getattr(each, "reasons", None) or ()]
    return tuple(found)
