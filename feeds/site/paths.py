"""Paths: the addresses of the pages that there are, below the public folder and without a language."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.selection import ALL, Kind
from feeds.site.library import Library
from feeds.site.page import SiteOptions
from feeds.specs import place_slug, topic_stem

TABLES = ("", f"{ALL}/", "sources/", "places/", "topics/", "stories/", "subscribe/")
"""What there always is; what feeds of everything call their page is the front page once more."""


def list_paths(library: Library, options: SiteOptions) -> Iterator[str]:
    """Every page but those of articles and stories."""
    yield from TABLES
    yield from (f"{source}/" for source in library.sources())
    yield from (f"{Kind.PLACE.value}/{place_slug(place)}/" for place in library.places())
    yield from (f"{topic_stem(topic.slug)}/" for topic, _ in library.topics())
    yield from (f"{saved.stem}/" for saved in options.searches)


def story_path(story_id: str) -> str:
    """Path of a story's page."""
    return f"{Kind.STORY.value}/{story_id}/"
