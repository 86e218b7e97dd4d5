"""Serving: the web server's application for a configuration."""

from __future__ import annotations

from feeds.question import Question
from feeds.searching import render_search, search_feed
from feeds.site.page import SiteOptions
from feeds.site.route import pages_route, pictures_route
from feeds.site.router import Site
from feeds.variant import Variant
from feeds.web.app import Application, Route, Serving, create_app
from feeds.web.limits import ClientLimit, networks
from feeds.web.search import Make, SearchRoute
from news import clock
from news.settings import Settings
from news.store import Store
from scheduler.jobs import feed_options, saved_searches
from scheduler.operator.mounts import mounts
from scheduler.operator.vitals import Vitals
from scheduler.operator.watch import Watch
from scheduler.pictures import pictures_of

MIN_AGE_SECONDS = 300
MAX_AGE_SECONDS = 900
"""Some readers do not ask again before a copy's age is over, so that news would wait longer than this."""


def application_of(settings: Settings, store: Store | None = None, vitals: Vitals | None = None) -> Application:
    """Return the application that serves the public folder of a configuration.

    With a store, feeds of searches by address too, the pages people open, made when somebody asks, and those of the operator,
    with what a running service tells of itself. Raise SettingsError when the operator's token cannot be read.
    """
    trusted = networks(settings.serve.trusted_proxies)
    serving = Serving(
        public_url=settings.base_url,
        hub=settings.feeds.hub,
        max_age_seconds=max_age(settings),
        requests_per_minute=settings.serve.requests_per_minute,
        trusted_proxies=trusted,
    )
    routes: list[Route] = []
    searches = ClientLimit(settings.serve.searches_per_minute, trusted=trusted)
    if store is not None and settings.serve.searches_per_minute:
        routes.append(SearchRoute(searcher(store, settings), limit=searches))
    if store is not None:
        if settings.pages.images == "proxy":
            routes.append(pictures_route(store, pictures_of(settings)))
        routes.append(pages_route(site_of(settings, store), searches=searches))
    if store is None:
        return create_app(settings.public_dir, serving)
    watch = Watch(settings, store, vitals or Vitals())
    application = create_app(settings.public_dir, serving, routes=routes, mounts=mounts(watch))
    watch.measure(application.answered)
    return application


def site_of(settings: Settings, store: Store) -> Site:
    """Return the pages of a configuration."""
    options = SiteOptions(
        base=settings.base_url,
        title=settings.feeds.title,
        contact=settings.contact,
        images=settings.pages.images,
        related=settings.pages.related,
        searchable=settings.serve.searches_per_minute > 0,
        searches=saved_searches(settings),
    )
    return Site(store, options, now=clock.now)


def searcher(store: Store, settings: Settings) -> Make:
    """Return what makes the document of a search, from the store as it is then. Raise SettingsError as publishing does."""
    options = feed_options(store, settings)

    def make(question: Question, variant: Variant, kind: str) -> bytes:
        feed = search_feed(store, question, options, now=clock.now())
        return render_search(feed, question, variant, kind)

    return make


def max_age(settings: Settings) -> int:
    """Return how many seconds a copy of a feed counts as fresh: half the shortest interval between two crawls, within bounds."""
    intervals = [source.interval_minutes for source in settings.source if source.interval_minutes and source.enabled]
    shortest = min([settings.crawl.interval_minutes, *intervals])
    return min(max(shortest * 30, MIN_AGE_SECONDS), MAX_AGE_SECONDS)
