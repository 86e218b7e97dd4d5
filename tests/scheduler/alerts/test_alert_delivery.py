"""What operators are told arrives, whatever fails in between."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from news.alerts.message import Message
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.alerts.alerting import Alerting
from scheduler.alerts.own import PUBLISH
from scheduler.alerts.receivers import channels_of
from tests.conftest import clean_environment
from tests.scheduler.alerts.conftest import Hook, Post
from tests.scheduler.alerts.telling import HOUR, SOURCES, START, Service
from tests.scheduler.live import run_until


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


def test_the_service_tells_beside_its_work_and_stops_at_once(store: Store, settings: Settings, hook: Hook) -> None:
    full = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"disk_free_megabytes": 10**9})})
    hook.free.clear()  # the receiver hangs
    alerting = Alerting(store, full, print, lambda: SOURCES)
    run_until(alerting.run, hook.asked.is_set)
    hook.free.set()
    run_until(alerting.run, lambda: not store.alerts.unsent(since=START))
    assert {posted["title"] for posted in hook.messages} == {"The disk: nearly full"}
    assert "MB are free for" in hook.messages[0]["text"]


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


class Mistaken:
    """A way to operators that fails as nobody foresaw."""

    name = receiver = "mistaken"

    def send(self, message: Message) -> str:
        raise RuntimeError(f"https://c.example/secret-part does not know {message.id}")

    def stop(self) -> None:
        pass


def test_a_receiver_that_fails_as_nobody_foresaw_is_told_of_once_and_holds_up_nobody(
    service: Service, hook: Hook, settings: Settings, store: Store
) -> None:
    service.alerting = Alerting(store, settings, service.said.append, lambda: SOURCES)
    service.alerting._channels = (Mistaken(), *channels_of(settings))
    service.visit("a", kind="layout", times=2)
    service.tell()
    service.visit("b", kind="layout", times=2)
    service.tell()
    assert hook.subjects == [["vn-a"], ["vn-b"]]
    (said,) = service.said
    assert said.startswith("alerts: mistaken did not take 1 alerts, they are sent again later: RuntimeError in test_alert")
    assert "secret" not in said
    assert [alert.channel for alert in store.alerts.unsent(since=START)] == ["mistaken"] * 2


def test_a_round_that_fails_is_told_without_the_store_and_the_next_one_goes_on(
    store: Store, settings: Settings, hook: Hook, post: tuple[Post, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.alerts.alerting.LOOK_EVERY", timedelta(seconds=0.2))
    monkeypatch.setattr(Alerting._look, "__defaults__", (timedelta(),))  # what is well again need not wait for others
    said: list[str] = []
    well = False

    def sources() -> tuple[Source, ...]:
        if not well:
            raise KeyError("vn-nobody")
        return SOURCES

    alerting = Alerting(store, settings, said.append, sources)

    async def story() -> None:
        nonlocal well
        for goal in (1, 2):  # it can be started again
            task = asyncio.create_task(alerting.run())
            async with asyncio.timeout(20):
                while len(hook.posted) < goal or len(post[0].mails) < goal:
                    assert not task.done()
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # and says no more of it
            well = True
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(story())
    assert [posted["title"] for posted in hook.messages] == ["Alerts: failing", "Alerts: well again"]
    assert "KeyError in test_alert_delivery.py, line" in hook.messages[0]["text"]
    assert len(said) == 1
    assert said[0].startswith("alerts: KeyError in")


def test_a_disk_that_cannot_be_asked_ends_nothing(store: Store, settings: Settings, hook: Hook, tmp_path: Path) -> None:
    alerts = settings.alerts.model_copy(update={"disk_free_megabytes": 10**9})
    nowhere = tmp_path / ("x" * 300)  # a name that no disk takes
    gone = settings.model_copy(update={"alerts": alerts, "data_dir": nowhere, "public_dir": nowhere})
    said: list[str] = []
    Alerting(store, gone, said.append, lambda: SOURCES).tell_now()
    assert (said, hook.posted, store.alerts.told()) == ([], [], {})
    Alerting(store, gone.model_copy(update={"public_dir": tmp_path}), said.append, lambda: SOURCES).tell_now()
    Alerting(store, gone, said.append, lambda: SOURCES).tell_now()  # that is no sign of its being well again
    assert [posted["title"] for posted in hook.messages] == ["The disk: nearly full"]


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
