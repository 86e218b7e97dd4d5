"""Feeds: when each article came to its source's feed, seen by watching the published files."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

from bench.soak.town import Town


class Watcher:
    """Looks at the JSON feeds of all towns again and again; a file that did not change is not read."""

    def __init__(self, public: Path, towns: tuple[Town, ...]) -> None:
        """`public` is the folder that is published."""
        self._files = {town.number: public / town.id / "feed.json" for town in towns}
        self._seen: dict[int, int] = {}
        self.arrived: dict[str, datetime] = {}
        """By address, when an article was first seen in its feed."""
        self.doubled: set[str] = set()
        """Addresses that stood twice in one feed."""

    def look(self, now: datetime) -> None:
        """Look once; `now` is what is noted of what has come."""
        for number, file in self._files.items():
            try:
                changed = file.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            if self._seen.get(number) == changed:
                continue
            self._seen[number] = changed
            counts = Counter(item.get("url") for item in json.loads(file.read_bytes())["items"] if item.get("url"))
            for address, count in counts.items():
                self.arrived.setdefault(address, now)
                if count > 1:
                    self.doubled.add(address)
