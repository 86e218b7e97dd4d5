"""Pictures of a rhythm, why a source is next when it is, and spans: pure, each against what a person would say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import fromstring
from zoneinfo import ZoneInfo

import pytest

from news.rhythm import HOURS, Appearance, Rhythm, learn
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.store.acts import Act
from scheduler.operator.facts import Condition, SourceFacts
from scheduler.operator.plot import LEVELS, days_plot, week_plot
from scheduler.operator.reasons import why_next
from scheduler.spans import ago, size, span
from tests.scheduler.operator.conftest import run, source

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def rhythm(articles: int = 60) -> Rhythm:
    """Of a source with news at 9 on workdays."""
    days = (datetime(2026, 11, 19, 9, 15, tzinfo=ZONE) - back * DAY for back in range(articles * 2))
    found = [Appearance(earliest=day, latest=day) for day in days if day.weekday() < 5][:articles]
    return learn(found, since=NOW - 100 * DAY, now=NOW, zone=ZONE)


def test_a_week_has_a_cell_an_hour_and_the_busiest_are_darkest() -> None:
    plot = week_plot(rhythm())
    svg = fromstring(plot.svg)
    cells = svg.findall("rect")
    assert len(cells) == HOURS
    titles = [cell[0].text or "" for cell in cells]
    darkest = [title for title, cell in zip(titles, cells, strict=True) if cell.get("class") == f"h{LEVELS - 1}"]
    assert darkest
    assert all(re.match(r"(Mon|Tue|Wed|Thu|Fri) 09–10 h: 0\.\d\d articles$", title) for title in darkest)
    assert "learned from 60" in plot.words
    assert re.search(r"Most on (Mon|Tue|Wed|Thu|Fri) .* fewest on (Sat|Sun)", plot.words)
    assert "8, 9 and 10 o'clock" in plot.words


def test_days_are_bars_and_the_same_in_words() -> None:
    days = {date(2026, 10, 30) + number * DAY: count for number, count in enumerate((0, 4, 2))}
    plot = days_plot(days)
    heights = [float(bar.get("height") or 0) for bar in fromstring(plot.svg).findall("rect")]
    assert heights == [1, 80, 40]
    assert plot.words == "6 articles in 3 days, 2.0 a day; most on 2026-10-31 (4), none on 1 days; the last on 2026-11-01."
    assert ">2026-11<" in plot.svg
    assert days_plot(dict.fromkeys(days, 0)).words == "No articles in 3 days."


def why(condition: Condition = Condition.FRESH, *, runs: tuple[Run, ...] = (), articles: int = 60, **changes: object) -> str:
    resting = changes.pop("resting", ())
    declared = replace(source("a"), **changes)  # type: ignore[arg-type]
    known = SourceFacts(source=declared, condition=condition, articles=articles, health=None, run=None)
    return why_next(known, Settings(), runs=runs, rhythm=rhythm(articles), resting=resting, now=NOW)  # type: ignore[arg-type]


def test_why_a_source_is_next_when_it_is() -> None:
    failed = run("a", NOW, failed="dns")
    assert why() == "By its rhythm: 0.2 articles are expected in the next hour; 5 min to 4 h apart, 30 min on average."
    assert why(articles=4).startswith("Its rhythm is not known before 5 articles: every 30 min")
    assert why(interval_minutes=45) == "It states its own interval: every 45 min."
    assert why(runs=(run("a", NOW),)).startswith("By its rhythm")
    assert why(runs=(failed,)).startswith("Its last crawl failed: 30 min at least")
    assert why(runs=(replace(failed, error=INTERRUPTED), failed, failed)).startswith("Its last 2 crawls failed")
    assert why(resting=("a.example",)) == "a.example asked to be left alone, or failed too often in a row."
    assert why(resting=("b.example",)).startswith("By its rhythm")


def test_why_a_source_is_not_next() -> None:
    assert "paused" in why(Condition.PAUSED)
    assert "first passed check" in why(Condition.UNPROVEN)
    assert "not among the sources" in why(Condition.ENDED)
    assert "not its body's today" in why(valid_to=date(2026, 1, 1))


def test_what_is_shown_of_a_source_that_was_asked_for() -> None:
    known = SourceFacts(source=source("a"), condition=Condition.FRESH, articles=0, health=None, run=None)
    told = why_next(replace(known, asked=(Act.CRAWL,)), Settings(), runs=(), rhythm=None, resting=(), now=NOW)
    assert told == "Somebody asked for it: it is next as soon as a crawl has room."


@pytest.mark.parametrize(
    ("length", "told"),
    [(-HOUR, "0 min"), (timedelta(seconds=119), "1 min"), (HOUR, "60 min"), (2 * HOUR, "2 h"), (2 * DAY, "2 days")],
)
def test_spans(length: timedelta, told: str) -> None:
    assert span(length) == told


def test_how_far_a_moment_is() -> None:
    assert ago(NOW - 3 * HOUR, NOW) == "3 h ago"
    assert ago(NOW + 5 * HOUR, NOW) == "in 5 h"
    assert ago(NOW + timedelta(seconds=59), NOW) == "now"


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 B"), (999, "999 B"), (12_345, "12 KB"), (1_234_567, "1.2 MB"), (77e9, "77 GB"), (4.2e15, "4,200.0 TB")],
)
def test_sizes(count: float, told: str) -> None:
    assert size(count) == told
