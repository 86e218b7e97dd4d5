"""Moment: how a point in time lies in a column, the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """Aware datetimes as whole microseconds since 1970-01-01T00:00Z: exact, compact and sorted alike on SQLite and PostgreSQL.

    Values come back in UTC. A naive datetime is refused with ValueError: nobody could say which moment it meant.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Microseconds since the epoch; None stays None."""
        if value is None:
            return None
        if value.utcoffset() is None:
            msg = f"a stored moment must be aware: {value!r}"
            raise ValueError(msg)
        return (value - _EPOCH) // _TICK

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The moment in UTC; None stays None."""
        return None if value is None else _EPOCH + value * _TICK
