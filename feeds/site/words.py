"""Words: what the pages say around the articles, in every language there is a table for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from news.article import Precision

_FOLDER = Path(__file__).parent / "words"
_LISTS = {"days": 7, "months": 12}


@dataclass(frozen=True)
class Words:
    """The words of one language: `words["search"]`, `words("articles", 3)`. Unknown members raise KeyError."""

    language: str
    """BCP 47 tag, and the folder of the pages in that language."""
    texts: Mapping[str, str]
    days: tuple[str, ...]
    """From Monday."""
    months: tuple[str, ...]

    def __getitem__(self, member: str) -> str:
        return self.texts[member]

    def __call__(self, member: str, *values: object) -> str:
        """The text of a member with its places filled in; whole numbers are written as the language writes them.

        Of one thing `<member>_one` speaks, where there is such a member.
        """
        if values[:1] == (1,) and f"{member}_one" in self.texts:
            member = f"{member}_one"
        return self.texts[member].format(*(self.number(value) if isinstance(value, int) else value for value in values))

    def number(self, value: int) -> str:
        """A whole number with its thousands set apart."""
        return f"{value:,}".replace(",", self.texts["thousands"])

    def size(self, count: int) -> str:
        """A number of bytes as a person reads it: "340 KB", "1,2 MB"."""
        if count < 1_000_000:
            return f"{self.number(max(1, round(count / 1000)))} KB"
        return f"{count / 1_000_000:.1f}".replace(".", self.texts["decimal"]) + " MB"


Tables = Mapping[str, Words]


@cache
def tables() -> Tables:
    """The words of every language, by tag, the first of them the one that is spoken where nobody asked for another.

    Raises ValueError naming the file and the member when a table lacks what another has.
    """
    found: dict[str, Words] = {}
    for path in sorted(_FOLDER.glob("*.toml"), key=lambda path: (path.stem != "vi", path.stem)):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        lists = {name: tuple(map(str, raw.pop(name, ()))) for name in _LISTS}
        for name, length in _LISTS.items():
            if len(lists[name]) != length:
                raise ValueError(f"{path.name}: {name} must have {length} members")
        texts = MappingProxyType({str(name): str(text) for name, text in raw.items()})
        found[path.stem] = Words(language=path.stem, texts=texts, days=lists["days"], months=lists["months"])
    members = {name for words in found.values() for name in words.texts}
    for language, words in found.items():
        if lacking := members - words.texts.keys():
            raise ValueError(f"{language}.toml lacks {', '.join(sorted(lacking))}")
    return MappingProxyType(found)


FORMATS = {Precision.DAY: "day_format", Precision.HOUR: "hour_format", Precision.MINUTE: "minute_format"}
"""The member that says how a moment of each precision is written."""
