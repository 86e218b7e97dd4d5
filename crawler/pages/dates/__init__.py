"""Dates: when an article was published, read from what a page shows, says to machines, tells in prose or has in its address.

Every reader takes the source's zone and `now`, answers with a `Published` in UTC or None, and never raises on any text.
"""

from __future__ import annotations

from crawler.pages.dates.choice import choose, drop_minutes, drop_time, month_as_minutes, suspicious_minutes
from crawler.pages.dates.metadata import read_metadata
from crawler.pages.dates.prose import read_prose
from crawler.pages.dates.url import read_url, read_url_digits, read_url_folder
from crawler.pages.dates.visible import read_visible, says_edited
from crawler.pages.dates.years import YearEvidence, gather_years

__all__ = [
    "YearEvidence",
    "choose",
    "drop_minutes",
    "drop_time",
    "gather_years",
    "month_as_minutes",
    "read_metadata",
    "read_prose",
    "read_url",
    "read_url_digits",
    "read_url_folder",
    "read_visible",
    "says_edited",
    "suspicious_minutes",
]
