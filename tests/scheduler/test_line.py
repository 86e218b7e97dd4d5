from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from news.source import Source
from news.store.acts import Act, Wish
from scheduler.line import CHECK, Line, Visit


def source(name: str, host: str | None = None) -> Source:
    homepage = f"https://{host or name}.vn/"
    return Source(id=f"vn-{name}", title=name, homepage=homepage, listings=(homepage,))


def wish(name: str, minute: int = 0) -> Wish:
    return Wish(source=f"vn-{name}", act=Act.CRAWL, asked=datetime(2026, 6, 1, 8, minute, tzinfo=UTC))


def begun(line: Line) -> list[str]:
    found = []
    while visit := line.begin():
        found.append(visit.source.id)
    return found


def test_visits_begin_in_their_order_as_many_as_there_is_room_for() -> None:
    line = Line((2, 1), checks=1)
    for name in "abc":
        line.add(Visit(source=source(name)))
    line.add(Visit(source=source("d"), crew=1))
    line.add(Visit(source=source("e"), crew=CHECK))
    assert begun(line) == ["vn-a", "vn-b", "vn-d", "vn-e"]
    line.end(next(visit for visit in line.under_way if visit.source.id == "vn-a"))
    assert begun(line) == ["vn-c"]
    line.widen(3)
    line.add(Visit(source=source("f")), first=True)
    assert begun(line) == ["vn-f"]


def test_sources_of_one_host_are_visited_one_after_the_other_and_hold_up_nobody() -> None:
    line = Line((9,), checks=9)
    for each in (source("a", "x"), source("b", "x"), source("c")):
        line.add(Visit(source=each))
    line.add(Visit(source=source("a", "x"), crew=CHECK))
    assert begun(line) == ["vn-a", "vn-c"]
    line.end(next(iter(line.under_way)))
    assert begun(line) == ["vn-b"]
    line.end(next(visit for visit in line.under_way if visit.source.id == "vn-b"))
    assert begun(line) == ["vn-a"]


def test_a_source_waits_once_and_not_while_it_is_visited() -> None:
    line = Line((9,), checks=9)
    for _ in range(3):
        line.add(Visit(source=source("a")))
    (visit,) = line.waiting
    assert line.begin() == visit
    line.add(Visit(source=source("a")))
    assert not line.waiting


def test_a_wish_goes_before_the_schedule_and_is_kept_for_later() -> None:
    line = Line((9,), checks=9)
    line.add(Visit(source=source("b")))
    line.add(Visit(source=source("a")))
    line.add(Visit(source=source("a"), wish=wish("a")), first=True)
    line.add(Visit(source=source("a")))
    first = line.begin()
    assert first is not None
    assert (first.source.id, first.wish) == ("vn-a", wish("a"))
    line.add(Visit(source=source("a"), wish=wish("a", 1)))
    assert begun(line) == ["vn-b"]
    line.end(first)
    assert begun(line) == ["vn-a"]


def test_what_is_forgotten_waits_no_more() -> None:
    line = Line((9,), checks=9)
    for name in "ab":
        line.add(Visit(source=source(name)))
    line.forget({"vn-a"})
    assert begun(line) == ["vn-b"]


VISITS = st.builds(
    Visit,
    source=st.builds(source, st.sampled_from("abcdef"), st.sampled_from(["x", "y", "z", None])),
    crew=st.sampled_from([0, 1, CHECK]),
    wish=st.sampled_from([None, wish("a"), wish("a", 1)]),
)


@given(steps=st.lists(st.one_of(VISITS, st.none()), max_size=40), widths=st.tuples(*[st.integers(1, 3)] * 3))
def test_no_host_is_visited_twice_and_no_crew_is_overfull(steps: list[Visit | None], widths: tuple[int, int, int]) -> None:
    line = Line(widths[:2], checks=widths[2])
    for visit in steps:
        if visit is not None:
            line.add(visit)
        elif line.under_way:
            line.end(next(iter(line.under_way)))
        line.begin()
        hosts = [host for each in line.under_way for host in each.hosts]
        assert len(hosts) == len(set(hosts))
        crews = [each.crew for each in line.under_way]
        assert all(crews.count(crew) <= width for crew, width in zip((0, 1, CHECK), widths, strict=True))
    left = len(line.waiting)
    while line.waiting or line.under_way:
        if not line.begin():
            line.end(next(iter(line.under_way)))
        left += 1
        assert left < 200
