"""Paths: the addresses of the lists that there are, for whoever wants every page."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.site.library import Library
from feeds.site.page import SiteOptions
from feeds.specs import place_slug, topic_stem

_TABLES = ("", "sources/", "places/", "topics/", "stories/", "subscribe/")


def list_paths(library: Library, options: SiteOptions) -> Iterator[str]:
    """Paths, below the public folder and without a language, of every page but those of articles and stories."""
    yield from _TABLES
    yield from (f"{source}/" for source in library.sources())
    yield from (f"place/{place_slug(place)}/" for place in library.places())
    yield from (f"{topic_stem(topic.slug)}/" for topic, _ in library.topics())
    yield from (f"{saved.stem}/" for saved in options.searches)
