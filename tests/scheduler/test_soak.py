"""The soak in short: a country of sixteen towns, some of them faulty, read by a real `loa run` at 120 times speed.

The long form, five hundred towns for half an hour, is `python -m bench.soak`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bench.soak.__main__ import soak
from bench.soak.country import FIRST, Country, Plan
from bench.soak.report import told
from news.health import State
from news.store import Store
from news.store.health import Healths
from tests.conftest import free_ports


def test_a_country_is_read_and_what_goes_wrong_in_it_is_named(tmp_path: Path) -> None:
    plan = Plan(sources=16, minutes=1.5, seed=14, speed=120, faults=0.2, interval=6, timeout=30, port=free_ports(2))
    country = Country.of(plan)
    assert any(town.history[-1] < FIRST for town in country.towns)
    assert len(country.outages) > 2

    def enough() -> bool:
        """Whether every town was crawled three times and two faults were named; how long that takes is the machine's affair."""
        with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3", create=False) as store:
            crawled = Counter(run.source for run in store.runs.latest(limit=10_000))
            broken = {
                change.health.source for change in Healths(store).changes(limit=1000) if change.health.state is State.BROKEN
            }
        return len(broken) >= 2 and all(crawled[town.id] >= 3 for town in country.towns)

    report = soak(plan, tmp_path, enough=enough)

    text = told(report)
    assert report.visits.never == ()
    struck = {town.id for town in country.towns if town.number in country.outages}  # hosts that fail are left alone for a while
    assert {each.partition(" ")[0] for each in report.visits.missed} <= struck, text
    assert report.visits.overlaps == (), text
    assert report.visits.runs >= 3 * plan.sources, text
    assert len([each for each in report.verdicts.findings if each.after is not None]) >= 2, text
    assert report.wrong == (), text
    assert report.verdicts.false_alarms == (), text
    assert report.verdicts.not_quiet == (), text
    assert report.news.lost == (), text
    assert report.doubled == ()
    assert report.lateness.begun >= report.visits.runs
    assert all(sample.service_mb for sample in report.samples)
