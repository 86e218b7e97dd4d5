"""Copies: the same text published again, retitled, shortened, signed, in other Unicode forms."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bench.related.items import Item, randomness

_SIGNATURES = (
    "Theo Baohatinh.vn",
    "Nguồn: Báo Quảng Ninh",
    "(TTXVN/Vietnam+)",
    "Tác giả: Thu Hà - Đức Minh",
    "Theo Cổng TTĐT tỉnh",
)
_TITLES = ("Tin vắn: {}", "{} - cập nhật", "Chùm ảnh: {}", "{}")
_OLD_TONES = (("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("ọa", "oạ"), ("ủy", "uỷ"), ("úy", "uý"), ("ùy", "uỳ"))


def with_copies(items: Sequence[Item], seed: int, share: float = 0.06) -> list[Item]:
    """The items and, for this share of them, one or two copies each, a day or two later."""
    rng = randomness(seed)
    copies = [
        _copy(rng, item, number)
        for item in items
        if len(item.text) > 300 and rng.random() < share
        for number in range(rng.choice((1, 1, 2)))
    ]
    return [*items, *copies]


def _copy(rng: random.Random, item: Item, number: int) -> Item:
    title, lead, text = item.title, item.lead, item.text
    if rng.random() < 0.4:
        sentences = text.split(". ")
        del sentences[rng.randrange(len(sentences))]
        if len(sentences) > 4:
            del sentences[-1]
        text = ". ".join(sentences)
    if rng.random() < 0.4:
        words = title.split()
        title = rng.choice(_TITLES).format(" ".join(words[: max(4, len(words) * 2 // 3)]))
    if rng.random() < 0.5:
        text = f"{text}.\n{rng.choice(_SIGNATURES)}"
    if rng.random() < 0.3:
        for new, old in _OLD_TONES:
            lead, text = lead.replace(new, old), text.replace(new, old)
    if rng.random() < 0.3:
        title, lead, text = (unicodedata.normalize("NFD", part) for part in (title, lead, text))
    if rng.random() < 0.2:
        lead, text = "", f"{lead}\n{text}"
    day = item.day + rng.uniform(0.1, 2)
    return replace(item, id=f"{item.id}.{number}", title=title, lead=lead, text=text, day=day, original=item.original)
