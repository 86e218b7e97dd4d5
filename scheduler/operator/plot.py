"""Plot: a source's rhythm and its articles a day as pictures (SVG), each with the same said in words. Pure.

Colours stand in the style sheet, by class, so that they suit a dark room too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from news.rhythm import HOURS, Rhythm

LEVELS = 5
"""Shades of the picture of a week, the palest without news."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CELL, _LEFT, _TOP = 16, 34, 14
_BAR, _HIGH, _SIDE = 6, 80, 26


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A picture and what it shows."""

    svg: str
    """An element for HTML; hidden from who hears the page, for whom `words` are there."""
    words: str


def week_plot(rhythm: Rhythm) -> Plot:
    """Return how many articles are expected in each hour of a usual week, by the clocks of the source."""
    highest = max(rhythm.rates)
    parts = [
        f'<rect class="h{_level(rate, highest)}" x="{_LEFT + cell % 24 * _CELL}" y="{_TOP + cell // 24 * _CELL}" '
        f'width="{_CELL - 1}" height="{_CELL - 1}"><title>{_DAYS[cell // 24]} {cell % 24:02}–{cell % 24 + 1:02} h: '
        f"{rate:.2f} articles</title></rect>"
        for cell, rate in enumerate(rhythm.rates)
    ]
    parts += [f'<text x="0" y="{_TOP + number * _CELL + 12}">{day}</text>' for number, day in enumerate(_DAYS)]
    parts += [f'<text x="{_LEFT + hour * _CELL}" y="10">{hour}</text>' for hour in range(0, 24, 3)]
    return Plot(svg=_svg(_LEFT + 24 * _CELL, _TOP + 7 * _CELL, parts), words=_week_words(rhythm))


def days_plot(days: Mapping[date, int]) -> Plot:
    """Return how many articles were published on each day; the days follow each other."""
    highest = max(days.values(), default=0)
    scale = _HIGH / max(highest, 1)
    parts = []
    for number, (day, count) in enumerate(days.items()):
        tall = max(round(count * scale, 1), 1)
        parts.append(
            f'<rect class="{"bar" if count else "none"}" x="{_SIDE + number * _BAR}" y="{_HIGH + 4 - tall}" width="{_BAR - 1}" '
            f'height="{tall}"><title>{day}: {count}</title></rect>'
        )
    parts.append(f'<text x="0" y="12">{highest}</text><text x="0" y="{_HIGH + 4}">0</text>')
    months = [number for number, (before, day) in enumerate(pairwise(days), 1) if before.month != day.month]
    parts += [f'<text x="{_SIDE + number * _BAR}" y="{_HIGH + 17}">{list(days)[number]:%Y-%m}</text>' for number in months]
    return Plot(svg=_svg(_SIDE + len(days) * _BAR, _HIGH + 20, parts), words=_days_words(days))


def _level(rate: float, highest: float) -> int:
    return min(int(rate / highest * LEVELS), LEVELS - 1)


def _svg(width: int, height: int, parts: list[str]) -> str:
    inside = "".join(parts)
    return f'<svg aria-hidden="true" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{inside}</svg>'


def _week_words(rhythm: Rhythm) -> str:
    total = sum(rhythm.rates)
    by_day = [sum(rhythm.rates[start : start + 24]) for start in range(0, HOURS, 24)]
    by_hour = [sum(rhythm.rates[hour::24]) for hour in range(24)]
    most, least = max(range(7), key=by_day.__getitem__), min(range(7), key=by_day.__getitem__)
    hours = sorted(sorted(range(24), key=by_hour.__getitem__)[-3:])
    share = sum(by_hour[hour] for hour in hours) / total
    learned = f"About {total:.1f} articles in a usual week, learned from {rhythm.articles}."
    extremes = f"Most on {_DAYS[most]} ({by_day[most]:.1f}), fewest on {_DAYS[least]} ({by_day[least]:.1f})."
    when = f"{share:.0%} come in the hours from {hours[0]}, {hours[1]} and {hours[2]} o'clock."
    return f"{learned} {extremes} {when} On a holiday {min(rhythm.holiday_share, 1.0):.0%} of that."


def _days_words(days: Mapping[date, int]) -> str:
    total = sum(days.values())
    if not total:
        return f"No articles in {len(days)} days."
    best = max(days, key=days.__getitem__)
    last = max(day for day, count in days.items() if count)
    empty = sum(not count for count in days.values())
    return (
        f"{total} articles in {len(days)} days, {total / len(days):.1f} a day; most on {best} ({days[best]}), "
        f"none on {empty} days; the last on {last}."
    )
