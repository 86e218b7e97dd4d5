"""Transactions: what the parts of a store need of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection


class Transactions(Protocol):
    """Whatever opens the two kinds of transaction of a store, as `Store` does."""

    def write(self) -> AbstractContextManager[Connection]:
        """A connection inside one write transaction, begun at once; any exception rolls it back."""

    def read(self) -> AbstractContextManager[Connection]:
        """A connection inside one transaction that sees a single state of the store."""
