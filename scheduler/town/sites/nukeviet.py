"""The family NukeViet with its three date defects, print copies, a feed with wrong minutes and three lists of other articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import ClassVar

from news.article import Precision, Provenance, Published
from scheduler.town.answer import Answer
from scheduler.town.edition import Edition
from scheduler.town.manuscript import Manuscript
from scheduler.town.profile import Category, Section
from scheduler.town.sites.rendering import ZONE
from scheduler.town.sites.site import Site, View

_FEED_LENGTH = 30
_RECENT = datetime(2026, 10, 1, tzinfo=UTC)


class NukeVietSite(Site):
    """A portal of whose dates only the printed one is right."""

    family: ClassVar[str] = "nukeviet"
    robots: ClassVar[str] = "User-agent: *\nDisallow: /vi/news/print/\nDisallow: /admin/\n"

    def article_path(self, text: Manuscript, category: str | None = None) -> str:
        """`/vi/news/<category>/<slug>-<id>.html`."""
        return f"/vi/news/{category or text.category}/{text.slug}-{text.id}.html"

    def listing_path(self, category: Category | None, page: int = 1) -> str:
        """`/vi/news/`, further pages as `page-N/`."""
        path = f"/vi/news/{category.slug}/" if category else "/vi/news/"
        return path if page == 1 else f"{path}page-{page}/"

    def section_path(self, section: Section) -> str:
        """`/vi/about/<slug>.html`."""
        return f"/vi/about/{section.slug}.html"

    def picture_path(self, text: Manuscript, name: str) -> str:
        """`/uploads/news/<year>_<month>/<name>`."""
        return f"/uploads/news/{text.published.astimezone(ZONE):%Y_%m}/{name}"

    def document_path(self, text: Manuscript, name: str) -> str:
        """`/vi/news/download/<name>`."""
        del text
        return f"/vi/news/download/{name}"

    def print_path(self, text: Manuscript) -> str:
        """The copy for printers."""
        return self.article_path(text).replace("/vi/news/", "/vi/news/print/", 1)

    def aliases(self, text: Manuscript) -> tuple[str, ...]:
        """The print copy."""
        return (self.print_path(text),)

    def published(self, text: Manuscript) -> Published | None:
        """Shown to the minute."""
        moment = text.published.astimezone(UTC).replace(second=0, microsecond=0)
        return Published(moment=moment, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)

    def saved(self, text: Manuscript) -> datetime:
        """When the clerk last saved the article: what this system prints as `datePublished`."""
        pause = timedelta(minutes=25) if text.published >= _RECENT else timedelta(hours=29, minutes=13)
        return (text.updated or text.published + pause).astimezone(ZONE)

    def broken_moment(self, text: Manuscript) -> str:
        """The moment as `Y-m-dTH:i:s` makes it where `T` is the zone: "2024-03-27+0708:42:50"."""
        return text.published.astimezone(ZONE).strftime("%Y-%m-%d+07%H:%M:%S")

    def feed_moment(self, text: Manuscript) -> str:
        """The moment as `H:m:s` makes it where `m` is the month."""
        moment = text.published.astimezone(UTC)
        right = format_datetime(moment, usegmt=True)
        return right.replace(f":{moment:%M}:", f":{moment:%m}:", 1)

    def further_views(self, edition: Edition) -> dict[str, View]:
        """The feed and the print copies."""
        views: dict[str, View] = {"/vi/news/rss/": partial(self._feed, edition)}
        for text in edition.texts:
            views[self.print_path(text)] = partial(self._print, edition, text)
        return views

    def _feed(self, edition: Edition, _: Mapping[str, str]) -> Answer:
        page = self.render(edition, "feed", texts=edition.newest(_FEED_LENGTH))
        return Answer(body=page.body, media_type="text/xml; charset=utf-8", modified=page.modified)

    def _print(self, edition: Edition, text: Manuscript, _: Mapping[str, str]) -> Answer:
        return self.render(edition, "print", text=text)
