"""Moving: the table that tells where feeds went, and which have ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from feeds.folder import PublicFolder
from feeds.selection import Kind
from feeds.web.moved import FILE, Moved, read_moved
from news.store import Store

_STORIES = f"{Kind.STORY.value}/"


@dataclass(frozen=True, kw_only=True)
class Table:
    """What `addresses.json` says, by stems."""

    moved: Mapping[str, str]
    ended: tuple[str, ...]

    def written(self) -> bytes:
        """The table as the file holds it; the same table gives the same bytes."""
        return (json.dumps({"moved": dict(sorted(self.moved.items())), "ended": sorted(self.ended)}, indent=1) + "\n").encode()


def table_of(
    known: Moved,
    *,
    published: Collection[str],
    now: Collection[str],
    moved: Mapping[str, str],
    story: Callable[[str], str | None],
) -> Table:
    """The table after a publication.

    `known` is the table before it; `published` are the stems that were published before, `now` those that are. `moved` tells
    where feeds of places went, `story` the id that a story has today (None: it is not told any more). A feed that is published
    again has neither moved nor ended.
    """
    moves = {old: new for old, new in moved.items() if old not in now and new in now}
    ended: list[str] = []
    for stem in sorted({*known.moved, *known.ended, *published} - set(now) - moves.keys()):
        target = known.moved.get(stem)
        if stem.startswith(_STORIES):
            current = story(stem.removeprefix(_STORIES))
            target = f"{_STORIES}{current}" if current else None
        if target in now and target is not None:
            moves[stem] = target
        else:
            ended.append(stem)
    return Table(moved=moves, ended=tuple(ended))


def put_moved(
    folder: PublicFolder,
    store: Store,
    *,
    made: Collection[str],
    held: Collection[str],
    moved: Mapping[str, str],
    stories: Collection[str] | None,
) -> None:
    """Put the table of feeds that moved or ended, by stems.

    `made` are the feeds that are published now. Those of stories that go on, but are built no more, and those that are `held`
    stay as they are. `moved` is as for `table_of`. `stories` are the ids of those that changed since the table was put last: of
    the others it is still true; None: any may have changed.
    """
    table = read_moved(folder.read(FILE))
    published = {name.rpartition("/")[0] for name in folder.before if name.endswith("/feed.atom")}
    life = _Life(store, table, stories)
    retained = {stem for stem in published.difference(made) if stem in held or life.goes_on(stem)}
    folder.retain(name for name in folder.before if name.rpartition("/")[0] in retained)
    now = retained.union(made)
    folder.put(FILE, table_of(table, published=published, now=now, moved=moved, story=life.of).written())


class _Life:
    """What became of stories: asked of the store only where it may be something else than the table says."""

    def __init__(self, store: Store, table: Moved, changed: Collection[str] | None) -> None:
        self._store, self._table, self._changed = store, table, changed

    def goes_on(self, stem: str) -> bool:
        """Whether a feed that was published is of a story that is still told, under its own id."""
        story = stem.removeprefix(_STORIES)
        return story != stem and (self._is_as_it_was(story) or self._ask(story) == story)

    def of(self, story: str) -> str | None:
        """The id that a story has today; None: it is not told any more."""
        if self._is_as_it_was(story):
            before = self._table.moved.get(f"{_STORIES}{story}", "").removeprefix(_STORIES)
            if before and self._is_as_it_was(before):
                return before
            if not before and f"{_STORIES}{story}" in self._table.ended:
                return None
        return self._ask(story)

    def _is_as_it_was(self, story: str) -> bool:
        return self._changed is not None and story not in self._changed

    def _ask(self, story: str) -> str | None:
        found = self._store.stories.one(story)
        return found.id if found else None
