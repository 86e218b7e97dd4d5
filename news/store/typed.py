"""Typed: whether a value made from somebody's JSON is what the annotations of its dataclass promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
"""The first moment that exists in every time zone."""
LATEST = datetime(9998, 12, 31, tzinfo=UTC)
"""The last such moment, or nearly."""
_NAMES = {str: "text", int: "a whole number", bool: "true or false", NoneType: "null"}

Check = Callable[[object, str], None]


def check(value: object, hint: Any, field: str) -> None:
    """Raise ValueError, naming the part of `field`, where a value or anything in it is not of the type `hint`.

    Types are meant exactly: true is no whole number. Known are dataclasses, tuples of any length, mappings, unions, enumerations
    and plain types. Moments must be aware and lie between EARLIEST and LATEST.
    """
    _check_of(hint)(value, field)


def in_range(moment: datetime) -> bool:
    """Whether a moment is aware and exists in every time zone."""
    return moment.utcoffset() is not None and EARLIEST <= moment <= LATEST


@cache
def _check_of(hint: Any) -> Check:
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        return _one_of(get_args(hint))
    if origin is tuple:
        return _each(tuple, _check_of(get_args(hint)[0]))
    if origin is Mapping:
        return _pairs(*map(_check_of, get_args(hint)))
    if is_dataclass(hint):
        return _parts(hint)
    return _moment if hint is datetime else _exactly(hint)


def _problem(field: str, problem: str) -> ValueError:
    return ValueError(f"{field}: {problem}")


def _told(hint: Any) -> str:
    return _NAMES.get(hint) or str(getattr(hint, "__name__", hint)).lower()


def _exactly(hint: Any) -> Check:
    def check_exactly(value: object, field: str) -> None:
        if type(value) is not hint:
            raise _problem(field, f"{_told(hint)} is needed")

    return check_exactly


def _moment(value: object, field: str) -> None:
    if not isinstance(value, datetime) or not in_range(value):
        raise _problem(field, "a moment between the years 2 and 9998, with its zone, is needed")


def _one_of(hints: tuple[Any, ...]) -> Check:
    by_type: dict[Any, Check] = {get_origin(hint) or hint: _check_of(hint) for hint in hints}
    names = " or ".join(_told(hint) for hint in hints)

    def check_one_of(value: object, field: str) -> None:
        chosen = by_type.get(type(value))
        if chosen is None:
            raise _problem(field, f"{names} is needed")
        chosen(value, field)

    return check_one_of


def _each(kind: type[tuple[Any, ...]], of_each: Check) -> Check:
    def check_each(value: object, field: str) -> None:
        if not isinstance(value, kind):
            raise _problem(field, "a list is needed")
        for index, each in enumerate(value):
            of_each(each, f"{field}[{index}]")

    return check_each


def _pairs(of_keys: Check, of_values: Check) -> Check:
    def check_pairs(value: object, field: str) -> None:
        if not isinstance(value, Mapping):
            raise _problem(field, "an object is needed")
        for key, each in value.items():
            of_keys(key, field)
            of_values(each, f"{field}.{key}")

    return check_pairs


def _parts(hint: Any) -> Check:
    hints = get_type_hints(hint)
    of_parts = [(part.name, _check_of(hints[part.name])) for part in fields(hint)]

    def check_parts(value: object, field: str) -> None:
        if type(value) is not hint:
            raise _problem(field, f"{_told(hint)} is needed")
        for name, of_part in of_parts:
            of_part(getattr(value, name), f"{field}.{name}")

    return check_parts
