"""The lead: the summary a page sets apart between its title and its text."""

from __future__ import annotations

from crawler.pages.generic.body import letters
from crawler.pages.generic.finding import Found
from crawler.pages.generic.metadata import Metadata
from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import Outline, ends_sentence
from crawler.pages.generic.phrases import is_credited, is_notice
from crawler.pages.generic.title import Heading
from news.text import clean

_SHORTEST = 40
_LONGEST = 900
_LONG = 100
"""Length from which a box between title and text is a lead rather than a label."""
_REACH = 60
"""Elements between the title and the text among which a lead is looked for."""


def read_lead(outline: Outline, found: Found, heading: Heading, metadata: Metadata) -> str | None:
    """Return the lead that names or place set apart; None where the page has none (a bold opening is judged later).

    A line between title and text is the lead when its names say so, or when the page's description repeats it. A description
    that stands nowhere on the page is never a lead: on many portals it is the same on every page.
    """
    root = found.roots[0]
    start = heading.place if heading.place is not None else max(0, root - _REACH)
    limit = min(_opening(outline, found) + 1, max(root, start) + 4 * _REACH)
    described = [letters(text) for text in metadata.descriptions]
    title = letters(heading.text)
    for place in range(start, limit):
        if not _could_be(outline, found, place):
            continue
        text = _in_order(outline, place)
        plain = letters(text)
        if not _SHORTEST <= len(text) <= _LONGEST or plain == title or is_notice(text) or is_credited(text):
            continue
        named = bool(outline.names[place] & Part.LEAD) and not outline.names[place] & Part.STRONG_BODY
        if named and _is_first(outline, found, place):
            return text
        outside = place < root or not outline.inside(place, root)
        repeated = any(plain == said or (len(said) > 60 and plain.startswith(said[:60])) for said in described)
        if outside and place < root and (repeated or (_stands_apart(outline, place) and ends_sentence(text) and len(text) >= 60)):
            return text
    return None


def _in_order(outline: Outline, place: int) -> str:
    """The element's text as it reads: a place of writing in a box of its own stands before the words it opens."""
    if outline.is_leaf(place) or any(outline.silent[place : outline.ends[place]]):
        return clean(outline.spoken(place))
    return clean(" ".join(outline.elements[place].itertext()))


def _stands_apart(outline: Outline, place: int) -> bool:
    """True for a paragraph, a lower heading or a box that holds one paragraph and nothing else."""
    if outline.tags[place] in ("p", "h2", "h3", "strong"):
        return True
    return outline.tags[place] == "div" and outline.sizes[place] >= _LONG and outline.is_leaf(place)


def _could_be(outline: Outline, found: Found, place: int) -> bool:
    if outline.silent[place] or outline.ends[place] - place > 25:
        return False
    if outline.names[place] & (Part.COMMENTS | Part.RELATED | Part.CAPTION | Part.CRUMBS | Part.BYLINE):
        return False
    if outline.owners[place] != place:
        return False
    size = sum(outline.sizes[place : outline.ends[place]])
    links = sum(outline.links[place : outline.ends[place]])
    return size >= _SHORTEST and links <= 0.4 * size and not any(outline.inside(place, other) for other in found.cuts.others)


def _is_first(outline: Outline, found: Found, place: int) -> bool:
    """True when no running text of the body stands before the place."""
    root = found.roots[0]
    return not any(
        outline.sizes[before] >= 80 and outline.tags[before] in ("p", "div", "td") and not found.cuts.dropped[before]
        for before in range(root, place)
        if not outline.inside(place, before)
    )


def _opening(outline: Outline, found: Found) -> int:
    """The place of the first block of running text in the body."""
    root = found.roots[0]
    for place in range(root, outline.ends[found.roots[-1]]):
        if outline.sizes[place] >= _SHORTEST and not found.cuts.dropped[place]:
            return place
    return root
