"""The time zone of a page that belongs to no source: where its dates were most likely meant."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from crawler.pages.page import Page

ZONES = {
    "vn": "Asia/Ho_Chi_Minh",
    "at": "Europe/Vienna",
    "be": "Europe/Brussels",
    "ch": "Europe/Zurich",
    "cn": "Asia/Shanghai",
    "cz": "Europe/Prague",
    "de": "Europe/Berlin",
    "dk": "Europe/Copenhagen",
    "es": "Europe/Madrid",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris",
    "gr": "Europe/Athens",
    "hu": "Europe/Budapest",
    "ie": "Europe/Dublin",
    "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata",
    "it": "Europe/Rome",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "ph": "Asia/Manila",
    "pl": "Europe/Warsaw",
    "pt": "Europe/Lisbon",
    "ro": "Europe/Bucharest",
    "se": "Europe/Stockholm",
    "sg": "Asia/Singapore",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "tw": "Asia/Taipei",
    "uk": "Europe/London",
    "za": "Africa/Johannesburg",
}
"""Countries with one zone, by top-level domain."""

_OFFSET = re.compile(
    r"""(?:datePublished|published_time|datetime)["']?[^>]{0,80}?\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?([+-])(\d\d):?00\b"""
)
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
"""Letters that no other language uses."""
_ENOUGH_LETTERS = 20
_HEAD_CHARACTERS = 300_000


def guess_zone(page: Page) -> str:
    """Return an IANA zone: Viet Nam's for a page in Vietnamese, the country's, the offset of the page's metadata, else UTC."""
    if len(_VIETNAMESE.findall(unicodedata.normalize("NFC", page.markup[:_HEAD_CHARACTERS]))) >= _ENOUGH_LETTERS:
        return ZONES["vn"]
    country = (urlsplit(page.url).hostname or "").rpartition(".")[2]
    if country in ZONES:
        return ZONES[country]
    offset = _OFFSET.search(page.markup[:_HEAD_CHARACTERS])
    if offset and int(offset[2]) <= 12:
        # The signs of the Etc zones are those of POSIX, the other way round.
        return f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}" if int(offset[2]) else "UTC"
    return "UTC"
