"""`[pages]`: what people see in a browser."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from news.settings.section import Section


class PagesSettings(Section):
    """`[pages]`: what people see in a browser."""

    images: Literal["link", "proxy", "none"] = "link"
    """Pictures come from their towns without a referrer, through us from a cache, or not at all."""
    images_megabytes: int = Field(500, ge=10)
    """How large the cache of pictures may become."""
    related: int = Field(8, ge=0, le=20)
    """Related articles under an article."""
