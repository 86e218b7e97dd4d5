"""The family of VCCorp's system (Hà Nội's new portal, the Ministry of Science): `/<slug>-4250410182811455.htm`.

The last fifteen digits are the moment of publication, YYMMDDHHMMSSmmm in local time.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.families.addresses import numbered, said
from crawler.families.family import Family
from crawler.pages.dates import read_url_digits
from crawler.pages.page import Page
from news.article import Published

_key, _is_article = numbered(r"/(?:[^/]+/)*[^/]*?-?(?P<id>\d{16,20})\.htm")


def _url_date(url: str, zone: ZoneInfo, now: datetime) -> Published | None:
    return read_url_digits(url, zone, now=now)


def _evidence(page: Page) -> tuple[str, ...]:
    shape = _is_article(page.url)
    return said(
        {
            "address with 16 or more digits before .htm": shape,
            "class detail-content": shape and "detail-content" in page.markup,
            "VCCorp's sortable boxes": "VCSortableInPreviewMode" in page.markup,
        }
    )


VCCORP = Family(
    name="vccorp",
    title="VCCorp",
    key=_key,
    is_article=_is_article,
    evidence=_evidence,
    url_date=_url_date,
)
