"""Variant: the same feed in full, in short, or without updates."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from feeds.content import brief_html
from feeds.wording import wording

if TYPE_CHECKING:  # a feed knows its variant
    from feeds.entry import Entry
    from feeds.feed import Feed


class Variant(Enum):
    """How much of its entries a feed shows; the value is the stem of its files."""

    FULL = "feed"
    """Everything."""
    SUMMARY = "summary"
    """Of each article its summary, its picture and a link to read on."""
    STEADY = "steady"
    """Everything, and no edit ever shows: `updated` is `published`, and nothing says what changed."""


def vary(feed: Feed, variant: Variant) -> Feed:
    """The full feed as one of its variants: entries with the same ids, in a feed with an id and an address of its own.

    Raises ValueError for a feed that is a variant already, other than the full one: what it left out cannot be had back.
    """
    if feed.variant is variant:
        return feed
    if feed.variant is not Variant.FULL:
        msg = f"{feed.id} is a variant already: {feed.variant.value}"
        raise ValueError(msg)
    change = _brief if variant is Variant.SUMMARY else _steady
    entries = tuple(change(entry) for entry in feed.entries)
    steady = variant is Variant.STEADY and entries
    return replace(
        feed,
        id=f"{feed.id}:{variant.value}",
        variant=variant,
        entries=entries,
        updated=max(entry.updated for entry in entries) if steady else feed.updated,
    )


def _brief(entry: Entry) -> Entry:
    return replace(entry, content=brief_html(entry.summary, entry.image, entry.link, wording(entry.language)))


def _steady(entry: Entry) -> Entry:
    return replace(entry, updated=entry.published, edited=False, note="")
