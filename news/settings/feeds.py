"""`[feeds]`: what subscribers get."""

from __future__ import annotations

from pydantic import Field

from news.settings.section import Address, Section


class FeedSettings(Section):
    """`[feeds]`: what subscribers get."""

    title: str = "Loa"
    entries: int = Field(50, ge=1, le=500)
    """Newest articles in each feed."""
    related: int = Field(5, ge=0, le=20)
    """Related articles named with each entry."""
    tag_authority: str = Field("loa.localhost,2026", pattern=r"^[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?$")
    """First part of every entry's id (RFC 4151): a domain and a date on which you owned it. Chosen once."""
    outage_notices: bool = True
    """Whether the feed of a source that cannot be read says so, once that is longer than its rhythm explains."""
    archives: bool = True
    """Whether all that the feeds of sources, places and of everything ever had is published too, for who subscribes late."""
    precompressed: bool = False
    """Whether each published file lies there compressed too (`.gz`, `.br`), for web servers that can send it as it lies."""
    hub: Address | None = None
    """WebSub hub that is told of every change, so that its subscribers need not ask; None: none."""
