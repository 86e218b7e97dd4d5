"""How much each part of a page reads like running text, and which parts are surely not the article."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import HEADINGS, Outline, commas, ends_sentence

_WORTH = {
    "p": 1.0,
    "pre": 0.8,
    "blockquote": 0.9,
    "li": 0.4,
    "dd": 0.5,
    "dt": 0.2,
    "td": 0.7,
    "th": 0.0,
    "figcaption": 0.0,
    "caption": 0.0,
    "label": 0.0,
}
_WORTH_ELSE = 0.9
_SHORTEST = 25
"""A shorter block says nothing about where the text is."""
_LONGEST = 4000
_SENTENCE = 60
_PARAGRAPH = 2.0
"""The score of one real paragraph: two lines with a comma and a full stop."""


@dataclass(slots=True, kw_only=True)
class Weights:
    """Scores of the blocks, summed so that any subtree's sum costs one subtraction."""

    outline: Outline
    scores: list[float]
    sums: list[float]
    sizes: list[int]
    links: list[int]

    def good(self, place: int) -> float:
        """How much running text the element holds; about 3 a paragraph."""
        return self.sums[self.outline.ends[place]] - self.sums[place]

    def size(self, place: int) -> int:
        """Length of all text in the element."""
        return self.sizes[self.outline.ends[place]] - self.sizes[place]

    def density(self, place: int) -> float:
        """Share of the element's text that lies in links, 0 to 1; 0 for an element without text."""
        size = self.size(place)
        return min(1.0, (self.links[self.outline.ends[place]] - self.links[place]) / size) if size else 0.0

    @property
    def total(self) -> float:
        """How much running text the whole page holds."""
        return self.sums[-1]

    def without(self, dropped: bytearray) -> Weights:
        """The same without the blocks marked in `dropped`."""
        keep = [0.0 if gone else score for score, gone in zip(self.scores, dropped, strict=True)]
        outline = self.outline
        return Weights(
            outline=outline,
            scores=keep,
            sums=[0.0, *accumulate(keep)],
            sizes=[0, *accumulate(0 if gone else size for size, gone in zip(outline.sizes, dropped, strict=True))],
            links=[0, *accumulate(0 if gone else size for size, gone in zip(outline.links, dropped, strict=True))],
        )


def weigh(outline: Outline) -> Weights:
    """Score every block of the page by length, sentences and links."""
    scores = [0.0] * len(outline.elements)
    for place, size in enumerate(outline.sizes):
        if size < _SHORTEST:
            continue
        tag = outline.tags[place]
        if tag in HEADINGS:
            continue
        density = outline.links[place] / size
        if density > 0.6:
            continue
        text = outline.texts[place]
        score = min(size, _LONGEST) / 100 + 0.3 * min(commas(text), 6) + (1.0 if ends_sentence(text) else 0.0)
        if outline.names[place] & Part.CAPTION:
            score *= 0.1
        scores[place] = score * (1 - density) * _WORTH.get(tag, _WORTH_ELSE)
    return Weights(
        outline=outline,
        scores=scores,
        sums=[0.0, *accumulate(scores)],
        sizes=[0, *accumulate(outline.sizes)],
        links=[0, *accumulate(outline.links)],
    )


def clutter(weights: Weights, title: int | None, *, trust_names: bool = True) -> bytearray:
    """Mark every element that is surely no part of the article: 1 for a dropped element and everything inside it.

    `title` is the place of the article's heading, which nothing dropped may hold. With `trust_names` False only elements speak.
    """
    outline = weights.outline
    count = len(outline.elements)
    dropped = bytearray(count)
    total = weights.total or 1.0
    place = 0
    while place < count:
        if outline.silent[place] or _is_clutter(weights, place, title, total, trust_names=trust_names):
            end = outline.ends[place]
            dropped[place:end] = b"\x01" * (end - place)
            place = end
        else:
            place += 1
    return dropped


def _is_clutter(weights: Weights, place: int, title: int | None, total: float, *, trust_names: bool) -> bool:
    outline = weights.outline
    tag, part = outline.tags[place], outline.names[place]
    plain = tag in ("html", "body", "main", "h1")
    if plain or not (part or tag in ("footer", "aside", "form")):
        return False
    if title is not None and outline.inside(title, place):
        return False
    good = weights.good(place)
    share = good / total
    if tag in ("footer", "aside"):
        return share < 0.5
    if tag == "form":
        return share < 0.3
    if not trust_names:
        return False
    if part & Part.COMMENTS:
        return not _holds_body(outline, place) and (share < 0.5 or weights.sums[place] >= 2 * _PARAGRAPH)
    if part & Part.CLUTTER:
        if part & Part.STRONG_BODY or tag == "article":
            return share < 0.15
        return share < 0.5
    heads = part & Part.TAGS and tag in HEADINGS and not outline.links[place]  # whatever its name, it heads something
    spared = heads or part & (Part.LEAD | Part.STRONG_BODY) or tag in ("article", "p")
    if part & Part.LITTER and not spared:
        return share < 0.3 and (weights.density(place) > 0.5 or (good < _PARAGRAPH and not _says_something(outline, place)))
    return False


def _says_something(outline: Outline, place: int) -> bool:
    """True when a whole sentence stands in the element."""
    return any(
        outline.sizes[inner] >= _SENTENCE and ends_sentence(outline.texts[inner]) for inner in range(place, outline.ends[place])
    )


def _holds_body(outline: Outline, place: int) -> bool:
    return any(part & Part.STRONG_BODY for part in outline.names[place + 1 : outline.ends[place]])
