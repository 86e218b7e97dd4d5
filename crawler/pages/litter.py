"""Litter: what stands inside an article's text and is no part of it: buttons, counters, sharing bars, hidden elements."""

from __future__ import annotations

import re

from bs4 import Tag

from news.text import fold

_LONGEST = 120

# Lines that portals print among the text, matched whole and folded; most were seen on Vietnamese portals.
_LINE = re.compile(
    r"\W*(?:"
    r"(?:nghe )?doc bai(?: viet)?|in|in ra|in (?:trang|bai viet|bai|tin)(?: nay)?|ban in|print|gui e-?mail|e-?mail|luu"
    r"|chia se(?: luu| bai viet| facebook| zalo| len facebook)?|share|tweet|(?:lay link copy|copy link|sao chep lien ket)"
    r"|truy cap noi dung luon|anh-tin-bai|image banner|detailcontroller|100 ?%|a ?[-+]|ve dau trang|quay lai|tro ve|tro lai"
    r"|(?:them )?y kien(?: gop y)?(?: ?\( ?\d* ?\))?|gop y|gui phan hoi|(?:gui )?binh luan(?: ?\( ?\d* ?\))?"
    r"|(?:so )?luot (?:nguoi )?(?:xem|truy cap|doc)(?: bai viet| tin)?[ :]*[\d.,]*|[\d.,]+ luot (?:nguoi )?(?:xem|truy cap|doc)"
    r"|da xem ?:? ?[\d.,]+(?: ?- ?phan hoi ?:? ?\d+)?|phan hoi ?: ?\d+|tong so diem cua bai viet la ?:?.*"
    r"|click de danh gia bai viet"
    r"|xep hang ?: ?[\d.,]+ ?- ?\d+ phieu bau|dang (?:online|truy cap) ?:? ?\d*|thong ke truy cap|tu khoa ?:?|tags? ?:"
    r"|tai ve ?:?|download|xem them ?:?|hinh anh dinh kem|advertisement|quang cao"
    r")\W*"
)
_STAMPED = re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}(?::\d{2})? ?(?:[AP]M|SA|CH) - Đã xem: \d+ - Phản hồi: \d+")
"""A line that NukeViet's own import left in the texts it migrated."""

_TAGS = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "applet", "audio", "video",
        "map", "area", "button", "select", "textarea", "input", "option", "datalist", "link", "meta", "title", "head", "math",
        "dialog", "menu", "progress", "nav", "label", "frame", "frameset",
    )
)  # fmt: skip
_BARS = frozenset(
    (
        "social-share", "share-social", "social-sharing", "share-buttons", "share-button", "share-box", "sharethis", "sharedaddy",
        "addthis_toolbox", "addthis_inline_share_toolbox", "fb-like", "fb-share-button", "fb-comments", "fb-save",
        "zalo-share-button", "zalo-follow-button", "twitter-share-button", "g-plusone", "a2a_kit",
        "addtoany_share_save_container", "jp-relatedposts", "post-views", "print-link", "view-count", "viewcount", "detail-hit",
    )
)  # fmt: skip
_UNSEEN = frozenset(("sr-only", "visually-hidden", "screen-reader-text", "d-none"))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ASKING = ("input", "select", "textarea")
_LONG_FORM = 300


def is_litter(text: str) -> bool:
    """Tell whether a line is a button, a counter or a label that the system printed among the text."""
    if len(text) > _LONGEST:
        return False
    return _LINE.fullmatch(fold(text)) is not None or _STAMPED.fullmatch(text) is not None


def is_dropped(tag: Tag) -> bool:
    """Tell whether an element's content is never read: scripts, controls, players, sharing bars, hidden parts, forms.

    A form with a long text in it is a page's own wrapper (ASP.NET puts one around everything) and stays.
    """
    if tag.name in _TAGS:
        return True
    attributes = tag.attrs
    if not attributes:
        return tag.name == "form" and _asks(tag)
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and _HIDING.search(str(style)[:1000]):
        return True
    names = str(attributes.get("class") or "").split()
    if names and not _BARS.isdisjoint(names):
        return True
    if (
        names
        and not _UNSEEN.isdisjoint(names)
        and not any(str(name).startswith("d-") and str(name) != "d-none" for name in names)
    ):
        return True
    return tag.name == "form" and _asks(tag)


def _asks(form: Tag) -> bool:
    asking = any(field.name != "input" or field.get("type") != "hidden" for field in form.find_all(_ASKING))
    return asking and len(form.get_text(strip=True)) < _LONG_FORM
