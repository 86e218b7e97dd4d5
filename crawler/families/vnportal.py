"""The family VNPT vnPortal (Sơn La, Cao Bằng, Cà Mau, Long An, many wards since 2025): `/<category>/<slug>-<5+ digits>`."""

from __future__ import annotations

from crawler.families.addresses import numbered, said
from crawler.families.family import Family
from crawler.pages.layout import Layout
from crawler.pages.page import Page

# The same article stands under every category it is filed in.
_key, _is_article = numbered(r"/(?:[^/]+/)+[^/.]*-(?P<id>\d{5,})")

_LAYOUT = Layout(
    title=".ArticleHeader",
    lead=".ArticleSummary",
    body=".ArticleContent",
    date=".PostDate",
    listing_links=(
        ".ArticleInMenu .Title a, .ArticleList .Title a, .ModuleContent .Title a, .Content-Body .Title a, div.HotnewsItem a, "
        "article.Article-News div.left-new figure a[title], div.box-news-xx h2 a"
    ),
)


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "class ArticleHeader": "ArticleHeader" in markup and "ArticleContent" in markup,
            "class PostDate": "PostDate" in markup and "ArticleContent" in markup,
            "alt Anh-tin-bai": "Anh-tin-bai" in markup,
            "vnPortal's file store": "storage-vnportal.vnpt.vn" in markup or "//files-vnportal." in markup,
        }
    )


VNPORTAL = Family(
    name="vnportal", title="VNPT vnPortal", key=_key, is_article=_is_article, evidence=_evidence, layouts=(_LAYOUT,)
)
