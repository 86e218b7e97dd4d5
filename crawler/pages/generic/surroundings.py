"""The lines around the text: where dates, bylines and sections stand on a page nobody described."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.pages.bylines import looks_like_byline
from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import Outline, ends_sentence
from crawler.pages.generic.phrases import heads_other_news
from news.text import clean

_ELSEWHERE = Part.RELATED | Part.COMMENTS | Part.CRUMBS
_DIGIT = re.compile(r"\d")
_UPDATED = re.compile(r"modif|updat|cap-?nhat|lastmod|geaendert|aktualis", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|posted|created|pubdate|ngay-?dang", re.IGNORECASE)
_REACH = 90
"""Elements above the title and below the text in which its lines are looked for."""
_MOST = 14
_LONGEST_BYLINE = 120
_MOST_AUTHORS = 6
_NAMED = re.compile(r"[^\W\d_][^\d\n:@|]{1,40}$")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A short text near the article with how likely it is what is looked for."""

    place: int
    text: str
    merit: float
    machine: str | None = None
    """`datetime` or `content` attribute; None where the element has none."""
    updated: bool = False
    """True when its names call it a date of change."""
    above: bool = False
    """True when it stands above the title, where sites print today's date."""
    bare: bool = False
    """True when neither a name nor a label calls it a byline."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where on the page the article stands: places in document order."""

    title: int | None
    first: int
    """First place of the body."""
    last: int
    """One past the last place of the body."""


def near(outline: Outline, span: Span) -> list[tuple[int, float]]:
    """Places around the article's head, then in it and at its foot, each with a merit; lists of other things are left out."""
    head = min(span.first, span.title) if span.title is not None else span.first
    found: list[tuple[int, float]] = []
    opening, closing = _opening(outline, span), _closing(outline, span)
    place, stop = max(0, head - _REACH), min(len(outline.elements), span.last + _REACH)
    while place < stop:
        elsewhere = outline.names[place] & _ELSEWHERE or outline.tags[place] in ("footer", "aside", "nav", "select")
        if elsewhere and not place <= span.first < outline.ends[place]:
            place = outline.ends[place]
            continue
        if place > closing and outline.owners[place] == place and heads_other_news(outline.texts[place]):
            break  # what follows is theirs, dates and all
        if span.title is not None and place < span.title:
            merit = 0.4 - 0.01 * (span.title - place)  # far above it stands today's date, not the article's
        elif place < opening:
            merit = 1.0
        elif place < span.last:
            merit = -0.6
        else:
            merit = -0.4 - 0.01 * (place - span.last)
        found.append((place, merit))
        place += 1
    return found


def _opening(outline: Outline, span: Span) -> int:
    """The place of the first real paragraph of the body: what stands before it is the article's head."""
    return next((place + 1 for place in range(span.first, span.last) if _is_paragraph(outline, place)), span.first + 1)


def _closing(outline: Outline, span: Span) -> int:
    """The place of the last real paragraph of the body: a heading of other news behind it has none of the article after it."""
    return next((place for place in range(span.last - 1, span.first - 1, -1) if _is_paragraph(outline, place)), span.first)


def _is_paragraph(outline: Outline, place: int) -> bool:
    return outline.sizes[place] >= 120 or (outline.sizes[place] >= 50 and ends_sentence(outline.texts[place]))


def dated_lines(outline: Outline, span: Span) -> list[Line]:
    """Lines that may hold the article's date, likeliest first."""
    found: list[Line] = []
    for place, where in near(outline, span):
        part, tag = outline.names[place], outline.tags[place]
        element = outline.elements[place]
        # Drupal 7 writes its dates as RDFa: property="dc:date dc:created".
        naming = (element.get("itemprop") or element.get("property") or "").lower()
        machine = element.get("datetime") or (element.get("content") if "date" in naming or "created" in naming else None)
        named = bool(part & Part.DATE)
        if outline.silent[place] and not machine:
            continue
        block = outline.owners[place] == place
        if not (
            named
            or tag == "time"
            or machine
            or (block and 6 <= outline.sizes[place] <= 120 and _DIGIT.search(outline.texts[place]))
        ):
            continue
        text = outline.texts[place] if block and (outline.ends[place] - place < 3 or not named) else _short(outline, place)
        if not machine and (not text or len(text) > 200 or not _DIGIT.search(text)):
            continue
        words = " ".join(filter(None, (element.get("class"), element.get("id"), naming)))
        merit = where + (2.0 if tag == "time" else 0.0) + (1.2 if named else 0.0) + (0.8 if _PUBLISHED.search(words) else 0.0)
        merit += 0.3 if len(text) <= 60 else 0.0
        merit -= 0.8 if part & Part.CAPTION or outline.links[place] > 0.6 * max(1, outline.sizes[place]) else 0.0
        if block and not named and tag != "time" and place >= span.first and where < 0:
            continue  # a number in the running text is no date line
        if merit > -0.5:
            updated = _UPDATED.search(words) is not None
            above = span.title is not None and place < span.title
            found.append(Line(place=place, text=text, merit=merit, machine=machine, updated=updated, above=above))
    found.sort(key=lambda line: (-line.merit, line.place))
    return found[:_MOST]


def byline_lines(outline: Outline, span: Span) -> list[Line]:
    """Lines that may name the authors, likeliest first."""
    found: list[Line] = []
    for place, where in near(outline, span):
        if outline.silent[place]:
            continue
        part, tag = outline.names[place], outline.tags[place]
        element = outline.elements[place]
        signed = "author" in (element.get("rel") or "").lower() or "author" in (element.get("itemprop") or "").lower()
        if not signed and not part & Part.BYLINE:
            if _is_unnamed_byline(outline, place, where, span):
                text = outline.texts[place]
                bare = not looks_like_byline(text, language="en")
                found.append(Line(place=place, text=text, merit=where - 0.5, bare=bare))
            continue
        if tag in ("img", "time", "form", "table", "ul") or (part & Part.TITLE and tag != "a"):
            continue
        text = _names(outline, place)
        if text and len(text) <= 200:
            found.append(Line(place=place, text=text, merit=where + (1.5 if signed else 0.0) + (0.5 if tag == "a" else 0.0)))
    found.sort(key=lambda line: (-line.merit, line.place))
    return found[:_MOST]


def _is_unnamed_byline(outline: Outline, place: int, where: float, span: Span) -> bool:
    """True for a short block that no name marks: labelled ("By …", "Tác giả: …"), or a date and names in the article's head."""
    text = outline.texts[place]
    if outline.owners[place] != place or not 5 <= outline.sizes[place] <= _LONGEST_BYLINE or "\n" in text:
        return False
    if outline.names[place] & Part.CAPTION or outline.tags[place] in ("figcaption", "caption", "li", "h1", "h2", "h3"):
        return False
    if span.title is not None and place < span.title:
        return False
    if looks_like_byline(text, language="en"):
        return True
    return where >= 1.0 and _DIGIT.search(text) is not None and not ends_sentence(text)


def _names(outline: Outline, place: int) -> str:
    """The element's text; several authors in blocks of their own are set apart by semicolons."""
    lines = [clean(text) for text in outline.texts[place : outline.ends[place]] if text]
    if 2 <= len(lines) <= _MOST_AUTHORS and all(_NAMED.match(line) for line in lines):
        return "; ".join(lines)
    return _short(outline, place)


def _short(outline: Outline, place: int) -> str:
    """The element's text when it is small enough to be a line, else ""."""
    if outline.ends[place] - place > 40:
        return ""
    if outline.owners[place] == place and outline.sizes[place] > 300:
        return ""
    return (
        clean(" ".join(text for text in outline.elements[place].itertext() if not text.isspace()))
        if outline.ends[place] > place + 1
        else clean(outline.elements[place].text or "")
    )
