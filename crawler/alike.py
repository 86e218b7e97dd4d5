"""Alike: a listing that shows one date with all its articles, as sites do that lost the dates or show the moment of asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from news.article import Precision, Published
from news.run import DATES_ALIKE, DATES_LOST

FEWEST = 5
"""Dated articles below which one date says nothing."""


def warning_of(listed: Sequence[tuple[str, Published | None]], known: Mapping[str, datetime], zone: ZoneInfo) -> str | None:
    """Return the warning that the dates of a listing deserve; None: they are as dates are.

    `listed` are the names of its articles with the dates that stand beside them, `known` the true dates of those that were read.
    A town that publishes all of them on one day is told from one that lost the dates by what is known of the articles.
    """
    dated = [(name, published) for name, published in listed if published is not None]
    if len(dated) < FEWEST or len({published.moment for _, published in dated}) > 1:
        return None
    daily = any(published.precision is Precision.DAY for _, published in dated)
    true = [known[name].astimezone(zone) for name, _ in dated if name in known]
    different = {moment.date() if daily else moment.replace(second=0, microsecond=0) for moment in true}
    return DATES_LOST if len(true) >= FEWEST and len(different) > 1 else DATES_ALIKE
