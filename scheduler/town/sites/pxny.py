"""The family "pXnY" of Hạ Long: `/<slug>-p13n<id>.html`, no date on the page, the portal's newest as "Tin tức khác"."""

from __future__ import annotations

from typing import ClassVar

from news.article import Provenance, Published
from scheduler.town.manuscript import Manuscript
from scheduler.town.profile import Category, Section
from scheduler.town.sites.rendering import ZONE
from scheduler.town.sites.site import Site

_SLUG_LENGTH = 100


class PxnySite(Site):
    """A portal whose only date is the one its authors write into the lead."""

    family: ClassVar[str] = "pxny"
    page_parameter: ClassVar[str | None] = "page"

    def article_path(self, text: Manuscript, category: str | None = None) -> str:
        """Slugs are cut in the middle of a word, as there."""
        del category
        return f"/{text.slug[:_SLUG_LENGTH]}-p13n{text.id}.html"

    def listing_path(self, category: Category | None, page: int = 1) -> str:
        """`/tin-tuc-p13.html`, further pages by `?page=`."""
        path = f"/{category.slug}-p{category.number}.html" if category else "/tin-tuc-su-kien-p13.html"
        return path if page == 1 else f"{path}?page={page}"

    def section_path(self, section: Section) -> str:
        """`/trang/<slug>.html`."""
        return f"/trang/{section.slug}.html"

    def picture_path(self, text: Manuscript, name: str) -> str:
        """The folder of the editor who uploads, by year and month."""
        return f"/ckfinder/userfiles/images/{text.published.astimezone(ZONE):%Y/%m}/Loan/{name}"

    def published(self, text: Manuscript) -> Published | None:
        """The day named in the lead; None where it names none."""
        return self.on_day(text.published, Provenance.PROSE) if text.dated else None
