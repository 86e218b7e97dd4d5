"""Memory: values kept between builds with what they were made from, so that nothing is made twice and nothing is ever stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The values used last, one a key. For pure functions: what was kept is what would be made again.

    Threads may share one; two that make the same value at once both make it.
    """

    def __init__(self, size: int) -> None:
        """Keep at most `size` values."""
        self._size = size
        self._kept: OrderedDict[str, tuple[object, Value]] = OrderedDict()

    def get(self, key: str, made_of: object, make: Callable[[], Value]) -> Value:
        """The value kept under the key if it was made of something equal, else what `make` makes, which is kept from now on."""
        kept = self._kept.pop(key, None)
        if kept is None or kept[0] != made_of:
            kept = (made_of, make())
        self._kept[key] = kept
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return kept[1]

    def forget(self) -> None:
        """Keep nothing of what was made so far."""
        self._kept.clear()
