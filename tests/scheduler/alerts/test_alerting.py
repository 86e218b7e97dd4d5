"""Operators are told of each change once, in plain words."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta

import time_machine

from news import clock
from news.alerts.deciding import TOO_OFTEN
from news.settings import Settings
from news.store import Store
from scheduler.alerts.own import CRAWL, PUBLISH
from tests.scheduler.alerts.conftest import Hook, Post
from tests.scheduler.alerts.telling import HOUR, Service


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
    assert hook.subjects == [["service/network"]]
    assert hook.messages[0]["title"] == "This machine's network: network"
    service.visit("a", "b")
    service.tell()
    assert hook.subjects == [["service/network"]] * 2
    assert hook.messages[1]["title"] == "This machine's network: well again"
    service.visit("a", "b", "c", "d", "e", times=2)
    service.visit("f", kind="http 404", times=2)
    service.tell()
    assert hook.subjects[2:] == [["vn-f"]]


def test_faults_of_the_service_itself_are_told(service: Service, hook: Hook, store: Store) -> None:
    for _ in range(2):
        store.jobs.begun("prune", now=clock.now())
        store.jobs.ended("prune", now=clock.now(), error="the database is locked")
        service.tell()
    store.jobs.begun("backup", now=clock.now())
    store.jobs.ended("backup", now=clock.now(), error="no room left")
    service.alerting.report(PUBLISH, "/srv/public: Permission denied")
    service.alerting.report(CRAWL, "[Errno 12] Cannot allocate memory")
    service.tell()
    titles = [posted["title"] for posted in hook.messages]
    assert titles[0] == "The job prune: failed"
    assert titles[1] == "Crawling: cannot be started; The job backup: failed; Publishing feeds: cannot be written"
    assert "Why:        cannot be started: [Errno 12] Cannot allocate memory" in hook.messages[1]["text"]
    assert "What to do: No source is read until it ends: see this machine's memory" in hook.messages[1]["text"]
    assert "2 times in a row: the database is locked" in hook.messages[0]["text"]
    store.jobs.ended("backup", now=clock.now(), said="done")
    service.alerting.report(PUBLISH, None)
    service.alerting.report(CRAWL, None)
    service.tell()
    assert hook.messages[2]["title"] == "Crawling: well again; The job backup: well again; Publishing feeds: well again"


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


def test_a_store_that_fails_again_and_again_is_no_flood(service: Service, hook: Hook, settings: Settings) -> None:
    def rename(before: str, after: str) -> None:
        with contextlib.closing(sqlite3.connect(settings.store_url.removeprefix("sqlite:///"))) as connection:
            connection.execute(f"ALTER TABLE {before} RENAME TO {after}")
            connection.commit()

    for _ in range(20):
        rename("meta", "away")
        service.tell()
        rename("away", "meta")
        service.tell()
        service.moving.shift(timedelta(minutes=20))
    titles = [posted["title"] for posted in hook.messages]
    assert titles.count("The store: cannot be used") == TOO_OFTEN
    assert titles.count("The store: well again") == TOO_OFTEN
    assert len(titles) == 2 * TOO_OFTEN
    assert len(service.said) == 20


def test_publishing_that_fails_again_and_again_is_unsteady_and_told_so_once(service: Service, hook: Hook) -> None:
    for number in range(20):
        service.alerting.report(PUBLISH, None if number % 2 else "/srv/public: Permission denied")
        service.tell()
        service.moving.shift(timedelta(minutes=20))
    titles = [posted["title"] for posted in hook.messages]
    assert len(titles) == TOO_OFTEN + 1
    assert titles[-1] == "Publishing feeds: changes too often"
    service.moving.shift(12 * HOUR)
    service.tell()
    assert hook.messages[-1]["title"] == "Publishing feeds: steady, fresh"


def test_a_source_that_is_paused_says_nothing(service: Service, hook: Hook, store: Store) -> None:
    service.visit("a", kind="layout", times=2)
    store.acts.pause("vn-a", now=clock.now())
    service.tell()
    assert hook.posted == []
    store.acts.resume("vn-a")
    service.tell()
    assert hook.subjects == [["vn-a"]]


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


def test_a_cause_that_the_reason_names_already_is_not_said_twice(service: Service, hook: Hook) -> None:
    service.visit(*"abcdef")
    service.visit("a", kind="connection", detail="https://a.vn/: connection: Connection refused", times=2)
    service.tell()
    assert "  Why:        https://a.vn/: connection: Connection refused\n" in hook.messages[0]["text"]
