"""The quality of relating may only rise: the floors stand in bench/floors.toml, the sets in bench/related, here in small."""

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bench.related.communes import communes
from bench.related.copies import with_copies
from bench.related.districts import districts
from bench.related.heldout import heldout
from bench.related.items import Item, shortened
from bench.related.measure import copies, f1, precision, recall_at_5, stories
from bench.related.world import world
from news.related.lines import relate_lines

FLOORS = tomllib.loads((Path(__file__).parents[3] / "bench" / "floors.toml").read_text(encoding="utf-8"))
SETS: dict[str, Callable[[], Sequence[Item]]] = {
    "related_communes": lambda: communes(1, 14),
    "related_wards": lambda: heldout(1, 14),
    "related_districts": lambda: districts(1, 14),
    "related_world": lambda: [shortened(item, 3) for item in world(1, "vi", 40, 160)],
}


@pytest.mark.parametrize("name", SETS)
def test_relating_stays_above_its_floors(name: str) -> None:
    items = with_copies(SETS[name](), 1, share=0.1)
    answers = list(relate_lines([item.line() for item in items]))
    links = [(answer["id"], other["id"], other["reason"]) for answer in answers for other in answer["related"]]
    reached = {
        "recall": recall_at_5(items, {answer["id"]: [other["id"] for other in answer["related"]] for answer in answers}),
        "same_story": precision(stories(items), [(one, other) for one, other, reason in links if reason == "same story"]),
        "copies": f1(copies(items), [(one, other) for one, other, reason in links if reason == "copy"]),
    }
    assert sum(reason == "same story" for _, _, reason in links) >= FLOORS[name]["links"]
    below = {what: reached[what] for what in reached if round(reached[what], 3) < FLOORS[name][what]}
    assert not below
