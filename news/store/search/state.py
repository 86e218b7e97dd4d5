"""State: how far the index reaches, and by which rules it was made; one value of the store's meta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection

from news.search.words import RULES
from news.store import meta

KEY = "search"


@dataclass(frozen=True, kw_only=True)
class State:
    """What the index holds: the articles up to `through` as they are now, and none beyond."""

    through: int | None
    """Number of an article; None: every article, for ever, since each is indexed as it is kept."""

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """The state of the store's index; nothing is in one that was made by other rules than today's."""
        rules, _, through = (meta.value(connection, KEY) or "").partition(" through ")
        if rules != RULES:
            return cls(through=0)
        return cls(through=int(through) if through else None)

    def keep(self, connection: Connection) -> None:
        """Keep it, with the rules of today."""
        meta.keep(connection, KEY, RULES if self.through is None else f"{RULES} through {self.through}")

    def reaches(self, number: int) -> bool:
        """Whether the article of that number is in the index, so that it has to be kept in step."""
        return self.through is None or number <= self.through
