"""Which elements hold the article's running text."""

from __future__ import annotations

import re

from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import Outline
from crawler.pages.generic.weights import Weights
from news.text import clean

_LEAVES = frozenset(("p", "pre", "blockquote", "li", "dd", "dt"))
_NOT_LETTERS = re.compile(r"[\W_]+")
_VOUCHED = 40
"""Letters of a block that must be found in a voucher's text."""
_SHORTEST_VOUCHER = 250


def letters(text: str) -> str:
    """The text's letters and digits alone, case folded: equal for two spellings of blanks, quotes and markup."""
    return _NOT_LETTERS.sub("", text.casefold())


def vouched(outline: Outline, text: str, *, within: range | None = None) -> list[int]:
    """Places of the blocks whose text is found in `text`, another account of the article; () when that account is too short."""
    account = letters(clean(text))
    if len(account) < _SHORTEST_VOUCHER:
        return []
    found = []
    for place in within or range(len(outline.elements)):
        if outline.sizes[place] < 20:
            continue
        block = letters(outline.texts[place])
        if block and block[:_VOUCHED] in account and block[-_VOUCHED:] in account:
            found.append(place)
    return found


def choose(weights: Weights, title: int | None) -> int | None:
    """The place of the element that best holds the running text; None where the page holds none."""
    outline = weights.outline
    merits: dict[int, float] = {}
    for place, score in enumerate(weights.scores):
        if score <= 0:
            continue
        holder = outline.parents[place] if outline.tags[place] in _LEAVES else place
        share = 1.0
        while holder >= 0 and share > 0.1:
            merits[holder] = merits.get(holder, 0.0) + score * share
            share *= 0.5
            holder = outline.parents[holder]
    best, most = None, 0.0
    for place, merit in merits.items():
        worth = merit * _bias(weights, place, title)
        if worth > most:
            best, most = place, worth
    return best


def _bias(weights: Weights, place: int, title: int | None) -> float:
    outline = weights.outline
    part, tag = outline.names[place], outline.tags[place]
    bias = 1.0 - weights.density(place)
    if part & Part.STRONG_BODY:
        bias *= 1.4
    elif part & Part.BODY or tag in ("article", "main"):
        bias *= 1.15
    if part & (Part.CLUTTER | Part.COMMENTS):
        bias *= 0.3
    if tag in ("html", "body"):
        bias *= 0.8
    if title is not None and outline.ends[place] <= title:
        bias *= 0.25  # an article stands below its title
    elif title is not None and place > title and weights.sums[place] - weights.sums[outline.ends[title]] > 4.0:
        bias *= 0.7  # and nothing of it above its beginning: what follows running text is rather a thread of comments
    return bias


def widen(weights: Weights, place: int, title: int | None) -> list[int]:
    """The chosen element with the siblings that carry the same text on, or an ancestor that holds little else."""
    outline = weights.outline
    chosen = [place]
    while True:
        parent = outline.parents[place]
        if parent < 0 or outline.tags[parent] == "html":
            return chosen
        siblings = [child for child in outline.children(parent) if weights.good(child) > 0 or child == place]
        joined = [child for child in siblings if child == place or _carries_on(weights, child, place, title)]
        own = weights.scores[parent]
        gained = sum(weights.good(child) for child in joined) + own - weights.good(place)
        lost = sum(weights.good(child) for child in siblings) + own - weights.good(place) - gained
        if gained < 0.04 * weights.good(place):
            if (len(siblings) > 1 or outline.tags[parent] == "body") and not _split_higher(weights, parent, place):
                return chosen
            place = parent
            continue
        if lost <= 0.02 * weights.good(parent):
            chosen = [parent]
        else:
            return joined
        place = parent


def _split_higher(weights: Weights, parent: int, place: int) -> bool:
    """True when the parent's own siblings look like it, so that a body split into sections may go on there."""
    outline = weights.outline
    above = outline.parents[parent]
    if above < 0 or weights.good(parent) > 1.1 * weights.good(place):
        return False
    mark = (outline.tags[parent], outline.elements[parent].get("class"))
    if not mark[1]:
        return False
    return any(
        child != parent and (outline.tags[child], outline.elements[child].get("class")) == mark and weights.good(child) > 0
        for child in outline.children(above)
    )


def _carries_on(weights: Weights, sibling: int, place: int, title: int | None) -> bool:
    """True when a sibling of the chosen element reads on in its text rather than starting something else."""
    outline = weights.outline
    good, tag = weights.good(sibling), outline.tags[sibling]
    if title is not None and outline.ends[sibling] <= title:
        return False
    part = outline.names[sibling]
    if part & (Part.CLUTTER | Part.COMMENTS) or weights.density(sibling) > 0.3:
        return False
    same = tag == outline.tags[place] and outline.elements[sibling].get("class") == outline.elements[place].get("class")
    if tag == "article" or part & Part.RELATED:
        return False
    if _teasers(outline, sibling):
        return False
    if tag in _LEAVES:
        return good >= 1.5 if tag != "li" else same
    if part & Part.LEAD and weights.size(sibling) < 900:
        return True
    if same and outline.elements[place].get("class"):
        return good >= 1.0
    return (good >= max(2.5, 0.12 * weights.good(place)) and sibling > place) or good >= 0.25 * weights.good(place)


def _teasers(outline: Outline, place: int) -> bool:
    """True when the element is a row of teasers: as many linked headings or linked pictures as paragraphs."""
    linked, paragraphs = 0, 0
    for inner in range(place, outline.ends[place]):
        tag = outline.tags[inner]
        if tag == "p" and outline.sizes[inner] >= 25:
            paragraphs += 1
        elif (
            tag in ("h2", "h3", "h4", "h5", "h6") and outline.sizes[inner] and outline.links[inner] >= 0.7 * outline.sizes[inner]
        ):
            linked += 1
    return linked >= 2 and linked >= 0.5 * paragraphs
