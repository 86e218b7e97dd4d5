"""An outage of our own is one fault, not one a source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from news.alerts.network import MOST_HOSTS, Outage, failed_to_reach, held, outage, standing
from news.alerts.subject import Standing
from news.health import State
from news.run import INTERRUPTED, Run

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def hosts(count: int) -> dict[str, str]:
    return {f"vn-{number}": f"{number}.example" for number in range(count)}


def run(number: int, minutes: float, kind: str | None = "dns", error: str = "no answer") -> Run:
    started = NOON + minutes * MINUTE
    failed = {} if kind is None else {kind: 1}
    return Run(
        source=f"vn-{number}", started=started, finished=started + MINUTE / 6, failed=failed, error=error if kind else None
    )


def test_half_of_all_hosts_in_a_row_are_an_outage_of_ours() -> None:
    good = [run(number, number - 20, None) for number in range(10)]
    failing = [run(number, number) for number in range(4)]
    assert outage([*good, *failing], hosts(10), None) is None
    found = outage([*good, *failing, run(4, 4, "timeout")], hosts(10), None)
    assert found is not None
    assert (found.since, found.until) == (NOON, None)
    assert "dns, timeout" in found.detail
    told = standing(found)
    assert (told.subject, told.state, told.since) == ("service/network", State.BROKEN, NOON)
    assert "network" in told.advice


def test_many_sources_on_one_failing_server_are_none() -> None:
    one_server = dict.fromkeys(hosts(9), "portal.example") | {"vn-9": "9.example", "vn-10": "10.example"}
    assert outage([run(number, number) for number in range(9)], one_server, None) is None


def test_with_two_hosts_nobody_can_tell() -> None:
    assert outage([run(0, 0), run(1, 1), run(0, 5), run(1, 6)], hosts(2), None) is None


def test_of_many_hosts_some_are_enough() -> None:
    assert outage([run(number, number / 10) for number in range(MOST_HOSTS)], hosts(500), None) is not None
    assert outage([run(number, number / 10) for number in range(MOST_HOSTS - 1)], hosts(500), None) is None


def test_other_failures_and_interrupted_runs_say_nothing_of_the_network() -> None:
    assert not failed_to_reach(run(0, 0, None))
    assert not failed_to_reach(run(0, 0, "layout"))
    assert not failed_to_reach(run(0, 0, "robots", "https://a.example/: forbidden by robots.txt"))
    assert failed_to_reach(run(0, 0, "robots", "https://a.example/: robots.txt cannot be fetched (dns), so nothing else"))
    broken = [run(number, number) for number in range(3)]
    interrupted = run(5, 5, "dns", INTERRUPTED)
    assert outage([*broken, interrupted], hosts(6), None) is not None
    assert outage([*broken, run(5, 5, "http 404")], hosts(6), None) is None


def test_it_goes_on_until_two_hosts_are_reached_and_does_not_begin_again_by_old_runs() -> None:
    failing = [run(number, number) for number in range(5)]
    began = outage(failing, hosts(8), None)
    assert began is not None
    assert outage([*failing, run(6, 30, None), run(6, 31, None)], hosts(8), began) == began
    back = [run(6, 30, None), run(7, 31, "layout")]
    over = outage([*failing, *back], hosts(8), began)
    assert over == Outage(since=NOON, until=back[1].finished, detail=began.detail)
    assert standing(over).state is State.FRESH
    assert outage(failing, hosts(8), over) == over
    again = outage([run(number, 60 + number) for number in range(5)], hosts(8), over)
    assert again is not None
    assert again.since == NOON + 60 * MINUTE


def broken(number: int, cause: str, minutes: float) -> Standing:
    return Standing(subject=f"vn-{number}", state=State.BROKEN, since=NOON + minutes * MINUTE, cause=cause)


def test_sources_that_could_not_be_reached_in_it_are_held() -> None:
    found = Outage(since=NOON)
    sources = [broken(0, "dns", 1), broken(1, "layout", 1), broken(2, "timeout", -600), broken(3, "timeout", -5)]
    fresh = Standing(subject="vn-4", state=State.FRESH, since=NOON)
    assert held([*sources, fresh], found, {}) == {"vn-0", "vn-3"}
    assert held(sources, None, {}) == frozenset()


def test_after_it_they_are_held_until_a_later_visit_has_failed_too() -> None:
    over = Outage(since=NOON, until=NOON + 60 * MINUTE)
    sources = [broken(number, "dns", 10) for number in range(4)] + [broken(4, "dns", 90)]
    last = {"vn-0": run(0, 50), "vn-1": run(1, 70, None), "vn-2": run(2, 70), "vn-4": run(4, 95)}
    assert held(sources, over, last) == {"vn-0", "vn-1", "vn-3"}
