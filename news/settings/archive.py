"""`[archive]`: the memory."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from news.settings.section import Section


class ArchiveSettings(Section):
    """`[archive]`: what is kept, and for how long."""

    pages_days: float = Field(365, ge=0)
    """How long pages are kept as they were fetched, so that they can be read again; 0: not at all."""
    articles_days: int | None = Field(None, ge=1)
    """After how many days the content of an article is given up; None: never. Its id and names stay known."""

    @property
    def pages_age(self) -> timedelta:
        """How long raw pages are kept."""
        return timedelta(days=self.pages_days)

    @property
    def articles_age(self) -> timedelta | None:
        """How long the content of articles is kept; None: for ever."""
        return None if self.articles_days is None else timedelta(days=self.articles_days)
