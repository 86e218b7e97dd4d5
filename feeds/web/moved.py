"""Moved: feeds that have another address now, and feeds that have ended, as `addresses.json` in the public folder tells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

FILE = "addresses.json"
"""Name of the table in the public folder: `{"moved": {"place/vn-old": "place/vn-new"}, "ended": ["search/x"]}`, by stems."""
_STEP = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
_STEM = re.compile(rf"{_STEP}(?:/{_STEP})?")
_ARCHIVED = re.compile(rf"archive/{_STEP}")
_CHAIN = 20


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Where feeds went; by stem, the folder of a feed below the public one."""

    moved: Mapping[str, str] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()

    def successor(self, path: str) -> str | None:
        """The path, without its first slash, that replaces one such as "/place/vn-old/feed.rss"; None: it is not of a moved feed.

        Moves in a row are followed to their end; moves in a circle lead nowhere. A page of an archive is led to the present feed,
        whose archive is numbered otherwise.
        """
        stem, rest = self._split(path, self.moved)
        if stem is None:
            return None
        for _ in range(_CHAIN):
            stem = self.moved[stem]
            if stem not in self.moved:
                return f"{stem}/feed.atom" if _ARCHIVED.fullmatch(rest) else f"{stem}/{rest}"
        return None

    def has_ended(self, path: str) -> bool:
        """Whether a path is of a feed that is published no more, at this address or at the one it moved to."""
        successor = self.successor(path)
        return self._split(f"/{successor}" if successor else path, self.ended)[0] is not None

    @staticmethod
    def _split(path: str, stems: Mapping[str, str] | frozenset[str]) -> tuple[str | None, str]:
        """The longest of the stems that the path is of, and what follows it; a folder may be named without its slash."""
        if not stems:
            return None, ""
        steps = path.removeprefix("/").split("/")
        for count in (2, 1):
            stem = "/".join(steps[:count])
            if stem in stems:
                return stem, "/".join(steps[count:])
        return None, ""


def read_moved(text: bytes) -> Moved:
    """The table as the file holds it. What cannot be used, all of it or a line, is left out: the feeds that there are go on."""
    try:
        said = json.loads(text)
    except ValueError:
        return Moved()
    if not isinstance(said, dict):
        return Moved()
    moved, ended = said.get("moved"), said.get("ended")
    pairs = moved.items() if isinstance(moved, dict) else ()
    return Moved(
        moved={old: new for old, new in pairs if _is_stem(old) and _is_stem(new) and old != new},
        ended=frozenset(stem for stem in ended if _is_stem(stem)) if isinstance(ended, list) else frozenset(),
    )


def _is_stem(value: object) -> bool:
    return isinstance(value, str) and _STEM.fullmatch(value) is not None
