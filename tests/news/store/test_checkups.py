"""What checks said is kept, on both databases; that a source once passed is never forgotten."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from news.checkups import Checkup, Checkups
from news.store import Store
from tests.news.store.conftest import source_of


def passed(at: datetime, source: str = "vn-a") -> Checkup:
    return Checkup(source=source, state="ok", reason="12 links, 3 articles read", at=at, passed=at, links=12)


def test_a_checkup_comes_back_as_it_was_kept(store: Store, noon: datetime) -> None:
    checkups = Checkups(store)
    assert checkups.of("vn-a") is None
    assert checkups.every() == {}
    checkups.keep(passed(noon))
    assert checkups.of("vn-a") == passed(noon)
    assert checkups.of("vn-b") is None
    store.keep_meta("checkedx", "no checkup")
    assert checkups.every() == {"vn-a": passed(noon)}


def test_a_later_failure_replaces_the_verdict_and_not_the_pass(store: Store, noon: datetime) -> None:
    checkups, later = Checkups(store), noon + timedelta(days=3)
    checkups.keep(passed(noon))
    checkups.keep(Checkup(source="vn-a", state="broken", kind="dns", reason="no such name", at=later))
    last = checkups.of("vn-a")
    assert last is not None
    assert (last.state, last.kind, last.at, last.passed, last.links) == ("broken", "dns", later, noon, 12)


@pytest.mark.parametrize("value", ["", "[]", "7", "{", '{"state": "ok"}', '{"state": "ok", "at": "yesterday"}'])
def test_a_value_of_no_use_is_no_checkup(store: Store, value: str) -> None:
    store.keep_meta("checked:vn-a", value)
    assert Checkups(store).of("vn-a") is None
    assert Checkups(store).every() == {}


def test_unproven_is_what_was_shipped_and_never_seen_to_work(store: Store, noon: datetime) -> None:
    checkups = Checkups(store)
    shipped = source_of("a")
    assert checkups.unproven([shipped], own=()) == (shipped,)
    assert checkups.unproven([shipped], own=("vn-a",)) == (), "who declares a source has looked at it"
    assert checkups.unproven([replace(shipped, enabled=False)], own=()) == ()
    assert checkups.unproven([replace(shipped, verified=date(2026, 3, 1))], own=()) == ()
    checkups.keep(Checkup(source="vn-a", state="broken", kind="links", at=noon))
    assert checkups.unproven([shipped, source_of("b")], own=()) == (shipped, source_of("b"))
    checkups.keep(passed(noon))
    checkups.keep(Checkup(source="vn-a", state="broken", kind="links", at=noon))
    assert checkups.unproven([shipped, source_of("b")], own=()) == (source_of("b"),)
