"""The family VNPT Đắk Lắk: `/{alias}-{id}.html`, title inside the body, documents in a viewer, two lists of other articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from news.article import Block, Paragraph
from scheduler.town.answer import Answer
from scheduler.town.edition import Edition
from scheduler.town.manuscript import Manuscript
from scheduler.town.profile import Category, Section
from scheduler.town.sites.site import Site, View


class DaklakSite(Site):
    """A portal without a lead of its own: what its author meant as one is the first paragraph."""

    family: ClassVar[str] = "daklak"
    page_parameter: ClassVar[str | None] = "CurrentPage"

    def article_path(self, text: Manuscript, category: str | None = None) -> str:
        """`/{alias}-{id}.html`."""
        del category
        return f"/{text.slug}-{text.id}.html"

    def listing_path(self, category: Category | None, page: int = 1) -> str:
        """`/categories/{alias}-{id}.html`, further pages by `?CurrentPage=`."""
        path = f"/categories/{category.slug}-{category.number}.html" if category else "/categories/tin-tuc-1.html"
        return path if page == 1 else f"{path}?CurrentPage={page}"

    def section_path(self, section: Section) -> str:
        """`/pages/<slug>.html`."""
        return f"/pages/{section.slug}.html"

    def picture_path(self, text: Manuscript, name: str) -> str:
        """`/uploads/images/<year>/<name>`."""
        return f"/uploads/images/{text.published.year}/{name}"

    def lead_and_body(self, text: Manuscript) -> tuple[str | None, tuple[Block, ...]]:
        """No lead: it opens the body."""
        return None, (Paragraph(text=text.lead), *text.body)

    def further_views(self, edition: Edition) -> dict[str, View]:
        """The viewer in which documents are shown."""

        def viewer(parameters: Mapping[str, str]) -> Answer:
            return self.render(edition, "viewer", file=parameters.get("file", ""))

        return {"/pdfviewer/web/viewer.html": viewer}
