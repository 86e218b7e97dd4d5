from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from news.checkups import Checkup
from news.health import Health, State
from news.source import Source
from scheduler.rechecks import AGAIN, MOST, WEEKLY, to_check

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(name: str) -> Source:
    return Source(id=f"vn-{name}", title=name, homepage=f"https://{name}.vn/", listings=(f"https://{name}.vn/",))


def checked(name: str, at: datetime) -> dict[str, Checkup]:
    return {f"vn-{name}": Checkup(source=f"vn-{name}", state="ok", at=at)}


def test_who_waits_or_is_broken_is_checked_daily_and_the_others_weekly() -> None:
    a, b, c = (source(name) for name in "abc")
    broken = Health(source="vn-b", state=State.BROKEN, since=NOW, cause="dns", detail="", advice="")
    for age, expected in [(AGAIN - HOUR, []), (AGAIN, ["vn-a", "vn-b"]), (WEEKLY, ["vn-a", "vn-b", "vn-c"])]:
        checkups = {name: each for one in "abc" for name, each in checked(one, NOW - age).items()}
        found = to_check([a, b, c], waiting=[a], checkups=checkups, healths={"vn-b": broken}, now=NOW)
        assert found == expected


def test_who_waits_is_checked_at_once_and_before_all_others() -> None:
    many = [source(f"x{number}") for number in range(200)]
    checkups = {name: each for one in many[1:] for name, each in checked(one.title, NOW - 2 * WEEKLY).items()}
    found = to_check(many, waiting=many[:1], checkups=checkups, healths={}, now=NOW)
    assert found[0] == "vn-x0"
    assert len(found) == MOST


def test_who_was_never_checked_is_once_a_week_and_never_all_together() -> None:
    many = [source(f"x{number}") for number in range(500)]
    rounds = [to_check(many, waiting=[], checkups={}, healths={}, now=NOW + hour * HOUR) for hour in range(168)]
    assert max(map(len, rounds)) < MOST
    times = Counter(source_id for each in rounds for source_id in each)
    assert len(times) == 500
    assert set(times.values()) == {1}
