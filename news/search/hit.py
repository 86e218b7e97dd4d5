"""Hit: an article that was found, and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass

from news.stored import StoredArticle

MOST = 10_000
"""Articles that one search can page through; where there are more, the total says this number."""

Ranges = tuple[tuple[int, int], ...]
"""Stretches `text[start:end]` of a text, in order, none touching another."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An article that matches."""

    article: StoredArticle
    exact: bool
    """Whether it holds every word that was typed with diacritics just so; always, where none was."""
    snippet: str
    """A line of its text around the first match, or its opening where only the title matches; "…" stands for what is cut."""
    marks: Ranges
    """What of the snippet matches."""
    title_marks: Ranges
    """What of the title matches; () where the title is not in NFC."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what a search finds."""

    total: int
    """Articles that match, on every page together; MOST means so many or more."""
    hits: tuple[Hit, ...]
    """Exact ones first, then the more relevant, younger ones being preferred a little."""
