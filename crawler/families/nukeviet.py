"""The family NukeViet: `/<language>/<module>/<category>/<alias>-<id>.html`.

Of its dates only the one that readers see is right. `article:published_time` is that moment badly written
("2024-03-27+0708:42:50"), `itemprop=datePublished` holds the last edit, and the minutes
of its RSS feeds are the number of the month.
"""

from __future__ import annotations

import re

from crawler.families.addresses import address_of, said
from crawler.families.family import Family
from crawler.pages.layout import Layout
from crawler.pages.page import Page

_PATH = re.compile(r"/(?P<folders>(?:[^/]+/)*)[^/]*-(?P<id>\d+)(?:\.html)?")
_OPERATION = re.compile(r"(?:[^/]+/)*[^/]*-(?P<id>\d+)")
_NAME = re.compile(r"[^/]*-\d+\.html")
_NEWER = ':contains("Những tin mới hơn")'
_OLDER = ':contains("Những tin cũ hơn")'

_LAYOUT = Layout(
    title="h1[itemprop=headline]",
    lead=".hometext[itemprop=description]",
    body="#news-bodyhtml",
    opening="figure.article",
    date=".news_column span.h5",
    byline=".news_column p.h5.text-right",
    categories="ol.breadcrumb a",
    tags=".news_column a[title] > em",
    attachments=".news-download-file",
    # Under its two lists by date stands, where the editor chose one, the list of a topic.
    listed=f".other-news p.h3:not({_NEWER}):not({_OLDER}) + *",
    other_news=f".other-news p.h3{_NEWER} + *, .other-news p.h3{_OLDER} + *",
    listing_links=".news_column h2 a, .news_column h3 a",
)


def _key(url: str) -> str | None:
    address = address_of(url)
    if address is None:
        return None
    query = address.query
    if query.get("nv") and (match := _OPERATION.fullmatch(query.get("op", ""))):
        return f"{address.host}/{query.get('language', 'vi')}/{query['nv']}/{match['id']}"
    # The category may change and is left out; language and module count articles apart.
    match = _PATH.fullmatch(address.path)
    if match is None:
        return None
    folders = match["folders"].split("/")[:-1]
    return "/".join([address.host, *(folders[:-1] if len(folders) > 1 else folders), match["id"]])


def _is_article(url: str) -> bool:
    address = address_of(url)
    if address is None or address.copy:
        return False
    segments = address.segments
    return len(segments) >= 2 and _NAME.fullmatch(segments[-1]) is not None and segments[0] != "page"


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "generator NukeViet": "NukeViet" in markup[:20_000],
            "id news-bodyhtml": "news-bodyhtml" in markup,
            "script nv_base_siteurl": "nv_base_siteurl" in markup,
        }
    )


NUKEVIET = Family(
    name="nukeviet",
    title="NukeViet",
    key=_key,
    is_article=_is_article,
    evidence=_evidence,
    layouts=(_LAYOUT,),
    trusts_metadata=True,
    updated_properties=("dateModified", "datePublished"),
)
