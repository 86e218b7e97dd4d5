"""Succession: the name under which a unit that ended goes on, so that old and new names of a place are known to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from news.changes import spelling
from news.places import heirs, places
from news.places.register import register
from news.places.table import bare

MOST = 3
"""Units a unit may have become; where its land went to more, its old name tells no more than any name."""


def folded(name: str) -> str:
    """A name as `news.related.words` folds it."""
    return spelling(name).casefold()


@dataclass(frozen=True, kw_only=True)
class Succession:
    """A unit that ended and one that it became, by name."""

    old: str
    """The old name, without the word for its kind, folded."""
    written: str
    """The old name as people write it within a sentence: "phường Cẩm Đông"."""
    new: str
    """The new name, without the word for its kind, folded."""
    new_written: str
    """The new name as it is registered: "Phường Cẩm Phả"."""


@cache
def successions() -> Mapping[str, tuple[Succession, ...]]:
    """What became of units that ended, by the old name with the word for its kind, folded.

    Left out are heirs of the same name, units that became more than MOST, and names that several ended units of different heirs
    share: the register cannot say which is meant. Read once a process, from `news.places`.
    """
    words = {country.code: country for country in register().countries}
    ended = sorted((folded(place.name), place.id or "") for place in places() if place.valid_to is not None)
    found: dict[str, tuple[Succession, ...]] = {}
    for name, group in groupby(ended, key=lambda each: each[0]):
        ids = [each for _, each in group]
        lines = {_heirs_today(each) for each in ids}
        if len(lines) != 1:
            continue
        unit = register().by_id[ids[0]]
        old = bare(unit.name, words[unit.country])
        kind = unit.name.removesuffix(old)
        today = [register().by_id[each] for each in lines.pop()]
        kept = tuple(
            Succession(
                old=folded(old),
                written=kind.casefold() + old,
                new=folded(bare(heir.name, words[heir.country])),
                new_written=heir.name,
            )
            for heir in today
        )
        kept = tuple(each for each in kept if each.new != each.old)
        if len(today) <= MOST and kept:
            found[name] = kept
    return found


def _heirs_today(place_id: str) -> tuple[str, ...]:
    """The units without an end in the line of one, in the order of their ids."""
    ends = [each.valid_to for each in places() if each.valid_to is not None]
    return tuple(heir.id or "" for heir in heirs(register().by_id[place_id], max(ends)))
