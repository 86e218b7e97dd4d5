"""What surrounds a text and is worth keeping: categories, attachments, the page's own list of other news."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from crawler.pages.generic.body import letters
from crawler.pages.generic.finding import Found
from crawler.pages.generic.metadata import Metadata
from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import Outline
from crawler.pages.generic.phrases import is_other_heading
from crawler.pages.generic.surroundings import Span
from news.article import Attachment, Link
from news.text import clean, fold

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "rtf": "application/rtf",
    "csv": "text/csv",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}
_HOME = frozenset(
    (
        "trang chu",
        "home",
        "startseite",
        "accueil",
        "inicio",
        "home page",
        "start",
        "homepage",
        "strona glowna",
        "hem",
        "forside",
        "ホーム",
        "首页",
    )
)
_MOST_LINKS = 60
_MOST_CATEGORIES = 20
_REACH = 250
"""Elements after the text in which a list of other news is looked for."""


def absolute(base_url: str, address: str | None) -> str | None:
    """The address made absolute; None for anything but http(s)."""
    if not address or len(address) > 4000:
        return None
    try:
        joined = urljoin(base_url, address.strip().replace(" ", "%20"))
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def read_attachments(outline: Outline, found: Found, url: str) -> tuple[Attachment, ...]:
    """Documents linked from the text or right behind it, each once, in order."""
    attachments: dict[str, Attachment] = {}
    stop = min(len(outline.elements), outline.ends[found.roots[-1]] + _REACH // 4)
    for place in range(found.roots[0], stop):
        if outline.tags[place] != "a" or outline.names[place] & Part.RELATED:
            continue
        element = outline.elements[place]
        address = absolute(url, element.get("href"))
        if address is None:
            continue
        ending = urlsplit(address).path.rpartition(".")[2].lower()
        if ending not in _MEDIA_TYPES:
            continue
        title = clean(element.text_content()[:500]) or None
        attachments.setdefault(address, Attachment(url=address, title=title, media_type=_MEDIA_TYPES[ending]))
    return tuple(attachments.values())


def read_categories(outline: Outline, metadata: Metadata, span: Span, title: str) -> tuple[str, ...]:
    """Sections from metadata, else the last breadcrumb, then the tags that the page attaches to the article."""
    found = list(metadata.sections)
    if not found:
        found += _last_crumb(outline, title)
    found += metadata.tags
    seen: dict[str, str] = {}
    for name in found:
        text = clean(name)
        if text and len(text) <= 80:
            seen.setdefault(fold(text), text)
    for place in range(span.first, min(len(outline.elements), span.last + _REACH)):
        element = outline.elements[place]
        if outline.tags[place] == "a" and "tag" in (element.get("rel") or "").lower().split() and not outline.silent[place]:
            text = clean(element.text_content()[:200]).lstrip("#")
            if text and len(text) <= 80:
                seen.setdefault(fold(text), text)
    return tuple(seen.values())[:_MOST_CATEGORIES]


def _last_crumb(outline: Outline, title: str) -> list[str]:
    for place, part in enumerate(outline.names):
        if not part & Part.CRUMBS:
            continue
        crumbs = [
            clean(outline.elements[inner].text_content()[:200])
            for inner in range(place, outline.ends[place])
            if outline.tags[inner] == "a"
        ]
        crumbs = [crumb for crumb in crumbs if crumb and fold(crumb) not in _HOME and letters(crumb) != letters(title)]
        if crumbs:
            return crumbs[-1:]
    return []


def read_other_news(outline: Outline, found: Found, url: str, more: tuple[Link, ...]) -> tuple[Link, ...]:
    """The page's own list of further news: what was cut from the text, and lists under such a heading right behind it."""
    links: dict[str, Link] = {}
    for place in [*found.cuts.others, *_lists_behind(outline, found)]:
        for inner in range(place, outline.ends[place]):
            if outline.tags[inner] != "a" or len(links) >= _MOST_LINKS:
                continue
            element = outline.elements[inner]
            address = absolute(url, element.get("href"))
            title = clean(element.text_content()[:500]).lstrip("-–•» ").strip()
            if address and len(title) >= 10 and _plain(address) != _plain(url):
                links.setdefault(address, Link(title=title, url=address))
    for link in more:
        if len(links) < _MOST_LINKS and _plain(link.url) != _plain(url):
            links.setdefault(link.url, link)
    return tuple(links.values())


def _plain(address: str) -> str:
    return address.partition("#")[0].rstrip("/")


def _lists_behind(outline: Outline, found: Found) -> list[int]:
    """Boxes behind the text that open with a heading of other news, and what follows a bare heading."""
    lists: list[int] = []
    start = outline.ends[found.roots[-1]]
    stop = min(len(outline.elements), start + 2 * _REACH)
    place = start
    while place < stop:
        if (
            outline.sizes[place]
            and outline.sizes[place] <= 60
            and is_other_heading(outline.texts[place])
            and not outline.silent[place]
        ):
            if not any(outline.tags[inner] == "a" for inner in range(place, outline.ends[outline.parents[place]])):
                place += 1
                continue
            box = place
            while not any(outline.tags[inner] == "a" for inner in range(box, outline.ends[box])) and outline.parents[box] >= 0:
                following = outline.ends[box]
                parent = outline.parents[box]
                if following < outline.ends[parent]:
                    box = following
                else:
                    box = parent
                if outline.tags[box] in ("body", "html") or box < start:
                    break
            if box >= start and outline.tags[box] not in ("footer", "nav"):
                lists.append(box)
                place = max(place + 1, outline.ends[box])
                continue
        place += 1
    return lists[:6]
