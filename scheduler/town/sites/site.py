"""Site: a portal that answers requests; each family says where its pages stand and how they look."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from urllib.parse import quote

from news.article import Block, Figure, Precision, Provenance, Published
from news.source import Source
from scheduler.town.answer import Answer
from scheduler.town.edition import Edition
from scheduler.town.manuscript import Manuscript
from scheduler.town.papers import draw_paper
from scheduler.town.pictures import draw_icon, draw_picture
from scheduler.town.profile import Category, Profile, Section
from scheduler.town.sites.rendering import ZONE, environment
from scheduler.town.truth import Truth

PAGE_SIZE = 7
"""Articles on one page of a listing."""
CRAWL_DELAY = 0.5
"""Seconds between requests that a portal asks for in its robots.txt, where it asks at all."""

View = Callable[[Mapping[str, str]], Answer]
"""Makes the answer of one path from the parameters of the query."""


class Site(ABC):
    """What the five portals have in common. Every method is a pure function of its arguments, the profile and the manuscripts."""

    family: ClassVar[str]
    """The key of the family in the crawler, and the folder of its templates."""
    page_parameter: ClassVar[str | None] = None
    """The query parameter that turns the pages of a listing; None where the path does."""
    missing_status: ClassVar[int] = 404
    """The status of the page that says there is no such page."""
    robots: ClassVar[str] = "User-agent: *\nDisallow:\n"
    """Its robots.txt, with `{crawl_delay}` where it asks for a pause."""

    def __init__(
        self, profile: Profile, manuscripts: tuple[Manuscript, ...], origin: str, *, crawl_delay: float = CRAWL_DELAY
    ) -> None:
        """`origin` is scheme, host and port, without a slash at the end; `crawl_delay` in seconds, where it asks for one."""
        self.crawl_delay = crawl_delay
        self.profile = profile
        self.manuscripts = manuscripts
        self.origin = origin
        self._editions: dict[int, tuple[Edition, dict[str, View]]] = {}

    @abstractmethod
    def article_path(self, text: Manuscript, category: str | None = None) -> str:
        """Path of an article, not percent-encoded; `category` is a slug where the address names one."""

    @abstractmethod
    def listing_path(self, category: Category | None, page: int = 1) -> str:
        """Path and query of a page of a listing; None is the listing of everything."""

    @abstractmethod
    def section_path(self, section: Section) -> str:
        """Path of a page that never changes."""

    @abstractmethod
    def picture_path(self, text: Manuscript, name: str) -> str:
        """Path of a picture, not percent-encoded."""

    def document_path(self, text: Manuscript, name: str) -> str:
        """Path of an attached document."""
        return f"/uploads/{text.published.astimezone(ZONE):%Y_%m}/{name}"

    def aliases(self, text: Manuscript) -> tuple[str, ...]:
        """Other paths at which the article stands."""
        del text
        return ()

    def published(self, text: Manuscript) -> Published | None:
        """What the page says of its date; by default the day it prints."""
        return self.on_day(text.published, Provenance.VISIBLE)

    def lead_and_body(self, text: Manuscript) -> tuple[str | None, tuple[Block, ...]]:
        """The lead the page sets apart, and the body after it."""
        return text.lead, text.body

    def further_views(self, edition: Edition) -> dict[str, View]:
        """Pages that only this family has, by path."""
        del edition
        return {}

    @property
    def source(self) -> Source:
        """The portal as a source ready to be crawled."""
        return Source(
            id=self.profile.id,
            title=self.profile.title,
            homepage=f"{self.origin}/",
            listings=self.listings,
            family=self.family,
            place=self.profile.place,
            title_affixes=(self.profile.affix,) if self.profile.affix else (),
            interval_minutes=1,
        )

    @property
    def listings(self) -> tuple[str, ...]:
        """Absolute addresses of the listings to crawl."""
        return (self.address(self.listing_path(None)),)

    def edition(self, stage: int) -> Edition:
        """What stands on the portal at a stage."""
        return self._at(stage)[0]

    def answer(self, path: str, parameters: Mapping[str, str], stage: int) -> Answer:
        """The reply to a GET of a path (percent-decoded) with its query."""
        edition, views = self._at(stage)
        view = views.get(path)
        if view is not None:
            return view(parameters)
        if path in {place for text in edition.gone for place in self.places(text)}:
            return self.render(edition, "gone", status=410)
        return self.render(edition, "missing", status=self.missing_status)

    def truths(self, stage: int) -> tuple[Truth, ...]:
        """What a careful reader can know of every article that stands at a stage, the newest first."""
        edition = self.edition(stage)
        return tuple(self._truth(text, edition) for text in edition.texts)

    def address(self, path: str) -> str:
        """The absolute address of a path, percent-encoded."""
        return self.origin + self.encoded(path)

    def encoded(self, path: str) -> str:
        """The path as it may stand in an address."""
        return quote(path, safe="/?=&%-._~")

    def category(self, slug: str) -> Category:
        """The column with that slug. Raises KeyError for a slug that the profile does not name."""
        return {category.slug: category for category in self.profile.categories}[slug]

    def places(self, text: Manuscript) -> tuple[str, ...]:
        """Every path of the article's own page, the one in listings first."""
        slugs = (text.category, *text.also)
        return tuple(dict.fromkeys(self.article_path(text, slug) for slug in slugs))

    def on_day(self, moment: datetime, provenance: Provenance) -> Published:
        """A date known to the day."""
        day = moment.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        return Published(moment=day.astimezone(UTC), precision=Precision.DAY, provenance=provenance)

    def render(self, edition: Edition, template: str, *, status: int = 200, **values: object) -> Answer:
        """A page from a template of the family."""
        page = environment().get_template(f"{self.family}/{template}.html")
        markup = page.render(site=self, profile=self.profile, edition=edition, **values)
        return Answer(body=markup.encode(), status=status, modified=edition.modified if status == 200 else None)

    def _truth(self, text: Manuscript, edition: Edition) -> Truth:
        """What a careful reader of the article's page can know."""
        lead, body = self.lead_and_body(text)
        return Truth(
            portal=self.profile.id,
            number=text.id,
            url=self.address(self.article_path(text)),
            aliases=tuple(self.address(path) for path in (*self.places(text)[1:], *self.aliases(text))),
            title=text.title,
            lead=lead,
            body=tuple(self._with_address(block, text) for block in body),
            authors=text.authors,
            organisations=text.organisations,
            published=self.published(text),
            category=self.category(text.category).title,
            attachments=tuple(self.address(self.document_path(text, document.file)) for document in text.documents),
            listed=tuple(self.address(self.article_path(other)) for other in edition.chosen(text.related)),
            edited=text.updated is not None,
        )

    def _at(self, stage: int) -> tuple[Edition, dict[str, View]]:
        """The edition of a stage with the view of every path, made once."""
        if stage not in self._editions:
            edition = Edition.at(self.manuscripts, stage)
            self._editions[stage] = edition, self._views(edition)
        return self._editions[stage]

    def _views(self, edition: Edition) -> dict[str, View]:
        """Every path that answers at this stage."""
        views: dict[str, View] = {
            "/": lambda _: self.render(edition, "home"),
            "/robots.txt": lambda _: Answer(
                body=self.robots.format(crawl_delay=self.crawl_delay).encode(), media_type="text/plain; charset=utf-8"
            ),
            "/favicon.ico": lambda _: Answer(body=draw_icon(self.profile.id), media_type="image/png"),
        }
        for section in self.profile.sections:
            views[self.section_path(section)] = partial(self._section, edition, section)
        for category in (None, *self.profile.categories):
            for page in range(1, edition.pages(category, PAGE_SIZE) + 1):
                path = self.listing_path(category, page).partition("?")[0]
                views.setdefault(path, partial(self._listing, edition, category, page))
        for text in edition.texts:
            for path in self.places(text):
                views[path] = partial(self._article, edition, text)
            for name in text.pictures:
                views[self.picture_path(text, name)] = partial(self._picture, text, name)
            for document in text.documents:
                path = self.document_path(text, document.file)
                views[path] = partial(self._document, text, document.title)
        return views | self.further_views(edition)

    def _section(self, edition: Edition, section: Section, _: Mapping[str, str]) -> Answer:
        return self.render(edition, "section", section=section)

    def _listing(self, edition: Edition, category: Category | None, page: int, parameters: Mapping[str, str]) -> Answer:
        """A page of a listing; a page that does not exist is an empty one, as on the real portals."""
        if self.page_parameter is not None:
            asked = parameters.get(self.page_parameter, "1")
            page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
        shown = edition.page(category, max(page, 1), PAGE_SIZE)
        return self.render(
            edition, "listing", category=category, page=max(page, 1), last=edition.pages(category, PAGE_SIZE), shown=shown
        )

    def _article(self, edition: Edition, text: Manuscript, _: Mapping[str, str]) -> Answer:
        return self.render(edition, "article", text=text)

    def _picture(self, text: Manuscript, name: str, _: Mapping[str, str]) -> Answer:
        return Answer(body=draw_picture(name), media_type="image/png", modified=text.published)

    def _document(self, text: Manuscript, title: str, _: Mapping[str, str]) -> Answer:
        return Answer(body=draw_paper(title), media_type="application/pdf", modified=text.published)

    def _with_address(self, block: Block, text: Manuscript) -> Block:
        """The block, a figure's file name made an absolute address."""
        if isinstance(block, Figure):
            return replace(block, image=self.address(self.picture_path(text, block.image)))
        return block
