"""Cutting from the chosen body what stands in it without belonging to it: other news, share bars, linked lists, stray lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import HEADINGS, Outline, ends_sentence, is_right_aligned
from crawler.pages.generic.phrases import is_call, is_comments_heading, is_dateline, is_notice, is_other_heading, leads_away
from crawler.pages.generic.weights import Weights
from crawler.pages.generic.words import words
from news.text import clean

_CONTAINERS = words(
    """
    div section ul ol dl table nav aside center tbody tr td span article figure
    """
)
_PARAGRAPH = 2.0
_LONGEST_BYLINE = 90
_LONGEST_HEADER = 100
_NO_HEADER_LINES = frozenset(("img", "amp-img", "figcaption", "caption", "li", "blockquote", "td", "th", *HEADINGS))
_LONGEST_HEADING = 60
_BOXES = frozenset(("div", "section", "article", "figure", "aside"))
_LONGEST_PROMOTION = 500
_FEWEST_LINES, _MOST_PARAGRAPHS = 2, 2
_SHORTEST_HEADLINE = 12
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar)\b", re.IGNORECASE)
_SOME = 0.05
"""Share of the text that must stand before a heading of comments for it to end the article."""


@dataclass(slots=True, kw_only=True)
class Cuts:
    """What was cut and what it turned out to be."""

    dropped: bytearray
    others: list[int] = field(default_factory=list)
    """Elements that list other articles."""
    signatures: list[int] = field(default_factory=list)
    """Right-aligned short lines: where Vietnamese portals sign."""


def cut(weights: Weights, roots: list[int], title: int | None, dropped: bytearray) -> Cuts:
    """Mark what does not belong to the text inside `roots`; `dropped` holds what is already gone and is not changed."""
    result = Cuts(dropped=bytearray(dropped))
    outline = weights.outline
    total = sum(weights.good(root) for root in roots) or 1.0
    before = 0.0
    for root in roots:
        opening = _opening(weights, root) if root == roots[0] else root
        place = root
        while place < outline.ends[root]:
            if not result.dropped[place]:
                if _is_above(outline, place, title):
                    _drop(result, outline, place)
                elif place != root and outline.sizes[place] and _is_heading_of_others(outline, place):
                    _cut_others(weights, place, root, (before + weights.sums[place] - weights.sums[root]) / total, result)
                else:
                    _judge(weights, place, result, total=0.0 if place == root else total, opening=opening)
            place += 1
        before += weights.good(root)
    for place in result.signatures:
        _drop(result, outline, place)
    return result


def _is_above(outline: Outline, place: int, title: int | None) -> bool:
    """True for the title itself and for what stands above it."""
    return title is not None and (place == title or outline.ends[place] <= title)


def _judge(weights: Weights, place: int, result: Cuts, *, total: float, opening: int) -> None:
    """Drop one element where it is a list of links, a loose label, a stray line or a signature.

    `total` is the running text of the whole body, 0 for its root, which is never dropped as a list; `opening` the place of the
    first running text.
    """
    outline = weights.outline
    if total and _is_linked(weights, place, total):
        _drop(result, outline, place)
        if outline.tags[place] in ("ul", "ol", "div", "section", "table", "dl"):
            result.others.append(place)
    elif total and _is_promotion(weights, place, total):
        _drop(result, outline, place)
        result.others.append(place)
    elif outline.owners[place] != place:
        if _is_loose(outline, place):
            _drop(result, outline, place)
    elif not outline.sizes[place]:
        return
    elif _is_stray(outline, place) or (place < opening and _is_header_line(outline, place)):
        _drop(result, outline, place)
    elif outline.sizes[place] <= _LONGEST_BYLINE and _is_signature(outline, place):
        result.signatures.append(place)


def _drop(result: Cuts, outline: Outline, place: int) -> None:
    end = outline.ends[place]
    result.dropped[place:end] = b"\x01" * (end - place)


def _is_heading_of_others(outline: Outline, place: int) -> bool:
    if outline.sizes[place] > _LONGEST_HEADING or outline.tags[place] in ("li", "td", "figcaption"):
        return False
    first = outline.texts[place].partition("\n")[0]  # the labels of a form may follow
    return is_other_heading(outline.texts[place]) or is_comments_heading(first)


def _cut_others(weights: Weights, heading: int, root: int, passed: float, result: Cuts) -> None:
    """Drop a heading of other news with what it heads: its own box, else its followers up to the next real paragraph."""
    outline = weights.outline
    box = heading
    while outline.parents[box] > root and _opens(outline, outline.parents[box], heading):
        box = outline.parents[box]
    parent = outline.parents[box]
    comments = passed > _SOME and is_comments_heading(outline.texts[heading].partition("\n")[0])
    if box != heading and (comments or weights.good(box) <= 0.4 * weights.good(root)):
        _drop(result, outline, box)
        result.others.append(box)
        if outline.spoken(box) != outline.texts[heading]:
            return  # the box held its list
    else:
        _drop(result, outline, heading)
        box = heading
    if parent < root:
        return
    to_the_end = passed >= 0.55
    following, end = outline.ends[box], outline.ends[parent]
    while following < end:
        follower, following = following, outline.ends[following]
        if result.dropped[follower]:
            if not outline.silent[follower] and not outline.names[follower] & (Part.LITTER | Part.COMMENTS):
                result.others.append(follower)  # gone as a card, and listed here
            continue
        real = weights.good(follower) >= _PARAGRAPH * 1.3 and weights.density(follower) < 0.3
        if real and not comments and not (to_the_end and _teaser_like(weights, follower)):
            return
        if outline.tags[follower] in HEADINGS and not is_other_heading(outline.texts[follower]) and not to_the_end:
            return
        _drop(result, outline, follower)
        result.others.append(follower)


def _opens(outline: Outline, box: int, heading: int) -> bool:
    """True when the heading is the first text in the box."""
    return not any(outline.sizes[place] for place in range(box, heading))


def _teaser_like(weights: Weights, place: int) -> bool:
    """True for a box of linked headings or pictures, whatever summaries stand in it."""
    outline = weights.outline
    return outline.tags[place] not in ("p", "blockquote", "pre") and any(
        outline.tags[inner] in HEADINGS and outline.links[inner] for inner in range(place, outline.ends[place])
    )


def _is_linked(weights: Weights, place: int, total: float) -> bool:
    """True for a list, box or paragraph that holds little but links to elsewhere."""
    outline = weights.outline
    tag = outline.tags[place]
    if tag not in _CONTAINERS and tag not in ("p", "li", *HEADINGS):
        return False
    density = weights.density(place)
    if density < 0.5:
        return False
    size = weights.size(place)
    if tag in ("p", "div", "li", *HEADINGS) and outline.sizes[place] == size:
        text = outline.texts[place]
        if tag == "li":
            return False  # judged with its list
        if tag in HEADINGS:
            return density > 0.9 and leads_away(text)
        if leads_away(text):
            return True
        return density > 0.9 and size > 20 and not ends_sentence(text) and outline.elements[place].find(".//img") is None
    if tag == "table":
        return density > 0.75
    if tag in ("ul", "ol", "dl"):
        items = sum(1 for child in outline.children(place))
        return density > 0.7 and (items > 1 or size < 120)
    return density > 0.65 and weights.good(place) < 0.1 * total


def _is_promotion(weights: Weights, place: int, total: float) -> bool:
    """True for a small box in the text that opens with a headline linked elsewhere, or with a call to subscribe."""
    outline = weights.outline
    if outline.tags[place] not in _BOXES or outline.names[place] & (Part.STRONG_BODY | Part.LEAD | Part.BYLINE):
        return False
    if weights.size(place) > _LONGEST_PROMOTION or weights.good(place) > 0.15 * total:
        return False
    inner = [child for child in range(place, outline.ends[place]) if outline.sizes[child]]
    # An article within the article that is a link in good part is the teaser of another, were it one line.
    nested = outline.tags[place] == "article" and len(inner) == 1 and weights.density(place) > 0.2
    if nested:
        return True
    if len(inner) < _FEWEST_LINES or sum(weights.scores[child] > 0 for child in inner) > _MOST_PARAGRAPHS:
        return False
    first = inner[0]
    if is_call(outline.texts[first]):
        return True
    if any(_DOCUMENT.search(link.get("href") or "") for link in outline.elements[place].iter("a")):
        return False  # what the article offers
    return outline.sizes[first] >= _SHORTEST_HEADLINE and outline.links[first] >= 0.7 * outline.sizes[first]


def _is_stray(outline: Outline, place: int) -> bool:
    """True for a short line that is a label, a button or a notice."""
    text = outline.texts[place]
    if (
        outline.sizes[place] > 300
        or "\n" in text
        or any(tag in ("img", "amp-img") for tag in outline.tags[place : outline.ends[place]])
    ):
        return False
    part = outline.names[place]
    if part & Part.CAPTION and not _has_image(outline, place):
        return True  # of a picture that scripts would have put there
    if part & (Part.CAPTION | Part.LEAD) or outline.tags[place] in ("figcaption", "caption", "td", "th"):
        return False
    if outline.ends[place] - place > 1 and any(outline.sizes[inner] for inner in range(place + 1, outline.ends[place])):
        return False
    if is_notice(text) or is_dateline(text):
        return True
    if part & Part.BYLINE and outline.sizes[place] < _LONGEST_HEADER and not ends_sentence(text):
        return True
    return bool(outline.links[place]) and leads_away(text) and (":" in text or outline.links[place] > 0.6 * outline.sizes[place])


def _has_image(outline: Outline, place: int) -> bool:
    """True when a picture stands in the caption's box or just before it."""
    box = place
    for _ in range(3):
        box = max(0, outline.parents[box])
    return any(
        outline.tags[inner] in ("img", "amp-img") for inner in range(max(box, place - 12), min(place + 4, outline.ends[box]))
    )


def _is_signature(outline: Outline, place: int) -> bool:
    if not outline.is_leaf(place):
        return False
    if not any(is_right_aligned(outline.elements[inner]) for inner in range(place, outline.ends[place])):
        return False
    text = outline.texts[place]
    return not ends_sentence(text) or len(text) < 40


def _opening(weights: Weights, root: int) -> int:
    """The place of the first running text in the root."""
    outline = weights.outline
    return next((place for place in range(root, outline.ends[root]) if weights.scores[place] >= 1.5), root)


def _is_header_line(outline: Outline, place: int) -> bool:
    """True for a short line above the first paragraph that is no sentence: section, author, role, reading time."""
    inside = range(place, outline.ends[place])
    if sum(outline.sizes[place : outline.ends[place]]) >= _LONGEST_HEADER:
        return False
    if any(outline.tags[inner] in _NO_HEADER_LINES or ends_sentence(outline.texts[inner]) for inner in inside):
        return False
    if outline.names[place] & (Part.LEAD | Part.CAPTION):
        return False
    return not any(outline.tags[before] == "img" for before in range(max(0, place - 6), place))


def _is_loose(outline: Outline, place: int) -> bool:
    """True for an inline element that stands among blocks, not in a paragraph, and names itself a date, byline or label."""
    owner = outline.owners[place]
    if outline.parents[place] != owner or outline.is_leaf(owner):
        return False
    text = clean("".join(outline.elements[place].itertext()))
    if len(text) > _LONGEST_HEADER:
        return False
    named = outline.names[place] & (Part.DATE | Part.BYLINE | Part.LITTER | Part.TAGS | Part.TITLE)
    away = outline.tags[place] == "a" and leads_away(text) and ":" in text
    return bool(named) or away or outline.tags[place] == "time" or is_dateline(text) or is_notice(text)
