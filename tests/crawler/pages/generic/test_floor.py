"""The quality of reading may only rise: the floors stand in bench/floors.toml, the pages beside the bench."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest

from bench.reading.scoring import names_f1, same_title, text_f1
from crawler.pages.generic import read_generic
from crawler.pages.page import Evidence, Page
from crawler.pages.zone import guess_zone
from news.article import reading_lines
from news.source import Source

BENCH = Path(__file__).parents[4] / "bench"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(("table", "folder"), [("reading", "cases"), ("reading_clutter", "clutter")])
def test_reading_stays_above_its_floors(table: str, folder: str) -> None:
    floors = tomllib.loads((BENCH / "floors.toml").read_text(encoding="utf-8"))[table]
    scores: dict[str, list[float]] = {"text": [], "title": [], "day": [], "authors": [], "worst": []}
    for path in sorted((BENCH / "reading" / folder).glob("*/truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        page = Page(url=truth["url"], markup=(path.parent / "page.html").read_text(encoding="utf-8"))
        source = Source(id="xx-a", title="", homepage=truth["url"], listings=(), timezone=guess_zone(page), language="und")
        reading = read_generic(page, source, evidence=Evidence(now=NOW))
        lines = [*([reading.lead] if reading.lead else []), *(line for block in reading.body for line in reading_lines(block))]
        scores["text"].append(text_f1(truth["text"], "\n".join(lines)))
        scores["title"].append(same_title(truth["title"], reading.title))
        scores["authors"].append(names_f1(truth["authors"], reading.authors))
        if truth["published"]:
            zone = ZoneInfo(source.timezone)
            scores["day"].append(
                reading.published is not None
                and reading.published.moment.astimezone(zone).date().isoformat() == truth["published"]
            )
    scores["worst"] = [min(scores["text"])]
    assert len(scores["text"]) >= floors["pages"]
    below = {name: fmean(scores[name]) for name in scores if fmean(scores[name]) < floors[name]}
    assert not below
