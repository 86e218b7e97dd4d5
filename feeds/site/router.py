"""Router: which page an address is, and the pages that were just made kept for the next reader."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import parse_qsl

from feeds.site import lists, sitemap, subscribing, tables
from feeds.site.address import Links
from feeds.site.assets import ASSETS, asset
from feeds.site.language import preferred, split_language
from feeds.site.library import Library, NowhereError
from feeds.site.page import Asked, Page, SiteOptions
from feeds.site.reading import article_page
from feeds.site.searching import search_page
from feeds.site.words import tables as languages
from news.store import Store

MAX_AGE = timedelta(seconds=30)
"""For how long a page is given out again without asking the store."""
_MOST_KEPT = 32 * 2**20
_ENTRY = 1024
"""About what is kept of a page besides its body and its address, in bytes."""
_MOST_QUERY = 4000
_MOST_VALUE = 600
_MOST_FIELDS = 10_000
_ASSET_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml; charset=utf-8"}
_TABLES: Mapping[str, Callable[[Asked], Page]] = {
    "": lists.front,
    "all/": lists.front,
    "search/": search_page,
    "sources/": tables.sources_page,
    "places/": tables.places_page,
    "topics/": tables.topics_page,
    "health/": tables.health_page,
    "stories/": tables.stories_page,
    "subscribe/": subscribing.subscribe_page,
    "chosen.opml": subscribing.chosen_opml,
    "sitemap.xml": sitemap.sitemap,
    "robots.txt": sitemap.robots,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Reply:
    """A page as it is sent."""

    page: Page
    language: str | None
    """The language of an HTML page; None for what is the same in every one."""
    negotiated: bool
    """Whether another reader might get another language at the same address."""


class Site:
    """Answers requests for pages; safe to use from several threads."""

    def __init__(self, store: Store, options: SiteOptions, *, now: Callable[[], datetime]) -> None:
        self.library = Library(store, now=now)
        self.options = options
        self._now = now
        self._kept: OrderedDict[tuple[str, str, str], tuple[datetime, Reply]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def answer(self, path: str, query: str = "", accept_language: str | None = None) -> Reply | None:
        """The page at a path that begins with a slash; None where no page of ours is.

        Raises StoreError when the store cannot be read.
        """
        chosen, plain = split_language(path, tuple(languages()))
        language = chosen or preferred(accept_language, tuple(languages()))
        if (kept := self._remembered((path, query, language))) is not None:
            return kept
        links = Links(base=self.options.base, language=language, chosen=chosen is not None)
        try:
            page = self.make(plain.removeprefix("/"), query, links)
        except NowhereError:
            return None
        if page is None:
            return None
        html = page.media_type.startswith("text/html")
        reply = Reply(page=page, language=language if html else None, negotiated=html and chosen is None)
        self._remember((path, query, language), reply)
        return reply

    def at_hand(self, path: str, query: str = "", accept_language: str | None = None) -> Reply | None:
        """The same where it was made a moment ago and costs nothing; None: `answer` has to be asked."""
        chosen, _ = split_language(path, tuple(languages()))
        return self._remembered((path, query, chosen or preferred(accept_language, tuple(languages()))))

    @property
    def base(self) -> str:
        """Absolute public address, with a slash at the end."""
        return self.options.base

    @property
    def root(self) -> str:
        """Path of the front page, with slashes at both ends."""
        return Links(base=self.options.base, language="").root

    @property
    def images(self) -> str:
        """Where pictures come from, see SiteOptions."""
        return self.options.images

    def searches(self, path: str, query: str) -> bool:
        """Whether the page at a path searches the store: for words that anybody may type, or for those of a saved search."""
        plain = split_language(path, tuple(languages()))[1]
        return (plain == "/search/" and bool(query)) or any(plain == f"/{each.stem}/" for each in self.options.searches)

    def make(self, path: str, query: str, links: Links, *, static: bool = False) -> Page | None:
        """The page at a path without its language, made anew; None where there is none."""
        try:
            pairs = parse_qsl(query, max_num_fields=_MOST_FIELDS)
        except ValueError:  # more than a form of the size that is taken can have
            pairs = []
        asked = Asked(
            library=self.library,
            options=self.options,
            path="" if path == "all/" else path,
            links=links,
            words=languages()[links.language],
            query={name: value for name, value in reversed(pairs) if value and len(value) <= _MOST_VALUE},
            chosen=tuple(value for name, value in pairs if name in {"feed", "source"}),
            static=static,
        )
        if path == "search/" and not self.options.searchable:
            return None
        if path in _TABLES:
            return _TABLES[path](asked)
        first, _, rest = path.partition("/")
        if first in ASSETS and not rest:
            return Page(body=asset(first), media_type=_ASSET_TYPES[first.rpartition(".")[2]])
        return _of_one(asked, first, rest.removesuffix("/")) if path.endswith("/") else None

    def not_found(self, path: str, accept_language: str | None, *, static: bool = False) -> Page:
        """What stands where nothing stands."""
        return tables.message(replace(self._asked(path, accept_language), static=static), 404, "not_found")

    def refused(self, path: str, accept_language: str | None, seconds: int) -> Page:
        """What stands where somebody searches too often; `seconds` is how long to wait."""
        asked = self._asked(path, accept_language)
        return tables.message(asked, 429, "busy", asked.words("busy_text", seconds))

    def failed(self, path: str, accept_language: str | None) -> Page:
        """What stands where the store cannot be read."""
        return tables.message(self._asked(path, accept_language), 503, "error")

    def _asked(self, path: str, accept_language: str | None) -> Asked:
        chosen, plain = split_language(path, tuple(languages()))
        language = chosen or preferred(accept_language, tuple(languages()))
        return Asked(
            library=self.library,
            options=self.options,
            path=plain.removeprefix("/")[:200],
            links=Links(base=self.options.base, language=language, chosen=chosen is not None),
            words=languages()[language],
        )

    def _remembered(self, key: tuple[str, str, str]) -> Reply | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or not timedelta() <= self._now() - found[0] < MAX_AGE:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def _remember(self, key: tuple[str, str, str], reply: Reply) -> None:
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._bytes -= _size(key, old[1])
            if len(key[1]) > _MOST_QUERY:
                return
            self._kept[key] = (self._now(), reply)
            self._bytes += _size(key, reply)
            while self._bytes > _MOST_KEPT and self._kept:
                oldest, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= _size(oldest, gone)


def _size(key: tuple[str, str, str], reply: Reply) -> int:
    """Bytes that a page takes with what it was asked by, which anybody may make long and always different."""
    return len(reply.page.body) + len(reply.page.location or "") + sum(map(len, key)) + _ENTRY


def _of_one(asked: Asked, kind: str, name: str) -> Page | None:
    """The page of one source, article, story, place, topic or saved search."""
    library = asked.library
    if not name:
        source = library.sources().get(kind)
        return lists.source_page(asked, source) if source else None
    if "/" in name:
        return None
    match kind:
        case "article":
            return article_page(asked, name)
        case "story":
            return lists.story_page(asked, name)
        case "place":
            place = library.place(name)
            return lists.place_page(asked, place) if place else None
        case "topic":
            return lists.topic_page(asked, name)
        case "search":
            saved = next((each for each in asked.options.searches if each.name == name), None)
            return lists.saved_page(asked, saved) if saved else None
    return None
