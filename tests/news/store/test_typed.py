from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given

from news.article import Article
from news.store.typed import EARLIEST, LATEST, check, in_range
from tests.news.store.strategies import ARTICLES


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    number: int
    name: str | None = None


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    names: Mapping[str, str]
    colour: Colour | None
    at: datetime | None
    flag: bool


def number(value: float) -> Any:
    return value


GOOD: dict[str, Any] = {"parts": (Part(1), Part(2, "b")), "names": {"a": "b"}, "colour": Colour.RED, "at": EARLIEST, "flag": True}


@given(ARTICLES)
def test_every_article_is_what_it_promises(article: Article) -> None:
    check(article, Article, "article")


@pytest.mark.parametrize("good", [{}, {"colour": None}, {"at": None}, {"at": LATEST}, {"parts": ()}, {"names": {}}])
def test_what_is_right_passes(good: dict[str, Any]) -> None:
    check(Whole(**GOOD | good), Whole, "whole")


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ({"parts": [Part(1)]}, "whole.parts: a list is needed"),
        ({"parts": (Part(1), Part(True))}, "whole.parts[1].number: a whole number is needed"),
        ({"parts": (Part(number(1.0)),)}, "whole.parts[0].number: a whole number is needed"),
        ({"parts": (Part(1, number(5)),)}, "whole.parts[0].name: text or null is needed"),
        ({"parts": ("a",)}, "whole.parts[0]: part is needed"),
        ({"names": [("a", "b")]}, "whole.names: an object is needed"),
        ({"names": {"a": 5}}, "whole.names.a: text is needed"),
        ({"names": {5: "a"}}, "whole.names: text is needed"),
        ({"colour": "red"}, "whole.colour: colour or null is needed"),
        ({"at": "2026-03-01"}, "whole.at: datetime or null is needed"),
        ({"at": datetime(2026, 3, 1)}, "whole.at: a moment between"),  # noqa: DTZ001 - without a zone is what is refused
        ({"at": datetime(1, 1, 1, tzinfo=UTC)}, "whole.at: a moment between"),
        ({"at": datetime(9999, 12, 31, tzinfo=UTC)}, "whole.at: a moment between"),
        ({"flag": 1}, "whole.flag: true or false is needed"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(bad: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match="needed") as told:
        check(Whole(**GOOD | bad), Whole, "whole")
    assert str(told.value).startswith(problem)


def test_the_range_exists_in_every_zone() -> None:
    from zoneinfo import ZoneInfo

    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Ho_Chi_Minh"):
        for moment in (EARLIEST, LATEST):
            assert in_range(moment.astimezone(ZoneInfo(zone)))
