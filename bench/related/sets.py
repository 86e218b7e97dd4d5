"""Sets: what the comparison runs over. Those marked "held out" were never used to choose a number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from bench.related.communes import communes
from bench.related.copies import with_copies
from bench.related.districts import districts
from bench.related.heldout import heldout
from bench.related.items import EPOCH, Item, shortened
from bench.related.world import world


def _short(items: Iterable[Item], sentences: int) -> list[Item]:
    return [shortened(item, sentences) for item in items]


SETS: dict[str, Callable[[int], list[Item]]] = {
    "world, vi, short": lambda seed: with_copies(_short(world(seed, "vi"), 3), seed),
    "world, en, short": lambda seed: with_copies(_short(world(seed, "en"), 3), seed),
    "communes and news": lambda seed: with_copies(_short([*communes(seed), *world(seed + 1, "vi", 100, 500)], 3), seed),
    "communes": lambda seed: with_copies(communes(seed), seed),
    "wards and news, held out": lambda seed: with_copies(_short([*heldout(seed), *world(seed + 1, "vi", 100, 500)], 3), seed),
    "districts, held out": lambda seed: with_copies(districts(seed), seed),
    "wards, held out": lambda seed: with_copies(heldout(seed), seed),
}


def read(path: Path) -> list[Item]:
    """A set from a file of JSON lines: `id`, `title`, `lead`, `text`, `published`, `story`, `copy_of`; all but `id` optional."""
    items = []
    for line in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        moment = given.get("published")
        day = (datetime.fromisoformat(moment).timestamp() - EPOCH.timestamp()) / 86_400 if moment else 0.0
        name = given["id"]
        items.append(
            Item(
                id=name,
                title=given.get("title") or "",
                lead=given.get("lead") or "",
                text=given.get("text") or "",
                day=day,
                story=given.get("story") or name,
                original=given.get("copy_of") or name,
                hard=given.get("story") is not None,
            )
        )
    return items
