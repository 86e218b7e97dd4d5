from datetime import datetime, timedelta

from news.store import Store
from news.store.pings import FIRST_WAIT, GIVE_UP_AFTER, LONGEST_WAIT, wait_after

ONE, TWO = "https://a.example/all/feed.rss", "https://a.example/all/feed.atom"
HOUR = timedelta(hours=1)


def test_a_change_is_due_until_it_was_told_and_again_after_the_next(store: Store, place: str, noon: datetime) -> None:
    assert store.pings.next_due() is None
    assert store.pings.want({ONE: noon, TWO: noon}, now=noon) == 2
    assert store.pings.want({ONE: noon}, now=noon + HOUR) == 0
    with Store.open(place) as again:
        first, second = again.pings.due(now=noon, limit=9)
        assert [first.topic, second.topic] == [TWO, ONE]
        assert again.pings.settle([first], [], now=noon) == ((), noon)
    assert store.pings.due(now=noon, limit=9) == (second,)
    store.pings.settle([second], [], now=noon)
    assert store.pings.next_due() is None
    assert store.pings.untold() == ()
    assert store.pings.want({ONE: noon + HOUR}, now=noon + HOUR) == 1
    assert [ping.topic for ping in store.pings.due(now=noon + HOUR, limit=9)] == [ONE]


def test_a_change_while_the_hub_is_told_is_told_too(store: Store, noon: datetime) -> None:
    store.pings.want({ONE: noon}, now=noon)
    (ping,) = store.pings.due(now=noon, limit=9)
    later = noon + HOUR
    store.pings.want({ONE: later}, now=later)
    store.pings.settle([ping], [], now=later)
    assert [each.changed for each in store.pings.due(now=later, limit=9)] == [later]
    store.pings.settle([], [(ping, "down")], now=later)
    assert [each.attempts for each in store.pings.due(now=later, limit=9)] == [0]


def test_waits_grow_and_end_after_a_day(store: Store, noon: datetime) -> None:
    assert wait_after(1) == FIRST_WAIT
    assert wait_after(2) == 2 * FIRST_WAIT
    assert wait_after(10**6) == LONGEST_WAIT
    store.pings.want({ONE: noon, TWO: noon}, now=noon)
    now, waits = noon, []
    while (due := store.pings.next_due()) is not None:
        waits.append(due - now)
        now = due
        failed = [(ping, "connection\nrefused") for ping in store.pings.due(now=now, limit=9)]
        assert len(failed) == 2
        given_up, _ = store.pings.settle([], failed, now=now)
        assert bool(given_up) == (now - noon >= GIVE_UP_AFTER)
    assert waits[1:] == sorted(waits[1:])
    assert waits[-1] == LONGEST_WAIT
    assert now - noon < GIVE_UP_AFTER + LONGEST_WAIT
    one = store.pings.untold()[1]
    assert (one.topic, one.given_up, one.error) == (ONE, True, "connection refused")
    later = now + HOUR
    store.pings.want({ONE: later}, now=later)
    (again,) = store.pings.due(now=later, limit=9)
    assert (again.attempts, again.since, again.given_up) == (0, later, False)


def test_changes_of_a_feed_that_waits_do_not_put_off_its_end(store: Store, noon: datetime) -> None:
    for hours in range(26):
        now = noon + hours * HOUR
        store.pings.want({ONE: now}, now=now)
        given_up, _ = store.pings.settle([], [(ping, "down") for ping in store.pings.due(now=now, limit=9)], now=now)
        if given_up:
            assert hours == 24
            return
    raise AssertionError("never given up")


def test_only_what_is_known_can_be_asked_for(store: Store, noon: datetime) -> None:
    store.pings.want({ONE: noon}, now=noon)
    store.pings.settle(store.pings.due(now=noon, limit=9), [], now=noon)
    later = noon + HOUR
    assert store.pings.want({ONE: later, TWO: later}, now=later, known_only=True) == 1
    assert [ping.topic for ping in store.pings.due(now=later, limit=9)] == [ONE]


def test_many_at_once(store: Store, noon: datetime) -> None:
    many = {f"https://a.example/story/{number}/feed.rss": noon for number in range(1203)}
    assert store.pings.want(many, now=noon) == 1203
    assert store.pings.want(many, now=noon) == 0
    assert len(store.pings.due(now=noon, limit=200)) == 200
