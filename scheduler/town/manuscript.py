"""Manuscript: an article of the sample town as its author wrote it, before any portal prints it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from news.article import Block, Figure
from news.text import fold
from scheduler.town.prose import read_prose

ARTICLES = Path(__file__).parent / "articles"
"""One folder a portal; in it `portal.toml` and one file an article."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file offered with an article."""

    file: str
    """Its name on the portal, ending in `.pdf`."""
    title: str
    """What the portal calls it."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A correction made while the town runs."""

    stage: int
    """The stage from which the corrected text is served."""
    moment: datetime
    """When the portal's clerk saved it; aware."""
    title: str | None = None
    """The corrected title; None leaves it."""
    swaps: tuple[tuple[str, str], ...] = ()
    """Stretches of lead and body with what replaces them."""


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """One article: what it says, when it appears and what happens to it."""

    id: str
    """The content management system's own number."""
    title: str
    lead: str
    prose: str
    """The body in the notation of `scheduler.town.prose`."""
    published: datetime
    """When the portal put it out; aware."""
    category: str
    """Slug of the category it is filed under."""
    also: tuple[str, ...] = ()
    """Slugs of further categories that show it."""
    byline: str | None = None
    """The line below the text as printed; None where it is not signed."""
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    related: tuple[str, ...] = ()
    """Ids of articles of the same portal that its editor lists below."""
    others: tuple[str, ...] = ()
    """Ids that its page lists as further news; empty means the portal's own newest."""
    dated: bool = True
    """Whether the opening names the day: the only date on a portal that prints none."""
    appears: int = 0
    """The stage from which it is served."""
    withdrawn: int | None = None
    """The stage from which its page answers 410; None means never."""
    left: datetime | None = None
    """When the clerk withdrew it; aware; None as long as it stands."""
    edits: tuple[Edit, ...] = ()
    updated: datetime | None = None
    """When the text shown was corrected; None before any edit."""
    slug: str = ""
    """The title in an address; it stays when the title is corrected."""

    @property
    def body(self) -> tuple[Block, ...]:
        """The body as blocks; a figure's image is a bare file name."""
        return read_prose(self.prose)

    @property
    def pictures(self) -> tuple[str, ...]:
        """File names of its pictures in reading order."""
        return tuple(block.image for block in self.body if isinstance(block, Figure))

    def at(self, stage: int) -> Manuscript | None:
        """The text as served at a stage, or None where it is not there yet or no longer."""
        if stage < self.appears or self.gone_at(stage):
            return None
        text = self
        for edit in self.edits:
            if edit.stage <= stage:
                text = replace(
                    text,
                    title=edit.title or text.title,
                    lead=_swapped(text.lead, edit),
                    prose=_swapped(text.prose, edit),
                    updated=edit.moment,
                )
        return text

    def gone_at(self, stage: int) -> bool:
        """Whether it has been withdrawn by that stage."""
        return self.withdrawn is not None and stage >= self.withdrawn

    def changed_at(self, stage: int) -> datetime | None:
        """The last moment up to that stage at which it appeared, was corrected or left; None before it appears."""
        if stage < self.appears:
            return None
        if self.gone_at(stage) and self.left is not None:
            return self.left
        return max((self.published, *(edit.moment for edit in self.edits if edit.stage <= stage)))

    @property
    def last_stage(self) -> int:
        """The last stage at which something happens to it."""
        return max(self.appears, self.withdrawn or 0, *(edit.stage for edit in self.edits), 0)


def slugify(text: str) -> str:
    """The text in lower case ASCII letters and digits, everything else a hyphen, as portals do in addresses."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def read_manuscript(path: Path) -> Manuscript:
    """Read one article file. Raises ValueError (tomllib's) or TypeError naming a key that no manuscript has."""
    written: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}
    values["prose"] = values.pop("body")
    values["documents"] = tuple(Document(**document) for document in values.get("documents", ()))
    values["edits"] = tuple(
        Edit(**{**edit, "swaps": tuple((old, new) for old, new in edit.get("swaps", ()))}) for edit in values.get("edits", ())
    )
    values.setdefault("slug", slugify(values["title"]))
    return Manuscript(**values)


def read_manuscripts(portal: str) -> tuple[Manuscript, ...]:
    """Every article written for a portal, newest first; `portal` is the id of its source."""
    paths = sorted(path for path in (ARTICLES / portal).glob("*.toml") if path.name != "portal.toml")
    texts = (read_manuscript(path) for path in paths)
    return tuple(sorted(texts, key=lambda text: (text.published, text.id), reverse=True))


def _swapped(text: str, edit: Edit) -> str:
    """The text with every swap of an edit made."""
    for old, new in edit.swaps:
        text = text.replace(old, new)
    return text
