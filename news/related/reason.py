"""Reason: why two articles are linked, from their comparison."""

from __future__ import annotations

from news.related.relation import Reason
from news.related.score import Scored
from news.related.sketch import Sketch

LEAST = 0.04
"""Score below which nothing is linked."""
SAME_STORY = 0.30
"""Score from which two articles tell one story, unless they are issues of a series."""
COPY = 0.75
"""Share of the shorter text that must stand in the longer one."""


def is_copy(overlap: float, scored: Scored, one: Sketch, other: Sketch) -> bool:
    """Whether one text is the other's, published again."""
    return overlap >= COPY and scored.kept >= 0.6


def reason_of(scored: Scored) -> Reason:
    """SAME_STORY or SIMILAR."""
    if scored.recurring or scored.score < SAME_STORY:
        return Reason.SIMILAR
    return Reason.SAME_STORY
