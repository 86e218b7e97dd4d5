"""Serving: the web server's application for a configuration."""

from __future__ import annotations

from feeds.web.app import Application, Serving, create_app
from feeds.web.limits import networks
from news.settings import Settings

MIN_AGE_SECONDS = 300
MAX_AGE_SECONDS = 900
"""Some readers do not ask again before a copy's age is over, so that news would wait longer than this."""


def application_of(settings: Settings) -> Application:
    """Return the application that serves the public folder of a configuration."""
    serving = Serving(
        public_url=settings.base_url,
        hub=settings.feeds.hub,
        max_age_seconds=max_age(settings),
        requests_per_minute=settings.serve.requests_per_minute,
        trusted_proxies=networks(settings.serve.trusted_proxies),
    )
    return create_app(settings.public_dir, serving)


def max_age(settings: Settings) -> int:
    """Return how many seconds a copy of a feed counts as fresh: half the shortest interval between two crawls, within bounds."""
    intervals = [source.interval_minutes for source in settings.source if source.interval_minutes and source.enabled]
    shortest = min([settings.crawl.interval_minutes, *intervals])
    return min(max(shortest * 30, MIN_AGE_SECONDS), MAX_AGE_SECONDS)
