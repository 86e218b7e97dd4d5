"""Export: the same pages as files, for any web server; of those that were written before only the ones that may have changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from feeds.digest import digest
from feeds.folder import SITE_MANIFEST, PublicFolder
from feeds.publish import Report
from feeds.site.address import Links, article_path
from feeds.site.assets import ASSETS, asset
from feeds.site.due import Due, due
from feeds.site.language import split_language
from feeds.site.paths import list_paths, story_path
from feeds.site.router import Site
from feeds.site.words import tables as languages
from feeds.state import code
from news.store.changes import Position

STATE = ".loa-pages.json"
"""Name, in the public folder, of what is known of the pages there: what made them, and up to which change of the store."""
_STORIES = 10_000
_AT_ONCE = 2000
_INDEX = "index.html"


@dataclass(frozen=True, kw_only=True)
class _State:
    made_by: str
    """Of options and code."""
    position: Position
    """Up to which the store's changes are in the pages, at least."""
    sources: tuple[str, ...]
    """Ids of those that were known."""

    def written(self) -> bytes:
        content = {"made_by": self.made_by, "position": list(self.position), "sources": list(self.sources)}
        return json.dumps(content, separators=(",", ":")).encode()


def site_files(site: Site, wanted: Due | None = None, *, language: str = "vi") -> Iterator[tuple[str, bytes]]:
    """Every page, or those `wanted`, as the name of a file and its bytes; a page is made when it is taken.

    Pages in `language` stand where readers come first, the others in folders named by their language. Forms, searches and older
    pages of lists need somebody to answer and are left out, and so is what a file cannot know: which day it is, and when an
    article was last looked at.
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
        for path in _paths(site) if wanted is None else wanted.paths():
            page = site.make(path, "", chosen, static=True)
            if page is not None and page.status == 200:
                yield f"{folder}{path}{_INDEX}", page.body
        yield f"{folder}404.html", site.not_found(f"/{folder}404.html", each, static=True).body


def write_site(site: Site | None, public_dir: Path, *, now: datetime, everything: bool = False) -> Report:
    """Write the pages that may have changed into the public folder, each file whole; None takes what was written away.

    What may have changed is told by the store's changes since the pages were last written (`feeds.site.due`). All are made with
    `everything`, and where nobody can say what changed: after another Loa, with other options, of another store. Feeds published
    later leave these files alone. Raises PublishError naming the path that cannot be written, StoreError when the store cannot
    be read.
    """
    with PublicFolder.opened(public_dir, now=now, manifest=SITE_MANIFEST) as folder:
        if site is None:
            folder.note(STATE, b"{}")
        else:
            _write(site, folder, everything=everything)
    return Report(written=tuple(folder.written), unchanged=folder.unchanged, removed=tuple(folder.removed), skipped=())


def _write(site: Site, folder: PublicFolder, *, everything: bool) -> None:
    library = site.library
    position = library.store.changes.position()  # before anything is read: what is kept meanwhile is looked at again
    library.forget()
    made_by = digest(site.options, code())
    known = _read_state(folder.read(STATE))
    changed = None
    if known is not None and known.made_by == made_by and folder.before and not everything:
        changed = library.store.changes.since(known.position)
    wanted = None if known is None or changed is None else due(library, site.options, changed, known=known.sources)
    files = site_files(site, wanted)
    while batch := list(islice(files, _AT_ONCE)):
        folder.announce(name for name, _ in batch)
        for name, body in batch:
            folder.put(name, body)
    if wanted is not None:
        there = frozenset(list_paths(library, site.options))
        folder.retain(_spared(folder.before, wanted, there))
    folder.note(STATE, _State(made_by=made_by, position=position, sources=tuple(library.sources())).written())


def _spared(names: Iterable[str], wanted: Due, there: Collection[str]) -> Iterator[str]:
    """The files that stay as they are."""
    for name in sorted(names):
        _, path = split_language(f"/{name}", tuple(languages()))
        if path.endswith(f"/{_INDEX}") and wanted.spares(path[1:].removesuffix(_INDEX), there):
            yield name


def _read_state(text: bytes) -> _State | None:
    """The state as its file holds it; None where it cannot be understood, or there is none."""
    try:
        content = json.loads(text)
        return _State(
            made_by=str(content["made_by"]),
            position=Position(*map(int, content["position"])),
            sources=tuple(map(str, content["sources"])),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _paths(site: Site) -> Iterator[str]:
    library = site.library
    yield from list_paths(library, site.options)
    yield from (story_path(story.id) for story in library.store.stories.newest(limit=_STORIES))
    yield from (article_path(stored.id) for stored in library.store.articles())
