from __future__ import annotations

import pytest

from news.search.places import sources_of_place
from news.source import Place, Source


def source(name: str, place: Place | None) -> Source:
    return Source(id=f"vn-{name}", title=name, homepage=f"https://{name}.vn/", listings=(), place=place)


SOURCES = (
    source("ha-long", Place(name="Thành phố Hạ Long", country="vn", code="193", province="Tỉnh Quảng Ninh")),
    source("ha-dong", Place(name="Quận Hà Đông", country="vn", code="268", province="Hà Nội")),
    source("nowhere", None),
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ha long", ["vn-ha-long"]),
        ("HẠ LONG", ["vn-ha-long"]),
        ("quảng ninh", ["vn-ha-long"]),
        ("ha", ["vn-ha-long", "vn-ha-dong"]),
        (" 268 ", ["vn-ha-dong"]),
        ("26", []),
        ("lo", []),
        ("long ha", []),
        ("", []),
        ("😀", []),
    ],
)
def test_a_place_is_known_by_its_name_its_province_or_its_code(wanted: str, found: list[str]) -> None:
    assert list(sources_of_place(SOURCES, wanted)) == found
