"""`[backup]`: copies of the store that the service makes by itself."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from news.settings.section import Section


class BackupSettings(Section):
    """`[backup]`: where backups go, how often, and how many are kept."""

    folder: Path | None = None
    """Where backups are written, on another disk if possible; None: none are made."""
    every_hours: float = Field(24, gt=0)
    keep: int = Field(7, ge=1)
    """How many backups are kept; older ones are given up once a new one is whole."""
    pages: bool = True
    """Whether the pages as they were fetched are in them."""
