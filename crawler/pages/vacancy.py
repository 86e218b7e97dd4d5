"""Vacancy: pages served with status 200 that say there is no such page, or that the site is out of order."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from news.text import clean, fold

_NOTHING = (
    r"(?:error |loi ?:? )?404(?: error| not found| page not found| ?[-–:].*)?|(?:page |file |article )?not found(?: \(404\))?"
    r"|page does not exist|seite nicht gefunden|page (?:non|introuvable).*|pagina no encontrada"
    r"|khong tim thay(?: trang| noi dung| bai viet| tin| duong dan| du lieu| ket qua)?(?: nay| yeu cau| ban yeu cau)?"
    r"|(?:trang|noi dung|bai viet|tin bai|duong dan|duong link)"
    r"(?: nay| (?:ma )?(?:ban|quy vi) (?:yeu cau|tim kiem|tim|truy cap|can tim|dang tim)(?: kiem)?)?"
    r" (?:nay )?(?:(?:khong (?:ton tai|tim thay)|khong con|da (?:bi |duoc )?(?:xoa|go|thu hoi|an))\b.*"
    r"|khong co(?: san| (?:du lieu|noi dung|thong tin)(?: nao)?)?(?: (?:tren|trong|hoac|hay|o day)\b.*|[.,;] .*)?)"
    r"|khong co (?:thong tin|du lieu|noi dung|bai viet|ban ghi)(?: nao)?(?:[.,;] .*)?"
    r"|chua co (?:bai viet|tin(?: bai| tuc| moi)?|noi dung|du lieu)(?: nao)?|thong tin khong ton tai"
)
_BROKEN = (
    r"error establishing a database connection|.{0,40}\bsqlstate\[?.*|.{0,20}database error\b.*|too many connections"
    r"|.{0,40}unable to connect to (?:the )?(?:database|server).*|.{0,30}mysqli?(?:_connect|_query)?\(.*"
    r"|.{0,30}(?:warning|fatal error|parse error)\s?: .{0,300}\bon line \d+.*"
    r"|server error in '/.*|runtime error|(?:500 )?internal server error.*|(?:502 )?bad gateway|gateway time-?out"
    r"|(?:503 )?service (?:temporarily )?unavailable.*|403 forbidden|access (?:is )?denied.*|an error (?:has )?occurred.{0,80}"
    r"|loi (?:ket noi )?(?:co so du lieu|he thong|may chu)\b.*|da (?:co|xay ra) loi\b.{0,80}|under (?:construction|maintenance)"
    r"|.{0,40}khong (?:the )?ket noi (?:duoc )?(?:den |toi )?(?:co so du lieu|may chu).*"
    r"|(?:he thong|trang|website|cong)\b.{0,40} (?:dang )?(?:bao tri|nang cap|tam ngung)\b.*"
)
_SAYING = re.compile(rf"\W*(?:(?P<nothing>{_NOTHING})|(?P<broken>{_BROKEN}))\W*", re.DOTALL)
NOTHING = "nothing there"
"""How the reason begins where a page says that there is no such article; all others may be the site's own trouble."""
_LONGEST = 400
_BLOCKS = ("body", "title", "h1", "h2", "h3", "h4", "p", "div", "td", "center", "strong", "b", "pre")
_RUNNING = 200
"""Characters that make a paragraph of several lines."""
_FAIR, _TOGETHER = 80, 600
"""Characters that make a paragraph rather than a label, and how many of them together are a text."""
_MOST = 4_000
_AFFIX = re.compile(r"\s+[-–—|»•·:]+\s+")


def vacancy_in(root: HtmlElement) -> str | None:
    """Return in a few words why a page holds no article; None where nothing says so.

    It must say so in its title or first heading, or in a line of its own on a page that has no running text besides. Of a page
    that has some it is never believed that the site is out of order.
    """
    body = root.find("body")
    if body is None or not _shows_anything(body):
        return "no text"
    for name in ("title", "h1"):
        for element in root.iter(name):
            text = clean(element.text_content()[:_LONGEST])
            saying = _told(text) or next((said for part in _AFFIX.split(text) if (said := _told(part))), None)
            # "Hệ thống chiếu sáng được nâng cấp" is the headline of a text, too.
            if saying is not None and (saying.startswith(NOTHING) or not has_running_text(body)):
                return saying
            break
    return _said_alone(body)


def _shows_anything(body: HtmlElement) -> bool:
    """Whether a reader sees any text or image."""
    for element in body.iter():
        if element.tag == "img":
            return True
        if element.tag not in {"script", "style", "noscript", "template"} and (element.text or "").strip():
            return True
        if element is not body and (element.tail or "").strip():
            return True
    return False


def has_running_text(body: HtmlElement, *, paragraphs: int = 1) -> bool:
    """Tell whether there is running text: so many paragraphs of several lines, or as much in more that are shorter."""
    several = together = 0
    for element in islice(body.iter("p", "div", "td", "section", "article"), _MOST):
        # Old editors part their paragraphs by <br> in a <div>, whose own text is what stands around its elements.
        whole = element.tag == "p"
        text = element.text_content() if whole else "".join((element.text or "", *(each.tail or "" for each in element)))
        length = len(clean(text[: 4 * _LONGEST]))
        several += length > _RUNNING
        together += length if length > _FAIR else 0
        if several >= paragraphs or together >= _TOGETHER * paragraphs:
            return True
    return False


def _said_alone(body: HtmlElement) -> str | None:
    found: str | None = None
    for count, element in enumerate(body.iter(*_BLOCKS)):
        text = (element.text or "").strip()
        if not text or count > _MOST:
            continue
        if len(text) > _RUNNING and (element.tag == "p" or len(text) > 2 * _RUNNING):
            return None
        found = found or _told(clean(text[:_LONGEST]))
    return found if found is None or not has_running_text(body) else None


def _told(text: str) -> str | None:
    if not text or len(text) > _LONGEST:
        return None
    match = _SAYING.fullmatch(fold(text))
    if match is None:
        return None
    return f"{NOTHING if match['nothing'] else 'out of order'}: {text[:80]}"
