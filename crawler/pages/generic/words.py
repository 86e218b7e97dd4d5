"""Vocabularies written as running text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The blank-separated words of a text."""
    return frozenset(text.split())


def ordered(text: str) -> tuple[str, ...]:
    """The same in the order written."""
    return tuple(text.split())
