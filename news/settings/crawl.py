"""`[crawl]`: visits to sites."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from news.settings.section import Section


class CrawlSettings(Section):
    """`[crawl]`: how often and how gently sites are read."""

    interval_minutes: int = Field(30, ge=1)
    """Between two crawls of one source on average, unless the source says otherwise; shorter when it usually has news."""
    min_interval_minutes: int = Field(5, ge=1)
    """The shortest time between two crawls of one source; never more than `interval_minutes`."""
    max_interval_minutes: int = Field(240, ge=1)
    """The longest, in hours in which it never has news and while it fails; never less than `interval_minutes`."""
    delay_seconds: float = Field(2.0, ge=0)
    """Between two requests to one host."""
    timeout_seconds: float = Field(30, gt=0)
    """For one request."""
    run_minutes: float = Field(20, gt=0)
    """After which one crawl of one source is ended."""
    at_once: int = Field(100, ge=1)
    """Sources that are crawled side by side, those among them that do not answer too."""
    memory_megabytes: int = Field(1500, ge=100)
    """A crawling process that takes more, with those that read for it, is ended."""
    max_page_bytes: int = Field(5_000_000, ge=10_000)
    """Larger pages are refused."""
    max_listing_pages: int = Field(5, ge=1)
    """Pages of one listing that are followed while they offer unknown articles."""
    max_pages: int = Field(200, ge=1)
    """Requests for articles in one crawl of one source."""
    recheck_days: float = Field(3, ge=0)
    """How long after it was first seen an article is looked at again for edits."""
    recheck_pages: int = Field(20, ge=0)
    """How many such articles one crawl looks at again."""
    withdraw_after_minutes: float = Field(1440, ge=0)
    """An article that is gone is taken as withdrawn when it is still gone after this long."""
    max_requests: int = Field(5000, ge=1)
    """Requests of every kind in one crawl of one source: pages, attachments, redirects."""
    max_alike: int = Field(1000, ge=1)
    """Addresses of one shape in one crawl of one source, if articles and listings may not be more: a calendar has no end."""
    requests_per_day: int = Field(0, ge=0)
    """Requests to all hosts together from midnight UTC on, after which the service visits nobody unasked; 0: any number."""
    host_requests_per_day: int = Field(0, ge=0)
    """The same for each host."""
    allow_private_hosts: tuple[str, ...] = ()
    """Hosts (`host` or `host:port`) and networks that may be crawled though they are no public ones."""
    extra_ca_file: dict[str, Path] = Field(default_factory=dict)
    """By host (or `host:port`), a PEM file with certificate authorities that are trusted for it besides the system's."""

    @property
    def timeout(self) -> timedelta:
        """The longest one request may take."""
        return timedelta(seconds=self.timeout_seconds)

    @property
    def recheck_age(self) -> timedelta:
        """How long an article is looked at again."""
        return timedelta(days=self.recheck_days)

    @property
    def withdraw_after(self) -> timedelta:
        """How long an article must be gone to be withdrawn."""
        return timedelta(minutes=self.withdraw_after_minutes)
