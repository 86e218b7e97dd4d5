"""Operators are told of each change once, by every way, whatever fails in between."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from news import clock
from news.run import Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from scheduler.alerts.alerting import Alerting
from scheduler.alerts.own import PUBLISH
from scheduler.alerts.receivers import channels_of
from tests.conftest import clean_environment
from tests.scheduler.alerts.conftest import Hook, MailAt, Post

START = datetime(2026, 3, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCES = tuple(
    Source(id=f"vn-{name}", title=f"Phường {name.upper()}", homepage=f"https://{name}.vn/", listings=(f"https://{name}.vn/tin",))
    for name in "abcdef"
)


@pytest.fixture
def post(mail_at: MailAt) -> tuple[Post, int]:
    return mail_at()


@pytest.fixture
def settings(tmp_path: Path, hook: Hook, post: tuple[Post, int]) -> Settings:
    alerts = {
        "webhook": hook.address,
        "mail_to": ["op@c.example"],
        "mail_from": "loa@b.example",
        "smtp_port": post[1],
        "disk_free_megabytes": 0,
    }
    return Settings.model_validate({"data_dir": tmp_path, "public_dir": tmp_path / "public", "alerts": alerts})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings.store_url) as opened:
        for source in SOURCES:
            opened.keep_source(source, now=START)
        yield opened


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=True) as moving:
        yield moving


class Service:
    """What the service does with sources, and its alerting in between."""

    def __init__(self, store: Store, settings: Settings, moving: time_machine.Traveller) -> None:
        self.store, self.settings, self.moving = store, settings, moving
        self.said: list[str] = []
        self.alerting = Alerting(store, settings, self.said.append, lambda: SOURCES)

    def visit(self, *places: str, kind: str | None = None, detail: str = "no", times: int = 1) -> None:
        """Sources are visited, and fail by a kind; half an hour passes each time."""
        for _ in range(times):
            for place in places:
                now = clock.now()
                failed = {kind: 1} if kind else {}
                self.store.runs.keep(
                    Run(source=f"vn-{place}", started=now, finished=now, failed=failed, error=detail if kind else None)
                )
                Healths(self.store).judge(next(source for source in SOURCES if source.id == f"vn-{place}"), now=clock.now())
            self.moving.shift(HOUR / 2)

    def tell(self) -> None:
        self.alerting.tell_now()


@pytest.fixture
def service(store: Store, settings: Settings, traveller: time_machine.Traveller) -> Service:
    return Service(store, settings, traveller)


def subjects(hook: Hook) -> list[list[str]]:
    return [[change["subject"] for change in posted["changes"]] for posted in hook.messages]


def test_a_change_is_told_once_by_every_way_in_plain_words(service: Service, hook: Hook, post: tuple[Post, int]) -> None:
    service.visit(*"abcdef")
    service.tell()
    assert hook.posted == []
    service.visit("a", kind="layout", detail="https://a.vn/tin: links: not found", times=2)
    for _ in range(3):
        service.tell()
    (posted,) = hook.messages
    (mail,) = post[0].mails
    assert posted["title"] == "Phường A: broken (layout)"
    assert mail["Subject"] == f"[Loa] {posted['title']}"
    text = mail.get_content().replace("\r\n", "\n")
    assert "Phường A (vn-a) is broken: its news cannot be read.\n" in text
    assert "  Since:      2026-03-01 12:30+07:00, 60 min ago; before: fresh\n" in text
    assert "  Why:        layout: https://a.vn/tin: links: not found\n" in text
    assert "  What to do: Pages are not built as expected: run `loa check` on the source" in text
    assert "  Site:       https://a.vn/\n" in text
    assert "`loa status vn-a`, http://127.0.0.1:8080/" in text
    assert (posted["changes"][0]["before"], posted["changes"][0]["state"]) == ("fresh", "broken")
    service.visit("a", times=2)
    service.tell()
    assert hook.messages[1]["title"] == "Phường A: well again"
    assert [mail["References"] for mail in post[0].mails] == ["<vn-a.alerts@b.example>"] * 2
    assert service.said == []


def test_many_changes_are_one_message(service: Service, hook: Hook) -> None:
    service.visit(*"abcdef")
    service.visit("a", "b", kind="http 404", times=2)
    service.visit("c", kind="challenge", times=2)
    service.tell()
    (posted,) = hook.messages
    assert posted["title"] == "3 sources: 3 broken"
    assert posted["text"].count("What to do:") == 3


def test_an_outage_of_ours_is_one_message(service: Service, hook: Hook) -> None:
    service.visit(*"abcdef")
    service.visit("a", "b", "c", kind="dns")
    service.tell()
    service.visit("d", "e", "f", kind="timeout")
    service.tell()
    service.visit(*"abcdef", kind="connection", times=5)
    service.tell()
    assert subjects(hook) == [["service/network"]]
    assert hook.messages[0]["title"] == "This machine's network: network"
    service.visit("a", "b")
    service.tell()
    assert subjects(hook) == [["service/network"]] * 2
    assert hook.messages[1]["title"] == "This machine's network: well again"
    service.visit("a", "b", "c", "d", "e", times=2)
    service.visit("f", kind="http 404", times=2)
    service.tell()
    assert subjects(hook)[2:] == [["vn-f"]]


def test_a_receiver_that_is_down_gets_it_later_and_the_other_is_not_held_up(
    service: Service, hook: Hook, post: tuple[Post, int]
) -> None:
    hook.status = 503
    service.visit("a", kind="layout", times=2)
    service.tell()
    service.tell()
    assert (len(hook.posted), len(post[0].mails)) == (1, 1)
    assert service.said == ["alerts: webhook did not take 1 alerts, they are sent again later: 503 Service Unavailable ok"]
    service.moving.shift(HOUR)
    hook.status = 200
    service.tell()
    service.moving.shift(HOUR)
    service.tell()
    assert len(hook.posted) == 2
    assert hook.posted[0][0]["webhook-id"] == hook.posted[1][0]["webhook-id"]
    assert len(post[0].mails) == 1


def test_what_does_not_arrive_for_a_day_is_given_up_and_told(service: Service, hook: Hook) -> None:
    hook.status = 500
    service.visit("a", kind="layout", times=2)
    for _ in range(30):
        service.tell()
        service.moving.shift(HOUR)
    tried = len(hook.posted)
    assert service.said[-1] == "alerts: webhook did not take 1 alerts for a day, they are given up: 500 Internal Server Error ok"
    service.moving.shift(24 * HOUR)
    service.tell()
    assert len(hook.posted) == tried


def test_one_message_that_is_refused_does_not_hold_up_the_next(service: Service, hook: Hook, post: tuple[Post, int]) -> None:
    hook.status = 400
    service.visit("a", kind="layout", times=2)
    service.tell()
    service.visit("b", kind="layout", times=2)
    hook.status = 200
    service.moving.shift(-HOUR + timedelta(seconds=5))  # the first one still waits
    service.tell()
    assert [posted["changes"][0]["subject"] for posted in hook.messages] == ["vn-a", "vn-b"]


def test_faults_of_the_service_itself_are_told(service: Service, hook: Hook, store: Store) -> None:
    for _ in range(2):
        store.jobs.begun("prune", now=clock.now())
        store.jobs.ended("prune", now=clock.now(), error="the database is locked")
        service.tell()
    store.jobs.begun("backup", now=clock.now())
    store.jobs.ended("backup", now=clock.now(), error="no room left")
    service.alerting.report(PUBLISH, "/srv/public: Permission denied")
    service.tell()
    titles = [posted["title"] for posted in hook.messages]
    assert titles[0] == "The job prune: failed"
    assert titles[1] == "The job backup: failed; Publishing feeds: cannot be written"
    assert "2 times in a row: the database is locked" in hook.messages[0]["text"]
    store.jobs.ended("backup", now=clock.now(), said="done")
    service.alerting.report(PUBLISH, None)
    service.tell()
    assert hook.messages[2]["title"] == "The job backup: well again; Publishing feeds: well again"


def test_a_store_that_cannot_be_used_is_told_all_the_same(service: Service, hook: Hook, settings: Settings) -> None:
    def sql(statement: str) -> None:
        with contextlib.closing(sqlite3.connect(settings.store_url.removeprefix("sqlite:///"))) as connection:
            connection.execute(statement)
            connection.commit()

    sql("ALTER TABLE meta RENAME TO away")
    hook.status = 503
    service.tell()
    hook.status = 200
    service.tell()
    service.tell()
    assert [posted["title"] for posted in hook.messages] == ["The store: cannot be used"] * 2
    assert [line.partition(":")[0] for line in service.said] == ["alerts", "alerts"]
    sql("ALTER TABLE away RENAME TO meta")
    service.tell()
    service.tell()
    assert [posted["title"] for posted in hook.messages[2:]] == ["The store: well again"]


def test_a_source_that_is_paused_says_nothing(service: Service, hook: Hook, store: Store) -> None:
    service.visit("a", kind="layout", times=2)
    store.acts.pause("vn-a", now=clock.now())
    service.tell()
    assert hook.posted == []
    store.acts.resume("vn-a")
    service.tell()
    assert subjects(hook) == [["vn-a"]]


def test_a_digest_comes_each_day_once_and_says_what_is_not_well(store: Store, settings: Settings, hook: Hook) -> None:
    alerts = settings.alerts.model_copy(update={"digest": "07:00", "states": ("service",), "mail_to": ()})
    daily = settings.model_copy(update={"alerts": alerts})
    with time_machine.travel(datetime(2026, 3, 1, 20, tzinfo=UTC), tick=True) as moving:
        service = Service(store, daily, moving)
        service.visit("a", "b", "c")
        service.visit("a", kind="layout", times=2)
        for _ in range(4):
            service.tell()
            assert hook.posted == []
            moving.shift(timedelta(minutes=2))
        moving.move_to(datetime(2026, 3, 2, 0, 1, tzinfo=UTC))
        service.tell()
        service.tell()
        (posted,) = hook.messages
        assert posted["kind"] == "digest"
        assert posted["title"] == "Daily summary: 1 broken, 2 fresh"
        assert "broken (layout) since 2026-03-02 03:30+07:00, 3 h ago: Phường A [vn-a]" in posted["text"]
        assert "1 changes of state in the last day, of 1 sources." in posted["text"]
        assert posted["changes"][0]["before"] is None
        moving.shift(3 * 24 * HOUR)
        service.tell()
        service.tell()
        assert len(hook.posted) == 2


def run_until(alerting: Alerting, done: Callable[[], bool]) -> None:
    async def story() -> None:
        task = asyncio.create_task(alerting.run())
        async with asyncio.timeout(30):
            while not done():
                assert not task.done()
                await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(story())


def test_the_service_tells_beside_its_work_and_stops_at_once(store: Store, settings: Settings, hook: Hook) -> None:
    full = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"disk_free_megabytes": 10**9})})
    run_until(Alerting(store, full, print, lambda: SOURCES), lambda: bool(hook.posted) and not store.alerts.unsent(since=START))
    assert hook.messages[0]["title"] == "The disk: nearly full"
    assert "MB are free for" in hook.messages[0]["text"]
    hook.asked.clear()
    hook.free.clear()  # now the receiver hangs
    run_until(Alerting(store, settings, print, lambda: SOURCES), hook.asked.is_set)
    hook.free.set()


def test_without_a_receiver_nothing_is_noted(store: Store, tmp_path: Path) -> None:
    bare = Settings.model_validate({"data_dir": tmp_path, "alerts": {"disk_free_megabytes": 10**9}})
    alerting = Alerting(store, bare, print, lambda: SOURCES)
    alerting.tell_now()
    with contextlib.suppress(TimeoutError):
        asyncio.run(asyncio.wait_for(alerting.run(), 0.3))
    assert (store.alerts.told(), store.alerts.latest(limit=9)) == ({}, ())


def test_a_receiver_that_the_settings_name_later_is_told_and_one_they_name_no_more_is_not(
    store: Store, settings: Settings, hook: Hook, tmp_path: Path
) -> None:
    bare = Settings.model_validate({"data_dir": tmp_path, "alerts": {"disk_free_megabytes": 10**9}})
    full = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"disk_free_megabytes": 10**9})})
    alerting = Alerting(store, bare, print, lambda: SOURCES)

    async def until(done: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(done):
                await asyncio.sleep(0.02)

    async def story() -> None:
        task = asyncio.create_task(alerting.run())
        await asyncio.sleep(0.1)
        alerting.renew(full, channels_of(full))
        await until(lambda: bool(hook.posted) and not store.alerts.unsent(since=START))
        alerting.renew(bare, ())
        alerting.report(PUBLISH, "the folder is gone")
        await asyncio.sleep(0.5)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(story())
    assert [message["title"] for message in hook.messages] == ["The disk: nearly full"]


CHILD = """
import sys
from news.configuration import load_settings
from news.store import Store
from pathlib import Path
from scheduler.alerts.alerting import Alerting
settings = load_settings(Path(sys.argv[1]))
with Store.open(settings.store_url) as store:
    Alerting(store, settings, print, store.sources).tell_now()
"""


def test_a_kill_while_a_message_is_sent_loses_nothing_and_repeats_it_under_the_same_id(tmp_path: Path, hook: Hook) -> None:
    file = tmp_path / "loa.toml"
    file.write_text(f'[alerts]\nwebhook = "{hook.address}"\ndisk_free_megabytes = 1000000000\n', encoding="utf-8")

    def start() -> subprocess.Popen[Any]:
        return subprocess.Popen([sys.executable, "-c", CHILD, str(file)], env=clean_environment())

    hook.free.clear()
    with start() as killed:
        assert hook.asked.wait(60)
        killed.send_signal(signal.SIGKILL)
    hook.free.set()
    for _ in range(2):
        with start() as again:
            assert again.wait(60) == 0
    ids = [headers["webhook-id"] for headers, _ in hook.posted]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_cause_that_the_reason_names_already_is_not_said_twice(service: Service, hook: Hook) -> None:
    service.visit(*"abcdef")
    service.visit("a", kind="connection", detail="https://a.vn/: connection: Connection refused", times=2)
    service.tell()
    assert "  Why:        https://a.vn/: connection: Connection refused\n" in hook.messages[0]["text"]
