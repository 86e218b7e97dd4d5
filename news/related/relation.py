"""Relation: a link from one article to another that Loa publishes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why two articles are linked."""

    LISTED = "listed"
    """The page's editor chose it."""
    SAME_STORY = "same story"
    """The same event or project, or a follow-up to it."""
    SIMILAR = "similar"
    """The same matter elsewhere or at another time."""
    COPY = "copy"
    """The same text published by another source."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A directed link with its score and reason."""

    article: str
    """Id of the article that shows the link."""
    other: str
    """Id of the article it leads to."""
    score: float
    """0 to 1; comparable between relations of one article."""
    reason: Reason
    evidence: tuple[str, ...] = ()
    """What both share, for a person to check: names, places, document numbers."""
