"""Index pages: lists of news with the leads of each. However much text stands in one, it is no article."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.pages.generic.outline import HEADINGS, Outline

_FEWEST = 3
"""Headings that lead elsewhere; an article may have one or two among its own."""
_SHARE = 0.8
"""Of all headings."""
_LINKED = 0.9
"""Share of a heading's letters that lie in links."""


def is_index(measured: Outline, roots: Iterable[int]) -> bool:
    """Tell whether what was taken for a text is a list of others: nearly every heading in it is a link."""
    headings = [
        place
        for root in roots
        for place in range(root, measured.ends[root])
        if measured.tags[place] in HEADINGS and measured.sizes[place]
    ]
    linked = sum(measured.links[place] >= _LINKED * measured.sizes[place] for place in headings)
    return linked >= max(_FEWEST, _SHARE * len(headings))
