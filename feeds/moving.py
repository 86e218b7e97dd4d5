"""Moving: the table that tells where feeds went, and which have ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from feeds.selection import Kind
from feeds.web.moved import Moved

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
