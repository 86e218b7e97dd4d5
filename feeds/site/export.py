"""Export: the same pages as files, for any web server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from feeds.folder import SITE_MANIFEST, PublicFolder
from feeds.publish import Report
from feeds.site.address import Links, article_path
from feeds.site.assets import ASSETS, asset
from feeds.site.paths import list_paths
from feeds.site.router import Site
from feeds.site.words import tables as languages

_STORIES = 10_000


def site_files(site: Site, *, language: str = "vi") -> Iterator[tuple[str, bytes]]:
    """Every page as the name of a file and its bytes; a page is made when it is taken.

    Pages in `language` stand where readers come first, the others in folders named by their language. Forms, searches and older
    pages of lists need somebody to answer and are left out: the sitemap and the pages of articles hold everything.
    """
    links = {each: Links(base=site.base, language=each, chosen=each != language, plain_language=language) for each in languages()}
    for name in ASSETS:
        yield name, asset(name)
    for name in ("sitemap.xml", "robots.txt"):
        page = site.make(name, "", links[language], static=True)
        if page is not None:
            yield name, page.body
    for each, chosen in links.items():
        folder = "" if each == language else f"{each}/"
        for path in _paths(site):
            page = site.make(path, "", chosen, static=True)
            if page is not None and page.status == 200:
                yield f"{folder}{path}index.html", page.body
        yield f"{folder}404.html", site.not_found(f"/{folder}404.html", each, static=True).body


def write_site(site: Site | None, public_dir: Path, *, now: datetime) -> Report:
    """Write every page into the public folder, each file whole and only where it changed; None takes what was written away.

    Feeds published later leave these files alone. Raises PublishError naming the path that cannot be written, StoreError when the
    store cannot be read.
    """
    with PublicFolder.opened(public_dir, now=now, manifest=SITE_MANIFEST) as folder:
        for name, body in site_files(site) if site else ():
            folder.put(name, body)
    return Report(written=tuple(folder.written), unchanged=folder.unchanged, removed=tuple(folder.removed), skipped=())


def _paths(site: Site) -> Iterator[str]:
    library = site.library
    yield "all/"  # what feeds of everything call their page
    yield from list_paths(library, site.options)
    yield from (f"story/{story.id}/" for story in library.store.stories(limit=_STORIES))
    yield from (article_path(stored.id) for stored in library.store.articles())
