"""Thành phố Hạ Long, whose page Loa began with. The city ended on 1 July 2025 (NQ 1679/NQ-UBTVQH15)."""

from __future__ import annotations

from crawler.spider import SourceSpider
from news.source import Place, Source


class HaLongSpider(SourceSpider):
    """halongcity.gov.vn. Only its article addresses were ever seen: the generic reader reads it, the homepage is its listing."""

    name = "vn-ha-long"
    source = Source(
        id=name,
        title="Cổng thông tin điện tử thành phố Hạ Long",
        homepage="https://halongcity.gov.vn/",
        listings=("https://halongcity.gov.vn/",),
        family="pxny",
        place=Place(name="Thành phố Hạ Long", country="vn", province="Quảng Ninh"),
        enabled=False,  # never tried against the live site
    )
