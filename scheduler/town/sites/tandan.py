"""The family Tân Dân on SharePoint: `/portal/Pages/2024-5-17/<cut slug><6 random>.aspx`, a date without a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from scheduler.town.answer import Answer
from scheduler.town.edition import Edition
from scheduler.town.manuscript import Manuscript
from scheduler.town.profile import Category, Section
from scheduler.town.sites.rendering import ZONE, code
from scheduler.town.sites.site import Site, View

_SLUG_LENGTH = 22
_PRINT_PATH = "/portal/Pages/print.aspx"


class TandanSite(Site):
    """A portal that asks crawlers for a pause and keeps some texts beside the box made for them."""

    family: ClassVar[str] = "tandan"
    page_parameter: ClassVar[str | None] = "PageIndex"
    robots: ClassVar[str] = (
        "User-agent: *\nCrawl-delay: {crawl_delay}\nDisallow: /_layouts/\nDisallow: /portal/Pages/print.aspx\n"
    )

    def article_path(self, text: Manuscript, category: str | None = None) -> str:
        """The folder is the day, its numbers without zeros; the slug is cut and made unique by six letters."""
        del category
        day = text.published.astimezone(ZONE)
        slug = text.slug[:_SLUG_LENGTH].capitalize()
        return f"/portal/Pages/{day.year}-{day.month}-{day.day}/{slug}{code(text.id + text.slug, 6)}.aspx"

    def listing_path(self, category: Category | None, page: int = 1) -> str:
        """`/portal/Pages/<category>.aspx`, further pages by `?PageIndex=`."""
        path = f"/portal/Pages/{(category.slug if category else 'tin-tuc-su-kien').capitalize()}.aspx"
        return path if page == 1 else f"{path}?PageIndex={page}"

    def section_path(self, section: Section) -> str:
        """`/portal/Pages/gioi-thieu/<slug>.aspx`."""
        return f"/portal/Pages/gioi-thieu/{section.slug}.aspx"

    def picture_path(self, text: Manuscript, name: str) -> str:
        """`/portal/Photos/<day>/<name>`."""
        return f"/portal/Photos/{text.published.astimezone(ZONE):%Y-%m-%d}/{name}"

    def beside(self, text: Manuscript) -> bool:
        """Whether the text stands in the element after the empty box meant for it."""
        return int(text.id) % 2 == 0

    def aliases(self, text: Manuscript) -> tuple[str, ...]:
        """The copy for printers, known by number."""
        return (f"{_PRINT_PATH}?p={text.id}",)

    def further_views(self, edition: Edition) -> dict[str, View]:
        """The copies for printers."""

        def print_copy(parameters: Mapping[str, str]) -> Answer:
            asked = edition.chosen((parameters.get("p", ""),))
            return self.render(edition, "article", text=asked[0]) if asked else self.render(edition, "missing", status=404)

        return {_PRINT_PATH: print_copy}
