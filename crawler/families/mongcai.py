"""The family of Móng Cái: `/vi-vn/tin/<slug>-p16129-c76190-n249699`. Its markup is not known."""

from __future__ import annotations

from crawler.families.addresses import numbered, said
from crawler.families.family import Family
from crawler.pages.page import Page

# p and c depend on where the link was clicked.
_key, _is_article = numbered(r"/[a-z]{2}-[a-z]{2}/(?:[^/]+/)*[^/]*-p\d+-c\d+-(?P<id>n\d+)")


def _evidence(page: Page) -> tuple[str, ...]:
    shape = _is_article(page.url)
    return said({"address -pX-cY-nZ": shape, "/caches/editor/": shape and "/caches/editor/" in page.markup})


MONGCAI = Family(name="mongcai", title="vi-vn p-c-n portals (Móng Cái)", key=_key, is_article=_is_article, evidence=_evidence)
