"""Causes: what lies behind an error that came through other libraries."""

from __future__ import annotations

MOST = 50


def causes(error: BaseException) -> tuple[BaseException, ...]:
    """Return the error, what caused it, and what was being handled when it was raised, each once; at most MOST."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(found) < MOST:
        each = waiting.pop(0)
        if each is None or each in found:
            continue
        found.append(each)
        waiting += [each.__cause__, each.__context__]
    return tuple(found)
