"""The pages of hosts and of the machine: everything the service knows of them, and nothing secret."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from news import clock
from news.alerts.message import Message
from news.politeness import HostDay, HostState
from news.settings import Settings
from news.store import Store
from news.store.backup import back_up
from news.store.hosts import RobotsFile
from scheduler.chores import NAME
from scheduler.instance import announced
from scheduler.operator.vitals import Vitals
from tests.scheduler.operator.conftest import HOUR
from tests.scheduler.operator.test_desk import desk


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def hosts(store: Store) -> Store:
    """A host that is well, one that rests, and one that is slow and forbids everything."""
    now = clock.now()
    broken = HostState(host="broken.example", failures=7, next_allowed=now + 2 * HOUR, last_asked=now, last_status="dns")
    slow = HostState(host="once.example", latency=4.0, crawl_delay=9.0, last_asked=now - HOUR, last_status="200")
    day = HostDay(host="broken.example", day=now.date() - timedelta(days=2), requests=7, failed={"dns": 6, "http 503": 1})
    store.hosts.keep([broken, slow], [day])
    store.hosts.keep_robots(
        RobotsFile(origin="https://once.example", status="http 500", fetched=now, body=None, failing_since=now - HOUR)
    )
    return store


def test_how_hosts_are_treated(settings: Settings, hosts: Store, vitals: Vitals) -> None:
    with desk(settings, hosts, vitals) as visitor:
        text = visitor.text("hosts")
    assert re.findall(r'<tr><th scope="row">([\w.]+)', text) == ["broken.example", "once.example", "fresh.example"]
    told = words(text)
    assert "1 ok, 1 slowed, 1 resting. Requests since midnight UTC: read 5, unchanged 3, failed 2." in told
    assert re.search(r"broken.example vn-broken resting until 20\d\d-\d\d-\d\d \d\d:\d\d, every 2.0 s 7 failures in a row", told)
    assert re.search(r"now: dns 0 7 0 % 0 B dns 6, http 503 1", told)
    assert re.search(r"slowed , every 9.0 s its robots.txt asks for 9.0 s robots.txt cannot be had since 20", told)
    assert re.search(r"now: 200, 0.2 s 10 10 30 % 5 KB http 503 2", told)
    assert '<a href="source?id=vn-broken">' in text


@pytest.mark.parametrize(("query", "found"), [("q=fresh", 1), ("q=VN-ONCE+example", 1), ("q=nobody", 0), ("", 3)])
def test_looking_for_hosts(settings: Settings, hosts: Store, vitals: Vitals, query: str, found: int) -> None:
    with desk(settings, hosts, vitals) as visitor:
        assert visitor.text(f"hosts?{query}").count('<tr><th scope="row">') == found


def test_many_sources_on_one_host(settings: Settings, hosts: Store, vitals: Vitals) -> None:
    first = next(iter(vitals.sources() or ()))
    shared = tuple(replace(first, id=f"vn-shared-{number}") for number in range(9))
    vitals.sources = lambda: shared
    with desk(settings, hosts, vitals) as visitor:
        text = visitor.text("hosts?q=fresh")
    assert text.count('href="source?id=') == 5
    assert "and 5 more" in text, "nine, and the one that is no longer crawled"


def configured(settings: Settings, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=settings.data_dir,
        public_dir=settings.public_dir,
        backup={"folder": tmp_path / "backups"},
        feeds={"hub": "https://hub.example/"},
        alerts={"webhook": "https://hooks.example/SECRETPATH"},
    )


def test_what_the_service_is_doing(settings: Settings, store: Store, vitals: Vitals, tmp_path: Path) -> None:
    now, settings = clock.now(), configured(settings, tmp_path)
    vitals.scheduled, vitals.published = True, now
    store.jobs.begun("prune", now=now - HOUR)
    store.jobs.ended("prune", now=now - HOUR, said="4 articles given up")
    store.jobs.planned("prune", now + 20 * HOUR)
    store.jobs.begun("backup", now=now - HOUR)
    for _ in range(3):
        store.jobs.ended("backup", now=now - HOUR, error="no space left on device")
    store.jobs.begun("relate", now=now)
    (tmp_path / "backups").mkdir()
    back_up(store, tmp_path / "backups" / NAME.format(now), None, now=now)
    for number, title in enumerate(("Xã <b>Broken</b>: broken", "Given up", "Arrived")):
        at = now - number * HOUR
        message = Message(id=f"m{number}", kind="change", at=at, title=title, text="")
        store.alerts.note((), message, ("webhook",), now=at)
    waiting, hopeless, arrived = store.alerts.latest(limit=3)
    store.alerts.failed(waiting, "connection refused", now=now)
    store.alerts.failed(hopeless, "connection refused", now=now + timedelta(days=2))
    store.alerts.sent(arrived, now=now)
    store.pings.want({"https://loa.example/all/feed.atom": now}, now=now)
    with announced(store), desk(settings, store, vitals) as visitor:
        text, first = visitor.text("machine"), words(visitor.text())
    told = words(text)
    assert re.search(r"Service process \d+, started now ; 3 sources wait for a crawl; published now", told)
    assert re.search(r"Memory \d+ MB, with the processes it started", told)
    assert re.search(r"loa.sqlite3 : 0 articles, 0 of them withdrawn, 0 given up; SQLite 3[.\d]+, schema 00\d\d", told)
    assert re.search(r"loa 0.1.0, python 3[.\d]+, scrapy \d", told)
    assert "prune give up what is too old 60 min ago 4 articles given up in " in told
    assert "failed , 3 in a row: no space left on device" in told
    assert re.search(r"relate relate what was left begun now", told)
    assert re.search(r"raw pages \S+/data/pages 0 0 B", told)
    assert re.search(r"loa-\d+T\d+Z.tar \d+ KB, now", told)
    assert "1 on their way, 1 given up in 90 days." in told
    assert "Xã &lt;b&gt;Broken&lt;/b&gt;: broken waits, next" in told
    assert "after 1 attempt: connection refused" in told
    assert re.search(r"Arrived arrived now", told)
    assert "Of 1 changed feeds the hub does not know: https://loa.example/all/feed.atom : next" in told
    assert "SECRETPATH" not in text
    assert "1 of 6 jobs failed , 1 alerts pending" in first


def test_a_machine_without_anything(settings: Settings, store: Store) -> None:
    with desk(settings, store, Vitals()) as visitor:
        told = words(visitor.text("machine"))
    assert "nothing crawls: loa run is not running" in told
    assert "None are made : backup.folder is not set" in told
    assert "nobody is told anything" in told
    assert "WebSub" not in told
    assert "prune give up what is too old never" in told


def test_a_folder_without_backups_and_a_hub_that_knows_all(
    settings: Settings, store: Store, vitals: Vitals, tmp_path: Path
) -> None:
    with desk(configured(settings, tmp_path), store, vitals) as visitor:
        told = words(visitor.text("machine"))
    assert "There is none yet in" in told
    assert "The hub knows of every change." in told
