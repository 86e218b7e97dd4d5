"""The sitemap (sitemaps.org protocol 0.9) and robots.txt of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from feeds.selection import ALL
from feeds.site.address import article_path
from feeds.site.page import Asked, Page
from feeds.site.paths import list_paths, story_path

_MOST = 10_000
"""Articles named; the protocol allows 50,000 addresses, and older articles are reached through the lists."""


def sitemap(asked: Asked) -> Page:
    """Addresses of the lists and of the newest articles, with the day of the last change where it is known."""
    lines = "".join(
        f"<url><loc>{escape(asked.links.absolute(path))}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for path, changed in _paths(asked)
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    return Page(body=body.encode(), media_type="application/xml; charset=utf-8")


def robots(asked: Asked) -> Page:
    """Every page but what anybody may search for may be visited."""
    root = asked.links.root
    body = (
        f"User-agent: *\nDisallow: {root}search/?\nDisallow: {root}*/search/?\nSitemap: {asked.links.absolute('sitemap.xml')}\n"
    )
    return Page(body=body.encode(), media_type="text/plain; charset=utf-8")


def _paths(asked: Asked) -> Iterator[tuple[str, str]]:
    library = asked.library
    yield from ((path, "") for path in list_paths(library, asked.options) if path != f"{ALL}/")
    yield from ((story_path(story.id), story.last.date().isoformat()) for story in library.store.stories.newest(limit=1000))
    for article_id, changed in library.store.last_changes(limit=_MOST):
        yield article_path(article_id), changed.date().isoformat()
