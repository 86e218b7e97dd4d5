"""Alignment: which parts of two sequences are the same, in bounded time whatever they hold.

The shortest edit between them (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986), looked for only up to a
number of edits: beyond that the sequences have too little in common for a person to follow a fine comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

MAX_EDITS = 200
"""Parts taken away and added beyond which no shortest edit is looked for."""

Pairs = tuple[tuple[int, int], ...]
"""Positions of equal parts in both sequences, rising in both."""


def align(before: Sequence[Hashable], after: Sequence[Hashable], *, max_edits: int = MAX_EDITS) -> Pairs | None:
    """The equal parts of both sequences, as many as there can be; None where more than `max_edits` parts are not common to both.

    The time is bounded by the length of the sequences times `max_edits`, the memory by the square of `max_edits`.
    """
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    middle = _shortest(before[start : len(before) - end], after[start : len(after) - end], max_edits)
    if middle is None:
        return None
    opening = ((index, index) for index in range(start))
    ending = ((len(before) - index, len(after) - index) for index in range(end, 0, -1))
    return (*opening, *((start + left, start + right) for left, right in middle), *ending)


def gaps(before: Sequence[T], after: Sequence[T]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Positions of the parts that were taken away and of those added in their place, between parts that stayed; never both empty.

    There is none exactly where the sequences are equal. Where more than `MAX_EDITS` parts differ, there is one gap with all of
    which one side has more than the other, or with everything where they differ only in order.
    """
    pairs = align(before, after)
    if pairs is None:
        gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
        if not gone and not come:
            yield range(len(before)), range(len(after))
        else:
            yield _last(before, gone), _last(after, come)
        return
    left = right = 0
    for stop_left, stop_right in (*pairs, (len(before), len(after))):
        if left < stop_left or right < stop_right:
            yield range(left, stop_left), range(right, stop_right)
        left, right = stop_left + 1, stop_right + 1


def _last(parts: Sequence[T], counts: Counter[T]) -> list[int]:
    """The positions of the last occurrences of parts, of each as many as told, rising."""
    positions = []
    for index in range(len(parts) - 1, -1, -1):
        if counts[parts[index]] > 0:
            counts[parts[index]] -= 1
            positions.append(index)
    return positions[::-1]


def _shortest(before: Sequence[Hashable], after: Sequence[Hashable], max_edits: int) -> list[tuple[int, int]] | None:
    if abs(len(before) - len(after)) > max_edits:
        return None
    # By diagonal (position before less position after), how far one comes with so many edits.
    reached = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(max_edits + 1):
        trace.append(dict(reached))
        for diagonal in range(-edits, edits + 1, 2):
            x = reached[diagonal + 1] if _comes_down(reached, diagonal, edits) else reached[diagonal - 1] + 1
            while x < len(before) and x - diagonal < len(after) and before[x] == after[x - diagonal]:
                x += 1
            reached[diagonal] = x
            if x >= len(before) and x - diagonal >= len(after):
                return _walk_back(trace, len(before), len(after))
    return None


def _comes_down(reached: dict[int, int], diagonal: int, edits: int) -> bool:
    """Whether the furthest way to a diagonal adds a part rather than taking one away."""
    return diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        reached, diagonal = trace[edits], x - y
        from_diagonal = diagonal + 1 if _comes_down(reached, diagonal, edits) else diagonal - 1
        from_x = reached[from_diagonal]
        from_y = from_x - from_diagonal
        while x > max(from_x, 0) and y > max(from_y, 0):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    pairs.reverse()
    return pairs
