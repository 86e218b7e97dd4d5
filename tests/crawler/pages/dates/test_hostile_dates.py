"""Time must grow no faster than the text, whatever a site sends."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.pages.dates import gather_years, read_metadata, read_prose, read_url, read_visible

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PIECES = (
    "1/",
    "0",
    "12:30 ",
    "tháng ",
    "ngày 1 ",
    "sáng ",
    "1, ",
    " ",
    "a",
    "(gmt ",
    "2024-",
    "năm 2024 ",
    "1/1/2024 ",
    "tết ",
    "/2024/",
    "12.5",
    "年",
    "\u0301",
)


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """Load what is loaded on first use before anything is timed."""
    for language in ("vi", "en", "ja", "fi"):
        read_visible("5 maaliskuuta 2024", HANOI, now=NOW, language=language)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    for language in ("vi", "en", "ja"):
        read_visible(text, HANOI, now=NOW, language=language)
    read_metadata(text, HANOI, now=NOW)
    read_url(f"https://a.vn/{text}.htm", HANOI, now=NOW)
    evidence = gather_years(text, HANOI, now=NOW, urls=(text,))
    read_prose(text, HANOI, years=evidence, now=NOW)
    evidence.year(1, 23)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("piece", PIECES)
def test_just_within_every_bound(piece: str) -> None:
    began = time.process_time()
    for length in (60, 99, 400):
        text = (piece * 400)[:length]
        read_visible(text, HANOI, now=NOW)
        read_metadata(text, HANOI, now=NOW)
        read_prose(text, HANOI, years=gather_years(text, HANOI, now=NOW), now=NOW)
    assert time.process_time() - began < 1.0


def test_own_forms_are_fast() -> None:
    began = time.process_time()
    for _ in range(1000):
        read_visible("Thứ tư - 27/03/2024 08:42", HANOI, now=NOW)
    assert time.process_time() - began < 1.0
