"""The family Tân Dân on SharePoint (Điện Biên, Thanh Hóa, Nam Định): `/portal/Pages/2024-5-17/<slug><6 random>.aspx`."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.families.addresses import address_of, said
from crawler.families.family import Family
from crawler.pages.dates import read_url_folder
from crawler.pages.layout import Layout
from crawler.pages.page import Page
from news.article import Published

_DATED = re.compile(r"/(?:[^/]+/)*pages/\d{4}-\d{1,2}-\d{1,2}/(?P<name>[^/]+)\.aspx", re.IGNORECASE)
_NUMBERED = re.compile(r"-(?P<id>\d{5,})$")
_PRINT = re.compile(r"/(?:[^/]+/)*pages/print\.aspx", re.IGNORECASE)

_LAYOUT = Layout(
    title=".tandan-p-article-news-title",
    lead=".tandan-p-article-news-summary",
    # Some editors leave the box made for the text empty; the text is then in the field behind it.
    body=".tandan-p-article-main, .tandan-p-article-main ~ .ms-rtestate-field",
    date=".tandan-span-date-publish",
    tags=".td-tags a",
    drop=".social-share, .tandan-div-article-other, .tandan-p-article-other, .td-tags",
    other_news=".tandan-div-article-other",
    listing_links=".channel-news-title a, .tandan-p-article-news-title a, .title-news a",
)


def _key(url: str) -> str | None:
    address = address_of(url)
    if address is None:
        return None
    if _PRINT.fullmatch(address.path) and address.query.get("p", "").isdecimal():
        return f"{address.host}/{address.query['p']}"
    match = _DATED.fullmatch(address.path)
    if match is None:
        return None
    number = _NUMBERED.search(match["name"])
    # SharePoint does not tell capitals from small letters.
    return f"{address.host}/{number['id']}" if number else f"{address.host}{address.path.lower()}"


def _is_article(url: str) -> bool:
    address = address_of(url)
    return address is not None and _DATED.fullmatch(address.path) is not None


def _url_date(url: str, zone: ZoneInfo, now: datetime) -> Published | None:
    return read_url_folder(url, zone, now=now)


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "class tandan-p-article-news-title": "tandan-p-article-news-title" in markup,
            "class tandan-p-article-main": "tandan-p-article-main" in markup,
            "address /portal/Pages/…aspx": "tandan-" in markup and _is_article(page.url),
            "ms-rtestate-field": "tandan-" in markup and "ms-rtestate-field" in markup,
        }
    )


TANDAN = Family(
    name="tandan",
    title="Tân Dân on SharePoint",
    key=_key,
    is_article=_is_article,
    evidence=_evidence,
    layouts=(_LAYOUT,),
    url_date=_url_date,
)
