"""Lists: which links of an article are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from news.related.relation import Reason

SHOWN = 8
"""Links an article keeps."""
_FOR_OTHERS = 3
"""Places copies leave to other links: a text that everybody printed still has follow-ups."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link in the list of one article."""

    other: str
    """Id of the article it leads to."""
    score: float
    reason: Reason
    evidence: tuple[str, ...] = ()


def cut(entries: Iterable[Entry], limit: int = SHOWN) -> tuple[Entry, ...]:
    """The best links, at most `limit`: those an editor chose in their order, then by score.

    Copies leave three places to other links where there are such.
    """
    ranked = sorted(entries, key=lambda entry: (entry.reason is not Reason.LISTED, -entry.score, entry.other))
    others = sum(entry.reason is not Reason.COPY for entry in ranked)
    copies = max(1, limit - min(others, _FOR_OTHERS))
    kept = []
    for entry in ranked:
        if entry.reason is Reason.COPY:
            copies -= 1
            if copies < 0:
                continue
        kept.append(entry)
    return tuple(kept[:limit])
