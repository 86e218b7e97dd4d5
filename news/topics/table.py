"""The table of topics as it stands in files."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from news.text import clean, fold

FOLDER = Path(__file__).parent
FIRST = "vi"
"""The language whose file says which topics there are, and in which order."""
_FALLBACK = "en"
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_WORD = re.compile(r"\w+")
Words = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What articles of many sources are about."""

    slug: str
    """Stands in addresses and in feeds, for good."""
    names: Mapping[str, str]
    """By BCP 47 tag of a language."""

    def name(self, language: str | None) -> str:
        """What the topic is called in a language, of whatever region; in English where that language has no word for it."""
        return self.names.get((language or "").partition("-")[0].lower()) or self.names.get(_FALLBACK) or self.names[FIRST]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Every topic, with the categories that mean it."""

    topics: Mapping[str, Topic]
    """By slug."""
    meaning: Mapping[Words, tuple[str, ...]]
    """Slugs by the folded words of a category, () for words that say nothing of a topic ("tin tức")."""
    alone: Mapping[Words, str]
    """Slugs by the folded words of what means a topic only where it is the whole category."""
    longest: int
    """Words of the longest meaning."""
    digest: str
    """Changes whenever a category may mean something else than before."""


def topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the table."""
    return tuple(table().topics.values())


def get(slug: str) -> Topic | None:
    """The topic of a slug; None for an unknown one."""
    return table().topics.get(slug)


def named(text: str) -> Topic | None:
    """The topic that a person means by its slug or by its name in any language, accents and case aside; None for none."""
    wanted = words(text)
    return get(text) or next((each for each in topics() if any(words(name) == wanted for name in each.names.values())), None)


def rules() -> str:
    """A word for the table as it is: what was sorted by another one has to be sorted again."""
    return table().digest


def words(text: str) -> Words:
    """The folded words of a text, numbers left out."""
    return tuple(word for word in _WORD.findall(fold(text)) if not word.isdigit())


@cache
def table() -> Table:
    """The table, read once. Raises ValueError naming the file for what cannot be used."""
    return read_table(FOLDER)


def read_table(folder: Path) -> Table:
    """The table of a folder of files. Raises ValueError naming the file for what cannot be used, OSError where one is missing."""
    files = sorted(folder.glob("*.toml"), key=lambda file: (file.stem != FIRST, file.stem))
    names: dict[str, dict[str, str]] = {}
    meaning: dict[Words, tuple[str, ...]] = {}
    alone: dict[Words, str] = {}
    for file in files:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
        for text in written.pop("nothing", ()):
            _mean(meaning, file, text, ())
        for slug, entry in written.items():
            if not _SLUG.fullmatch(slug) or (file.stem != FIRST and slug not in names):
                raise ValueError(f"{file.name}: no topic is called {slug!r}")
            names.setdefault(slug, {})[file.stem] = _name(file, slug, entry)
            for text in (entry["name"], *entry.get("categories", ())):
                _mean(meaning, file, text, (slug,))
            alone |= {words(text): slug for text in entry.get("alone", ())}
    found = {slug: Topic(slug=slug, names=MappingProxyType(each)) for slug, each in names.items()}
    digest = hashlib.sha256(repr((sorted(meaning.items()), sorted(alone.items()))).encode()).hexdigest()[:16]
    longest = max(map(len, meaning), default=0)
    return Table(
        topics=MappingProxyType(found),
        meaning=MappingProxyType(meaning),
        alone=MappingProxyType(alone),
        longest=longest,
        digest=digest,
    )


def _name(file: Path, slug: str, entry: Any) -> str:
    name = clean(entry.get("name", "")) if isinstance(entry, dict) else ""
    if not name or entry.keys() - {"name", "categories", "alone"}:
        raise ValueError(f"{file.name}: {slug}: a name is needed, and categories and alone may follow")
    return name


def _mean(meaning: dict[Words, tuple[str, ...]], file: Path, text: str, slugs: tuple[str, ...]) -> None:
    key = words(text)
    if not key or meaning.setdefault(key, slugs) != slugs:
        raise ValueError(f"{file.name}: {text!r} means something else already, or nothing")
