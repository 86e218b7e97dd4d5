"""The family "pXnY" of Hạ Long and Uông Bí: `/<slug>-p13n52635.html`. Its markup is not known."""

from __future__ import annotations

from crawler.families.addresses import numbered, said
from crawler.families.family import Family
from crawler.pages.page import Page

# p is the column through which a reader came, n the article. Slugs are cut anywhere and may hold "%20".
_key, _is_article = numbered(r"/[^/]+-p\d+(?P<id>n\d+)\.html")


def _evidence(page: Page) -> tuple[str, ...]:
    shape = _is_article(page.url)
    return said({"address -pXnY.html": shape, "/ckfinder/userfiles/": shape and "/ckfinder/userfiles/" in page.markup})


PXNY = Family(name="pxny", title="pXnY portals (Hạ Long, Uông Bí)", key=_key, is_article=_is_article, evidence=_evidence)
