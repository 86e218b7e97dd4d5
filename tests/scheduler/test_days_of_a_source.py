"""A site is crawled unasked only on the days on which it is that body's."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
import time_machine

from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.jobs import Crawler
from scheduler.progress import Progress
from scheduler.running import _due
from scheduler.service import Service

TURN = date(2025, 7, 1)
SITE = {"homepage": "https://a.vn/", "listings": ("https://a.vn/",), "verified": date(2025, 6, 1)}
CITY = Source(id="vn-a", title="A", valid_to=TURN, **SITE)  # type: ignore[arg-type]
WARD = Source(id="vn-b", title="B", valid_from=TURN, **SITE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "crawled"),
    [("2025-06-30T16:59:59Z", {"vn-a"}), ("2025-06-30T17:00:00Z", {"vn-b"}), ("2026-01-01T00:00:00Z", {"vn-b"})],
)
def test_a_host_passes_from_city_to_ward_at_midnight_there(tmp_path: Path, now: str, crawled: set[str]) -> None:
    settings = Settings(data_dir=tmp_path)
    with Store.open(settings.store_url) as store, time_machine.travel(now, tick=False):
        service = Service(settings, store, Crawler(settings=settings, file=None), Progress())
        service.visits.take([CITY, WARD], settings)
        for source in (CITY, WARD):
            asyncio.run(service.visits.due(source.id))
        assert {visit.source.id for visit in service.lane.line.waiting} == crawled
        assert {source.id for source in (CITY, WARD) if _due(source, settings)} == crawled
