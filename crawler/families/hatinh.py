"""The family of Hà Tĩnh's template of 2018: `/vi/…/{id}-{slug}.hti`."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from crawler.families.addresses import numbered, said
from crawler.families.family import Family
from crawler.pages.dates import drop_time
from crawler.pages.layout import Layout
from crawler.pages.page import Page
from news.article import Published

_key, _is_article = numbered(r"(?:/[^/]+)*/(?P<id>\d+)-[^/]+\.hti")
_TIME_FIRST = re.compile(r"\d{1,2}:\d{2}\s+(?:ngày\s+)?\d{1,2}-\d{1,2}-\d{4}")

_LAYOUT = Layout(
    title="h1.main-title.cms-title",
    lead=".gioi-thieu",
    body=".noi-dung",
    date=".meta time",
    # The list names the article itself too.
    other_news=".nhom-tin-lien-quan",
)


def _correct_date(published: Published, text: str, zone: ZoneInfo) -> Published:
    # Communes print `h:m d-m-Y`: a clock of twelve hours, and the month in the place of the minutes.
    return drop_time(published, zone) if _TIME_FIRST.search(text) else published


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "address .hti": _is_article(page.url),
            "class cms-title": "main-title" in markup and "cms-title" in markup,
            "class nhom-tin-lien-quan": "nhom-tin-lien-quan" in markup,
        }
    )


HATINH = Family(
    name="hatinh",
    title="Hà Tĩnh 2018",
    key=_key,
    is_article=_is_article,
    evidence=_evidence,
    layouts=(_LAYOUT,),
    correct_date=_correct_date,
)
