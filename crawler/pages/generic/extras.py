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
_LONGEST_HEADING = 60
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
    """Elements behind the text that follow a heading of other news."""
    lists: list[int] = []
    start = outline.ends[found.roots[-1]]
    stop = min(len(outline.elements), start + 2 * _REACH)
    place = start
    while place < stop and len(lists) < _MOST_LINKS:
        first, _, rest = outline.texts[place].partition("\n") if not outline.silent[place] else ("", "", "")
        if not first or len(first) > _LONGEST_HEADING or not is_other_heading(first):
            place += 1
        elif rest and outline.links[place]:
            lists.append(place)  # heading and list in one block, parted by line breaks
            place = outline.ends[place]
        else:
            heads = _headed(outline, place, start)
            lists += heads
            place = outline.ends[heads[-1]] if heads else place + 1
    return lists


def _headed(outline: Outline, heading: int, start: int) -> list[int]:
    """What a heading heads: its following siblings, or its box's where it stands alone in a box; () where no links follow."""
    box = heading
    while box > start and outline.tags[box] not in ("body", "main", "footer"):
        followers = []
        for child in outline.children(outline.parents[box]):
            if child < outline.ends[box]:
                continue
            if outline.tags[child] in ("footer", "nav") or is_other_heading(outline.texts[child]):
                break
            followers.append(child)
        if any(outline.tags[inner] == "a" for child in followers for inner in range(child, outline.ends[child])):
            return followers
        box = outline.parents[box]
    return []
