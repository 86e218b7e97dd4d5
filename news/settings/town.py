"""`[sample_town]`: the make-believe portals."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from news.settings.section import Section


class SampleTownSettings(Section):
    """`[sample_town]`: present only where the sample town is to be played."""

    port: int = Field(8081, ge=1, le=65531)
    """First of the consecutive ports its portals listen on."""
    started: datetime
    """When the town's story began, so that it goes on where it was after a restart."""
    stage_seconds: float = Field(45, gt=0)
    """How long each stage of its story lasts."""
