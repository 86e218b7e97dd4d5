"""Alerts outlive a restart, arrive once, and are given up after a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from news.alerts.message import Change, Message, decode, encode
from news.alerts.subject import Told
from news.health import State
from news.run import Run
from news.store import Store
from news.store.alerts import KEPT
from news.store.health import Healths
from news.store.pings import FIRST_WAIT, GIVE_UP_AFTER, LONGEST_WAIT
from tests.news.store.conftest import NOON, source_of

HOUR = timedelta(hours=1)


def message(number: int = 1, at: datetime = NOON, kind: str = "change") -> Message:
    change = Change(
        subject="vn-a",
        kind="change",
        state="broken",
        before="fresh",
        since=at,
        cause="http 503",
        detail="Phường “A”",
        advice="wait",
        title="Phường A",
        link="https://a.vn/",
        last_news=at if number % 2 else None,
    )
    return Message(id=f"m{number}", kind=kind, at=at, title="Phường A: broken", text="…", changes=(change,), status="https://l/")


def test_a_message_comes_back_as_it_was() -> None:
    for number in (1, 2):
        assert decode(encode(message(number))) == message(number)


def test_what_was_told_of_the_service_is_known_by_its_messages(store: Store) -> None:
    def of(number: int, at: datetime, kind: str, *subjects: str) -> Message:
        (change,) = message().changes
        changes = tuple(replace(change, subject=subject, kind=kind) for subject in subjects)
        return replace(message(number, at), changes=changes)

    store.alerts.note([], of(1, NOON - HOUR, "change", "service/disk", "vn-a"), ["webhook", "mail"], now=NOON)
    store.alerts.note([], of(2, NOON, "change", "service/disk", "service/store"), ["webhook"], now=NOON)
    store.alerts.note([], of(3, NOON, "unsteady", "service/disk"), ["webhook"], now=NOON)
    found = store.alerts.told_of_service(since=NOON - HOUR)
    assert found == {"service/disk": [NOON - HOUR, NOON], "service/store": [NOON]}
    assert store.alerts.told_of_service(since=NOON) == {"service/disk": [NOON], "service/store": [NOON]}


def test_a_wait_that_a_clock_ahead_has_noted_holds_nothing_back(store: Store) -> None:
    store.alerts.note([], message(1, NOON + 9000 * HOUR), ["webhook"], now=NOON + 9000 * HOUR)
    (alert,) = store.alerts.due("webhook", now=NOON, limit=9)
    store.alerts.failed(alert, "no", now=NOON)
    assert store.alerts.due("webhook", now=NOON, limit=9) == ()
    assert store.alerts.next_due(["webhook"]) == NOON + FIRST_WAIT


def test_what_was_told_and_its_message_are_kept_together(store: Store, place: str) -> None:
    told = Told(subject="vn-a", state=State.BROKEN, cause="http 503", unsteady=NOON)
    assert store.alerts.told() == {}
    store.alerts.note([told], message(), ["webhook", "mail"], now=NOON)
    with Store.open(place) as again:
        assert again.alerts.told() == {"vn-a": told}
        assert [alert.message for alert in again.alerts.due("mail", now=NOON, limit=9)] == [message()]
        assert again.alerts.next_due(["webhook"]) == NOON
        assert again.alerts.next_due(["pigeon"]) is None
    store.alerts.note([Told(subject="vn-a", noticed=NOON)], None, ["mail"], now=NOON)
    assert store.alerts.told() == {"vn-a": Told(subject="vn-a", noticed=NOON)}
    store.alerts.note([], None, (), now=NOON)
    assert len(store.alerts.latest(limit=9)) == 2


def test_who_took_a_message_never_gets_it_again(store: Store) -> None:
    store.alerts.note([], message(), ["webhook", "mail"], now=NOON)
    (alert,) = store.alerts.due("webhook", now=NOON, limit=9)
    store.alerts.sent(alert, now=NOON + HOUR)
    assert store.alerts.due("webhook", now=NOON + HOUR, limit=9) == ()
    assert len(store.alerts.due("mail", now=NOON + HOUR, limit=9)) == 1
    mail, webhook = store.alerts.latest(limit=9)
    assert (webhook.channel, webhook.sent, webhook.given_up) == ("webhook", NOON + HOUR, False)
    assert store.alerts.unsent(since=NOON) == (mail,)


def test_waits_grow_are_as_long_as_the_receiver_asks_and_end_after_a_day(store: Store) -> None:
    store.alerts.note([], message(), ["mail"], now=NOON)
    now, waits = NOON, []
    while (due := store.alerts.next_due(["mail"])) is not None:
        waits.append(due - now)
        now = due
        (alert,) = store.alerts.due("mail", now=now, limit=9)
        asked = HOUR if len(waits) == 3 else None
        assert store.alerts.failed(alert, "connection\nrefused", now=now, wait=asked) == (now - NOON >= GIVE_UP_AFTER)
    assert waits[:4] == [timedelta(), FIRST_WAIT, 2 * FIRST_WAIT, HOUR]
    assert waits[-1] == LONGEST_WAIT
    assert now - NOON < GIVE_UP_AFTER + LONGEST_WAIT
    (alert,) = store.alerts.latest(limit=9)
    assert (alert.given_up, alert.error, alert.attempts) == (True, "connection refused", len(waits))


def test_the_oldest_goes_first_and_old_ones_are_forgotten(store: Store) -> None:
    for number in (3, 1, 2):
        store.alerts.note([], message(number, at=NOON + number * HOUR), ["mail"], now=NOON)
    assert [alert.message.id for alert in store.alerts.due("mail", now=NOON, limit=2)] == ["m1", "m2"]
    assert store.alerts.made(since=NOON + HOUR, kind="change") == (NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert store.alerts.made(since=NOON, kind="digest") == ()
    late = NOON + KEPT + 150 * timedelta(minutes=1)
    store.alerts.note([], message(4, at=late, kind="digest"), ["mail"], now=late)
    assert [alert.message.id for alert in store.alerts.latest(limit=9)] == ["m4", "m3"]


def test_changes_of_state_are_counted_and_those_of_cause_alone_are_not(store: Store) -> None:
    moments = []
    for number, kind in enumerate(["dns", "dns", "timeout", "layout", None, None]):
        started = datetime(2026, 3, 1, number, tzinfo=UTC)
        failed = {kind: 1} if kind else {}
        run = Run(source="vn-a", started=started, finished=started, failed=failed, error="no" if kind else None)
        store.runs.keep(run)
        Healths(store).judge(source_of("a"), now=started)
        moments.append(started)
    assert store.alerts.changes(since=moments[0]) == {"vn-a": [moments[1], moments[5]]}
    assert store.alerts.changes(since=moments[2]) == {"vn-a": [moments[5]]}
    assert len(Healths(store).changes(limit=9)) == 4
