from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.health import Health, Outage, State, advice_for, fault_of, is_change, judge
from news.rhythm import Appearance, Rhythm, learn
from news.run import DATES_ALIKE, DATES_LOST, INTERRUPTED, UNREADABLE, Run

START = datetime(2026, 6, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def run(number: int, **fields: object) -> Run:
    at = START + number * HOUR
    usual: dict[str, object] = {"listed": 20, "fetched": 21, "unchanged": 20, "read": 20}
    return Run(source="vn-a", started=at, finished=at + timedelta(minutes=1), **(usual | fields))  # type: ignore[arg-type]


def failed(number: int, kind: str = "timeout") -> Run:
    return run(number, listed=0, fetched=0, unchanged=0, failed={kind: 1}, error=f"https://a.vn/: {kind}")


def told(runs: Sequence[Run], rhythm: Rhythm | None = None, before: Health | None = None) -> list[Health]:
    """What is judged after each run, given oldest first."""
    found = []
    for count in range(1, len(runs) + 1):
        health = judge("vn-a", runs[:count][::-1], rhythm, before)
        assert health is not None
        found.append(health)
        before = health
    return found


def daily(days: int = 60) -> Rhythm:
    found = [Appearance(earliest=each, latest=each) for each in (START + timedelta(days=step) for step in range(days))]
    return learn(found, since=START, now=START + timedelta(days=days), zone=ZONE)


def test_one_failed_crawl_is_no_alarm_and_two_are() -> None:
    states = [each.state for each in told([run(0), failed(1), run(2), failed(3), failed(4)])]
    assert states == [State.FRESH] * 4 + [State.BROKEN]


def test_a_broken_source_says_what_since_when_and_what_to_do() -> None:
    *_, health = told([run(0), failed(1, "http 503"), failed(2, "http 503")])
    assert health.cause == "http 503"
    assert health.since == START + HOUR
    assert health.last_good == START + timedelta(minutes=1)
    assert "site itself" in health.advice
    assert health.detail == "https://a.vn/: http 503"


def test_it_is_well_after_two_good_runs_or_one_with_news() -> None:
    bad = [run(0), failed(1), failed(2)]
    assert [each.state for each in told([*bad, run(3), run(4)])][3:] == [State.BROKEN, State.FRESH]
    assert [each.state for each in told([*bad, run(3, new=1)])][3:] == [State.FRESH]
    flapping = told([*bad, run(3), failed(4), run(5)])
    assert {each.state for each in flapping[2:]} == {State.BROKEN}
    assert {each.since for each in flapping[2:]} == {START + HOUR}, "one outage"


def test_runs_that_were_interrupted_say_nothing() -> None:
    stopped = run(1, error=INTERRUPTED, failed={"fetch": 3})
    assert judge("vn-a", [stopped], None, None) is None
    assert told([run(0), stopped, failed(2), stopped])[-1].state is State.FRESH


def test_quiet_when_its_rhythm_does_not_explain_the_silence() -> None:
    rhythm = daily()
    soon, late = run(24 * 61), run(24 * 80)
    fresh, quiet = told([soon, late], rhythm)
    assert fresh.state is State.FRESH
    assert quiet.state is State.QUIET
    assert quiet.since == rhythm.last
    assert quiet.cause == ""
    assert told([failed(24 * 80), failed(24 * 81)], rhythm)[-1].state is State.BROKEN, "a failing source is not quiet"


def test_a_source_of_few_articles_is_never_called_quiet() -> None:
    assert told([run(24 * 300)], daily(4))[-1].state is State.FRESH


def test_an_outage_counts_when_it_is_longer_than_the_rhythm_explains() -> None:
    rhythm = daily()
    runs = [run(0), *(failed(24 * 60 + each) for each in range(24 * 15))]
    judged = told(runs, rhythm)
    overdue = [each.overdue for each in judged if each.overdue]
    assert len(set(overdue)) == 1, "one moment an outage"
    assert timedelta(days=2) < overdue[0] - judged[-1].since < timedelta(days=12)
    assert judged[10].overdue is None
    young = told([run(0), *(failed(each) for each in range(1, 30))])
    assert young[-1].overdue == START + HOUR + timedelta(days=1)


def test_an_outage_that_counted_is_remembered_when_it_is_over() -> None:
    short = [run(0), failed(1), failed(2), run(3), run(4)]
    assert told(short)[-1].outage is None
    long = [run(0), *(failed(each) for each in range(1, 30)), run(30), run(31)]
    *_, last, first_good, well = told(long)
    assert last.overdue is not None
    assert last.outage is None
    assert first_good.state is State.BROKEN, "one good run is not enough"
    assert first_good.outage is None
    assert well.outage == Outage(began=last.since, counted=last.overdue, over=long[-1].finished)
    later = told([*long, run(32), failed(33), failed(34), run(35), run(36)])
    assert {each.outage for each in later[len(long) - 1 :]} == {well.outage}, "until another one counted"


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"listed": 3, "unchanged": 3}, "listing shrank"),
        ({"missing": {"published": 20}}, "field lost: published"),
        ({"warnings": {"text is short": 18}}, "new warning: text is short"),
        ({"unchanged": 1, "failed": {"layout": 9, "timeout": 1}}, "layout"),
        ({"unchanged": 0, "failed": {"challenge": 3}}, "challenge"),
    ],
)
def test_signals_of_runs_that_ended_well(fields: dict[str, object], cause: str) -> None:
    earlier = [run(each, missing={"image": 20}) for each in range(4)]
    fault = fault_of(run(9, **fields), earlier)
    assert fault is not None
    assert fault.cause == cause
    assert advice_for(fault.cause)
    healths = told([*earlier, run(9, **fields), run(10, **fields)])
    assert healths[-1].state is State.BROKEN
    assert healths[-1].cause == cause


def test_a_host_that_rests_has_what_it_rests_for() -> None:
    mixed = failed(1, "challenge")
    mixed = run(1, listed=0, unchanged=0, failed={"challenge": 5, "host resting": 16}, error=mixed.error)
    resting = failed(2, "host resting")
    assert [each.cause for each in told([run(0), mixed, resting, failed(3, "host resting")])][2:] == ["challenge"] * 2
    assert told([run(0), failed(1, "timeout"), resting])[-1].cause == "timeout"
    assert told([failed(1, "host resting"), resting])[-1].cause == "host resting", "nothing else is known"


@pytest.mark.parametrize("unread", [{"layout": 1}, {"empty": 2}, {"charset": 1}])
def test_one_article_that_could_be_read_says_more_than_two_that_never_were(unread: dict[str, int]) -> None:
    usual = [run(each) for each in range(4)]
    known = {"unchanged": 0, "failed": unread, "warnings": {UNREADABLE: 1}}
    (cause,) = unread
    assert told([*usual, run(4, **known), run(5, **known)])[-1].cause == cause
    assert fault_of(run(4, **known | {"warnings": {}}), usual) is None
    assert fault_of(run(4, **known | {"unchanged": 1}), usual) is None, "another one is as it was, so the site is"


def test_one_date_for_all_is_a_fault_where_it_was_never_so() -> None:
    usual, lost = [run(each) for each in range(4)], run(4, warnings={DATES_LOST: 1})
    unchanged = run(5, listed=0, unchanged=20, read=0)
    assert told([*usual, lost, unchanged])[-1].cause == "dates", "the listing said that it is as it was"
    assert [each.state for each in told([*usual, lost, unchanged, run(6, new=1)])][-1] is State.FRESH
    assert fault_of(lost, [run(0, warnings={DATES_ALIKE: 1}), *usual]) is None, "it always shows one"
    assert fault_of(run(4, warnings={DATES_ALIKE: 1}), usual) is None, "all of them may be of one day"


@pytest.mark.parametrize(
    ("fields", "disproof"),
    [
        ({"listed": 3, "unchanged": 3}, {"listed": 20}),
        ({"missing": {"published": 20}}, {"listed": 0, "edited": 2}),
        ({"warnings": {"text is short": 18}}, {"listed": 0, "new": 1}),
    ],
)
def test_a_page_that_did_not_change_is_as_wrong_as_it_was(fields: dict[str, object], disproof: dict[str, object]) -> None:
    usual = [run(each) for each in range(4)]
    before = fault_of(run(4, **fields), usual)
    assert before is not None
    same = run(5, listed=0, unchanged=20, read=0)
    assert told([*usual, run(4, **fields), same])[-1].cause == before.cause
    assert told([*usual, run(4, **fields), run(5, **disproof)])[-1].state is State.FRESH


def test_pages_that_were_not_read_anew_neither_lack_nor_have_a_field() -> None:
    never = [run(0, new=12, unchanged=0, read=12, missing={"authors": 12}), *(run(each, read=0) for each in range(1, 5))]
    assert fault_of(run(5, new=8, unchanged=0, read=8, missing={"authors": 8}), never) is None, "nobody ever signed there"
    usual = [run(each, read=6) for each in range(4)]
    fault = fault_of(run(5, unchanged=20, read=6, missing={"published": 6}), usual)
    assert fault is not None
    assert fault.cause == "field lost: published", "the fourteen others were not looked at"
    old = [run(each, new=8, unchanged=0, read=0) for each in range(4)]
    assert fault_of(run(5, new=8, read=0, unchanged=0, missing={"lead": 8}), old) is not None, "before it was counted"


def test_warnings_of_the_run_itself_are_no_articles() -> None:
    usual = [run(each) for each in range(4)]
    assert fault_of(run(4, failed={"layout": 18}, warnings={UNREADABLE: 18}), usual) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"missing": {"image": 20}},  # as ever
        {"listed": 0, "unchanged": 0},  # the listing was not changed since
        {"failed": {"timeout": 2}},
    ],
)
def test_what_is_no_fault(fields: dict[str, object]) -> None:
    assert fault_of(run(9, **fields), [run(each, missing={"image": 20}) for each in range(4)]) is None


def test_without_history_nothing_has_shrunk_or_been_lost() -> None:
    assert fault_of(run(0, listed=1, missing={"published": 20}, warnings={"odd": 20}), []) is None


def test_operators_are_told_of_changes_alone() -> None:
    fresh, _, broken = told([run(0), failed(1), failed(2)])
    other = told([failed(3, "dns")], before=broken)[0]
    assert not is_change(None, fresh)
    assert not is_change(fresh, fresh)
    assert is_change(fresh, broken)
    assert is_change(None, broken)
    assert is_change(broken, other)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_any_row_of_runs_breaks_on_two_failures_and_not_before(row: list[bool]) -> None:
    runs = [run(number) if good else failed(number) for number, good in enumerate(row)]
    for number, health in enumerate(told(runs)):
        if number and not row[number] and not row[number - 1]:
            assert health.state is State.BROKEN
        if not any(not a and not b for a, b in itertools.pairwise(row)):
            assert health.state is State.FRESH
