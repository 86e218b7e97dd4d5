"""One message a change of state, never a flood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from news.alerts.deciding import (
    BUNDLE,
    DAY,
    HOUR,
    MOST_AN_HOUR,
    PRESSING_AN_HOUR,
    STEADY_AFTER,
    TOO_OFTEN,
    Decision,
    Kind,
    View,
    decide,
)
from news.alerts.subject import SERVICE, Standing, Told, is_service
from news.health import State

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FRESH, QUIET, BROKEN = State.FRESH, State.QUIET, State.BROKEN


def standing(subject: str, state: State, cause: str = "") -> Standing:
    return Standing(subject=subject, state=state, since=NOON, cause=cause or ("layout" if state is BROKEN else ""))


class Service:
    """What the store would remember between one decision and the next."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.sent: list[datetime] = []
        self.changes: dict[str, list[datetime]] = {}
        self.states: dict[str, State] = {}

    def look(
        self, now: datetime, *standings: Standing, held: tuple[str, ...] = (), words: tuple[str, ...] | None = None
    ) -> Decision:
        for each in standings:
            if is_service(each.subject):
                continue
            if self.states.get(each.subject, FRESH) is not each.state:
                self.changes.setdefault(each.subject, []).append(now)
            self.states[each.subject] = each.state
        view = View(
            now=now,
            standings=standings,
            told=self.told,
            changes=self.changes,
            held=held,
            sent=[moment for moment in self.sent if now - moment < HOUR],
            **({} if words is None else {"words": words}),  # type: ignore[arg-type]
        )
        decision = decide(view)
        self.told |= {each.subject: each for each in decision.told}
        if decision.items:
            self.sent.append(now)
        for item in decision.items:
            if is_service(item.standing.subject) and item.kind is Kind.CHANGE:
                self.changes.setdefault(item.standing.subject, []).append(now)
        return decision


def test_a_change_is_told_once_after_waiting_for_others() -> None:
    service = Service()
    first = service.look(NOON, standing("vn-a", BROKEN))
    assert (first.items, first.next_look) == ((), NOON + BUNDLE)
    second = service.look(NOON + 4 * MINUTE, standing("vn-a", BROKEN), standing("vn-b", QUIET))
    assert second.items == ()
    told = service.look(NOON + BUNDLE, standing("vn-a", BROKEN), standing("vn-b", QUIET))
    assert [(item.standing.subject, item.before, item.kind) for item in told.items] == [
        ("vn-a", FRESH, Kind.CHANGE),
        ("vn-b", FRESH, Kind.CHANGE),
    ]
    for hours in range(1, 30):
        later = service.look(NOON + hours * HOUR, standing("vn-a", BROKEN), standing("vn-b", QUIET))
        assert (later.items, later.told) == ((), ())


def test_what_ends_before_it_is_told_is_no_news() -> None:
    service = Service()
    service.look(NOON, standing("vn-a", BROKEN))
    service.look(NOON + MINUTE, standing("vn-a", FRESH))
    assert service.told["vn-a"].noticed is None
    assert service.look(NOON + HOUR, standing("vn-a", FRESH)) == Decision(items=(), told=(), next_look=None)


def test_a_source_that_is_well_again_is_told_if_its_fault_was() -> None:
    service = Service()
    service.look(NOON, standing("vn-a", BROKEN))
    assert service.look(NOON + BUNDLE, standing("vn-a", BROKEN)).items
    service.look(NOON + HOUR, standing("vn-a", FRESH))
    (item,) = service.look(NOON + HOUR + BUNDLE, standing("vn-a", FRESH)).items
    assert (item.before, item.standing.state) == (BROKEN, FRESH)


def test_another_cause_is_told_only_where_another_remedy_is_needed() -> None:
    service = Service()
    service.look(NOON, standing("vn-a", BROKEN, "http 503"))
    service.look(NOON + BUNDLE, standing("vn-a", BROKEN, "http 503"))
    assert service.look(NOON + HOUR, standing("vn-a", BROKEN, "timeout")).next_look is None
    assert service.look(NOON + HOUR, standing("vn-a", BROKEN, "layout")).next_look == NOON + HOUR + BUNDLE
    assert service.look(NOON + 2 * HOUR, standing("vn-a", BROKEN, "layout")).items


def test_only_the_states_that_are_wanted_are_told() -> None:
    service = Service()
    words = ("broken", "fresh")
    service.look(NOON, standing("vn-a", QUIET), standing("service/disk", BROKEN), words=words)
    after = service.look(NOON + HOUR, standing("vn-a", FRESH), standing("service/disk", BROKEN), words=words)
    assert after.items == ()
    assert (service.told["vn-a"].state, service.told["service/disk"].state) == (FRESH, BROKEN)
    service.look(NOON + HOUR, standing("vn-a", BROKEN), words=words)
    assert service.look(NOON + 2 * HOUR, standing("vn-a", BROKEN), words=words).items


def test_a_fault_of_the_service_is_told_at_once_and_what_follows_is_bundled() -> None:
    service = Service()
    service.sent = [NOON - 20 * MINUTE] * MOST_AN_HOUR
    (item,) = service.look(NOON, standing("service/disk", BROKEN)).items
    assert item.standing.subject == "service/disk"
    assert service.look(NOON + MINUTE, standing("service/disk", BROKEN, "otherwise")).items == ()
    ill = standing("service/store", BROKEN), standing("service/publish", BROKEN)
    assert service.look(NOON + MINUTE, standing("service/disk", BROKEN), ill[0]).next_look == NOON + BUNDLE
    together = service.look(NOON + BUNDLE, standing("service/disk", BROKEN), *ill)
    assert [item.standing.subject for item in together.items] == ["service/publish", "service/store"]


def test_that_a_part_of_the_service_is_well_again_waits_like_any_good_news() -> None:
    service = Service()
    assert service.look(NOON, standing("service/disk", BROKEN)).items
    assert service.look(NOON + HOUR, standing("service/disk", FRESH)).next_look == NOON + HOUR + BUNDLE
    (item,) = service.look(NOON + HOUR + BUNDLE, standing("service/disk", FRESH)).items
    assert item.standing.state is FRESH


def test_faults_of_the_service_come_to_no_more_than_some_messages_in_an_hour() -> None:
    service = Service()
    everything: list[Standing] = []
    for number in range(60):
        everything.append(standing(f"service/job-{number}", BROKEN))
        service.look(NOON + number * MINUTE, *everything)
    assert len(service.sent) == PRESSING_AN_HOUR
    late = service.look(service.sent[0] + HOUR, *everything)
    assert len(late.items) > 20


def test_after_some_messages_in_an_hour_the_rest_is_bundled() -> None:
    service = Service()
    everybody: list[Standing] = []
    for number in range(60):
        everybody.append(standing(f"vn-{number}", BROKEN))
        service.look(NOON + number * MINUTE, *everybody)
    assert len(service.sent) == MOST_AN_HOUR
    late = service.look(NOON + 60 * MINUTE, *everybody)
    assert late.next_look == service.sent[0] + HOUR
    last = service.look(service.sent[0] + HOUR, *everybody)
    assert len(last.items) > 30
    assert all(told.noticed is None for told in service.told.values())


def test_a_source_that_changes_too_often_gives_one_message_until_it_is_steady() -> None:
    service = Service()
    now, told = NOON, []
    for number in range(60):
        now = NOON + number * 30 * MINUTE
        state = BROKEN if number % 2 == 0 else FRESH
        for minutes in (0, 6):
            told += [
                (item.kind, item.standing.state) for item in service.look(now + minutes * MINUTE, standing("vn-a", state)).items
            ]
    assert [kind for kind, _ in told] == [Kind.CHANGE] * (TOO_OFTEN - 1) + [Kind.UNSTEADY]
    quiet = service.look(now + HOUR, standing("vn-a", FRESH))
    assert (quiet.items, quiet.next_look) == ((), now + STEADY_AFTER)
    (item,) = service.look(now + STEADY_AFTER, standing("vn-a", FRESH)).items
    assert (item.kind, item.standing.state) == (Kind.STEADY, FRESH)
    assert service.told["vn-a"] == Told(subject="vn-a")
    assert service.look(now + STEADY_AFTER + HOUR, standing("vn-a", FRESH)).items == ()


def test_that_a_source_is_unsteady_waits_like_any_other_message() -> None:
    service = Service()
    service.changes["vn-a"] = [NOON - number * HOUR for number in range(TOO_OFTEN)]
    service.sent = [NOON - 10 * MINUTE] * MOST_AN_HOUR
    waiting = service.look(NOON, standing("vn-a", BROKEN))
    assert (waiting.items, waiting.told, waiting.next_look) == ((), (), NOON + 50 * MINUTE)
    (item,) = service.look(NOON + 50 * MINUTE, standing("vn-a", BROKEN)).items
    assert item.kind is Kind.UNSTEADY


def test_what_is_held_is_not_told() -> None:
    service = Service()
    assert service.look(NOON, standing("vn-a", BROKEN), held=("vn-a",)).next_look is None
    assert service.look(NOON + HOUR, standing("vn-a", BROKEN), held=("vn-a",)).items == ()
    service.look(NOON + HOUR, standing("vn-a", BROKEN))
    assert service.look(NOON + 2 * HOUR, standing("vn-a", BROKEN)).items


def test_a_part_of_the_service_that_comes_and_goes_all_day_is_unsteady() -> None:
    service = Service()
    kinds: list[Kind] = []
    for number in range(24 * 6):
        decision = service.look(NOON + number * 10 * MINUTE, standing("service/publish", BROKEN if number % 4 < 2 else FRESH))
        kinds += [item.kind for item in decision.items]
    assert kinds[:7] == [Kind.CHANGE] * TOO_OFTEN + [Kind.UNSTEADY, Kind.STEADY]
    assert len(kinds) < 12


def test_moments_later_than_now_count_for_nothing() -> None:
    service = Service()
    ahead = NOON + 100 * DAY
    service.changes["vn-a"] = [ahead + number * MINUTE for number in range(TOO_OFTEN)]
    service.told["vn-b"] = Told(subject="vn-b", noticed=ahead)
    view = View(
        now=NOON,
        standings=[standing("vn-a", BROKEN), standing("vn-b", BROKEN)],
        told=service.told,
        changes=service.changes,
        sent=[ahead] * MOST_AN_HOUR,
    )
    assert decide(view).next_look == NOON + BUNDLE
    service.told |= {each.subject: each for each in decide(view).told}
    later = decide(replace(view, now=NOON + BUNDLE, told=service.told))
    assert [(item.standing.subject, item.kind) for item in later.items] == [("vn-a", Kind.CHANGE), ("vn-b", Kind.CHANGE)]
    steady = Told(subject="vn-a", state=BROKEN, unsteady=ahead)
    (item,) = decide(replace(view, standings=[standing("vn-a", BROKEN)], told={"vn-a": steady})).items
    assert item.kind is Kind.STEADY


STATES = st.sampled_from([FRESH, QUIET, BROKEN])


@given(st.lists(st.tuples(st.integers(1, 90), st.dictionaries(st.sampled_from([*"abcde", f"{SERVICE}f"]), STATES)), max_size=60))
def test_never_a_flood_and_in_the_end_operators_know_how_everything_is(steps: list[tuple[int, dict[str, State]]]) -> None:
    service, now = Service(), NOON
    states = dict.fromkeys([*"abcde", f"{SERVICE}f"], FRESH)
    for minutes, changed in steps:
        now += minutes * MINUTE
        states |= changed
        service.look(now, *(standing(name, state) for name, state in states.items()))
    for _ in range(400):  # then nothing changes any more
        now += 5 * MINUTE
        decision = service.look(now, *(standing(name, state) for name, state in states.items()))
        if decision.next_look is None:
            break
    assert {name: service.told.get(name, Told(subject=name)).state for name in states} == states
    for moment in service.sent:
        assert sum(1 for other in service.sent if moment <= other < moment + HOUR) <= PRESSING_AN_HOUR
