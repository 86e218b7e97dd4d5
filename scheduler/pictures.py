"""Pictures: the cache of towns' pictures that a configuration wants."""

from __future__ import annotations

from feeds.site.pictures import PictureCache
from news.reach import AllowedHosts
from news.settings import Settings


def pictures_of(settings: Settings) -> PictureCache:
    """Return the cache of pictures of a configuration."""
    return PictureCache(
        settings.pictures_dir,
        user_agent=settings.user_agent,
        allowed=AllowedHosts.parse(settings.crawl.allow_private_hosts),
        max_bytes=settings.pages.images_megabytes * 1_000_000,
    )
