"""The family VNPT Đắk Lắk (districts and departments of Đắk Lắk): `/{alias}-{id}.html`."""

from __future__ import annotations

from crawler.families.addresses import numbered, said
from crawler.families.family import Family
from crawler.pages.layout import Layout
from crawler.pages.page import Page

_key, _is_article = numbered(r"/[^/]+-(?P<id>\d+)\.html")

_LAYOUT = Layout(
    title="h1.heading-title",
    body="div.article-content",
    # "Cập nhật lúc" with a day is the only date shown: it is the edit's, and the publication's for want of another.
    date="#publishupshow-right, #publishupshow-bottom",
    byline=".AuthorName",
    categories="ol.breadcrumb a",
    attachments=".listtailieu",
    drop=".btn-play, .view-detail-copy, #article-print, #article-email",
    listed='div.other-list:has(h2:contains("Bài viết liên quan"))',
    other_news='div.other-list:not(:has(h2:contains("Bài viết liên quan")))',
    listing_links=".categoryList .article-item h4 a",
)


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "id publishupshow": "publishupshow-" in markup,
            "class heading-title in article-content": "heading-title" in markup and "article-content" in markup,
            "class AuthorName": "publishupshow-" in markup and "AuthorName" in markup,
            "class categoryList": "categoryList" in markup and "article-item" in markup,
        }
    )


DAKLAK = Family(name="daklak", title="VNPT Đắk Lắk", key=_key, is_article=_is_article, evidence=_evidence, layouts=(_LAYOUT,))
