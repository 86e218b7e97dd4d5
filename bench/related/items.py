"""Item: one made-up article with what is true of it, and small means to make many that differ."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2024, 1, 8, 7, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Item:
    """An article and its truth."""

    id: str
    title: str
    lead: str
    text: str
    day: float
    """Days since EPOCH."""
    story: str
    """Articles with the same story belong together; one of its own where nothing belongs to it."""
    original: str
    """Id of the first article with this text; its own id where it is no copy."""
    hard: bool = True
    """Whether its list is measured; distractors are not."""

    def line(self, *, dated: bool = True) -> dict[str, str | None]:
        """The article as `loa relate --jsonl` reads it."""
        published = (EPOCH + timedelta(days=self.day)).isoformat() if dated else None
        return {"id": self.id, "title": self.title, "lead": self.lead, "text": self.text, "published": published}


def shortened(item: Item, sentences: int) -> Item:
    """The item with so many sentences of its text."""
    kept = item.text.replace("\n", " ").split(". ")[:sentences]
    return replace(item, text=". ".join(kept))


def fill(rng: random.Random, template: str, values: dict[str, str]) -> str:
    """A template with `{name}` filled in; `[a|b|c]` takes one of the alternatives."""
    out, rest = [], template
    while "[" in rest:
        before, _, tail = rest.partition("[")
        choice, _, rest = tail.partition("]")
        out += [before, rng.choice(choice.split("|"))]
    return "".join([*out, rest]).format_map(values)


def randomness(seed: int) -> random.Random:
    """The same numbers for the same seed."""
    return random.Random(seed)  # noqa: S311 - made-up news keeps no secret


def person(rng: random.Random) -> str:
    """A Vietnamese name of three syllables."""
    return " ".join(rng.choice(part.split()) for part in (_FAMILIES, _MIDDLES, _GIVEN))


def place(rng: random.Random) -> str:
    """A Vietnamese place name of two syllables."""
    first, second = rng.sample(_PLACES.split(), 2)
    return f"{first} {second}"


def distinct(make: Callable[[random.Random], str], rng: random.Random, count: int) -> list[str]:
    """So many different values of a maker of names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[make(rng)] = None
    return list(found)


def amount(rng: random.Random) -> str:
    """A sum in billions with a decimal comma."""
    return f"{rng.randint(1, 95)},{rng.randint(1, 9)}"


_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh"
_MIDDLES = "Văn Thị Đức Minh Quang Hữu Thanh Ngọc Xuân Thế Công Thu Hồng Bá Duy Anh"
_GIVEN = "Hùng Lan Tuấn Hà Dũng Hương Nam Mai Sơn Thảo Cường Linh Long Phương Bình Nga Hải Yến Thắng Oanh Khánh Quyên Tùng Vân"
_PLACES = (
    "An Bình Cẩm Châu Đại Đông Đồng Gia Giang Hà Hải Hòa Hoành Hồng Hưng Kim Kỳ Lạc Liên Long Lộc Mỹ Nam Nghĩa Ninh "
    "Phong Phú Phúc Quang Quảng Sơn Tam Tân Tây Thạch Thái Thanh Thịnh Thuận Thủy Tiên Trung Trường Tường Vạn Văn Việt "
    "Vĩnh Xuân Yên"
)
