"""Lists: which links of an article are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from news.related.relation import Reason

SHOWN = 8
"""Links an article keeps."""
WORTH = 0.1
"""Score below which readers are better off without a link."""
_FOR_OTHERS = 3
"""Places copies leave to other links: a text that everybody printed still has follow-ups."""

_CAREFUL = (Reason.LISTED, Reason.COPY, Reason.SIMILAR, Reason.SAME_STORY)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link in the list of one article."""

    other: str
    """Id of the article it leads to."""
    score: float
    reason: Reason
    evidence: tuple[str, ...] = ()


def merged(one: Entry, other: Entry) -> Entry:
    """One link out of the two ways it was judged: the better score, with its evidence, and the more careful reason.

    A copy is a copy whichever way it is seen; one story is told only where both ways say so.
    """
    best = one if one.score >= other.score else other
    reason = next(reason for reason in _CAREFUL if reason in {one.reason, other.reason})
    return replace(best, reason=reason)


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
