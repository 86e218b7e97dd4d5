"""Evidence: what two linked articles share, for a person to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from news.related.features import Kind, feature
from news.related.fingerprint import Fingerprint
from news.related.succession import successions

EVIDENCE = 5
"""Names and numbers shown with a link."""


def evidence(shared: Sequence[int], shown: Mapping[int, str], other: Fingerprint) -> tuple[str, ...]:
    """Names and numbers both hold, as the first writes them, the most telling first, at most EVIDENCE.

    A place that the other article knows under the name it had before a merger is shown with that name, too.
    """
    found: dict[str, None] = {}
    for each in shared:
        text = shown.get(each)
        if text is None:
            continue
        if each in _former() and "(" not in text:
            held = frozenset(other.features)
            old = [name for hashed, name in _former()[each] if hashed in held and hashed not in shown]
            text = f"{text} ({', '.join(old)})" if old else text
        found[text] = None
    return tuple(found)[:EVIDENCE]


@cache
def _former() -> Mapping[int, tuple[tuple[int, str], ...]]:
    """By the feature of a unit's name the units that became it: the feature of their bare name, and the name as written."""
    found: dict[int, list[tuple[int, str]]] = {}
    for succession in chain.from_iterable(successions().values()):
        names = found.setdefault(feature(Kind.NAME, succession.new), [])
        names.append((feature(Kind.NAME, succession.old), succession.written))
    return {heir: tuple(names) for heir, names in found.items()}
