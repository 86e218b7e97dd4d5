"""Cards: rows of teasers for other articles, told by their likeness to each other and not by any name."""

from __future__ import annotations

from crawler.pages.generic.weights import Weights

_LEVELS = 5
"""How far above its headline a card may begin."""
_FEWEST = 3
_LONGEST = 700
"""Length of a card's text."""
_PARAGRAPHS = 2
_SHORTEST_LINE, _LONGEST_LINE = 12, 250


def drop_cards(weights: Weights, title: int | None, dropped: bytearray) -> bool:
    """Mark every card in `dropped`; True when there was any.

    A card is one of at least three neighbours of the same kind, each with a line that is a link and little text beside it.
    """
    outline = weights.outline
    groups: dict[tuple[int, str], list[int]] = {}
    for place, size in enumerate(outline.sizes):
        if not _SHORTEST_LINE <= size <= _LONGEST_LINE or dropped[place] or outline.links[place] < 0.7 * size:
            continue
        card = place
        for _ in range(_LEVELS):
            parent = outline.parents[card]
            if parent < 0 or outline.tags[parent] == "html":
                break
            group = groups.setdefault((parent, outline.tags[card]), [])
            if not group or group[-1] != card:
                group.append(card)
            card = parent
    found = False
    for cards in groups.values():
        if len(cards) < _FEWEST:
            continue
        for card in cards:
            if not dropped[card] and _is_small(weights, card, title):
                end = outline.ends[card]
                dropped[card:end] = b"\x01" * (end - card)
                found = True
    return found


def _is_small(weights: Weights, card: int, title: int | None) -> bool:
    outline = weights.outline
    if title is not None and outline.inside(title, card):
        return False
    if weights.size(card) > _LONGEST or outline.tags[card] in ("body", "main"):
        return False
    return sum(score > 0 for score in weights.scores[card : outline.ends[card]]) <= _PARAGRAPHS
