"""The family VNPT vnPortal: `/<category>/<slug>-<id>`, the same article under several categories, errors with status 200."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

from news.article import Precision, Provenance, Published
from scheduler.town.manuscript import Manuscript
from scheduler.town.profile import Category, Section
from scheduler.town.sites.rendering import code
from scheduler.town.sites.site import Site


class VnportalSite(Site):
    """A portal whose "not found" is a page like any other."""

    family: ClassVar[str] = "vnportal"
    missing_status: ClassVar[int] = 200

    def article_path(self, text: Manuscript, category: str | None = None) -> str:
        """Without an ending; the category is the one through which the reader came."""
        return f"/{category or text.category}/{text.slug[:120]}-{text.id}"

    def listing_path(self, category: Category | None, page: int = 1) -> str:
        """`/<category>`, further pages below it as `/page/N`."""
        path = f"/{category.slug if category else 'tin-tuc'}"
        return path if page == 1 else f"{path}/page/{page}"

    def section_path(self, section: Section) -> str:
        """`/gioi-thieu/<slug>`."""
        return f"/gioi-thieu/{section.slug}"

    def picture_path(self, text: Manuscript, name: str) -> str:
        """A file store that renames everything to nineteen digits."""
        digits = "2638" + code(f"{text.id} {name}", 15, "0123456789")
        return f"/datafiles/nan-ubnd/0000/quantritintuc{text.published:%Y%m}/{digits}.png"

    def published(self, text: Manuscript) -> Published | None:
        """Shown to the minute."""
        moment = text.published.astimezone(UTC).replace(second=0, microsecond=0)
        return Published(moment=moment, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
