"""Links and stories leave a store with its articles, and come back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.related.relation import Reason, Relation
from news.store import Store, stories
from news.store.stories import Membership
from tests.news.store.carrying import NONE, exported, put
from tests.news.store.conftest import Make

Another = Callable[[], Store]


def keep_some(store: Store, make: Make, noon: datetime) -> list[str]:
    made = [make(number, "vn-b" if number % 3 == 0 else "vn-a") for number in range(1, 7)]
    return [store.keep(each, now=noon + timedelta(hours=number)).id for number, each in enumerate(made)]


def link(article: str, other: str, score: float = 0.1, *, reason: Reason = Reason.SAME_STORY) -> Relation:
    return Relation(article=article, other=other, score=score, reason=reason, evidence=("cầu Bãi Cháy", "12/QĐ-UBND"))


def tell(store: Store, *members: str, copies: dict[str, str] | None = None) -> str:
    with store.write() as connection:
        story = stories.mint(connection, members)
        stories.put(connection, [Membership(each, story, (copies or {}).get(each)) for each in members])
        stories.settle(connection, [story])
    return story


def tied(store: Store, make: Make, noon: datetime) -> list[str]:
    """Six articles with links, a story of a copy that took another one in, and a story that lost its members."""
    ids = keep_some(store, make, noon)
    store.relations.keep(ids[0], [link(ids[0], ids[1], 1 / 3), link(ids[0], ids[2], 0.75, reason=Reason.COPY)])
    store.relations.keep(ids[5], [link(ids[5], ids[0], 0.5, reason=Reason.LISTED)])
    first, second = tell(store, ids[0], ids[1], ids[2], copies={ids[2]: ids[0]}), tell(store, ids[3], ids[4])
    with store.write() as connection:
        stories.merge(connection, [first, second])
        stories.settle(connection, [first])
        lost = stories.mint(connection, [ids[5]])
        stories.settle(connection, [lost])
    return ids


def test_links_and_stories_come_back_exactly(store: Store, another: Another, make: Make, noon: datetime) -> None:
    ids = tied(store, make, noon)
    lines = exported(store)
    with another() as other:
        assert put(other, lines) == (replace(NONE, new=6, links=2, stories=2), [])
        assert exported(other) == lines
        assert other.relations.of(ids) == store.relations.of(ids)
        assert other.stories.newest(limit=9) == store.stories.newest(limit=9) != ()
        assert other.stories.one(f"story-{ids[3]}") == store.stories.one(f"story-{ids[0]}")
        assert other.stories.of(ids) == store.stories.of(ids)
        assert put(other, lines, replace=True) == (replace(NONE, equal=6), [])
        with other.write() as connection:
            assert stories.mint(connection, [ids[3], ids[5]]) == f"story-{ids[5]}", "an alias stays one"


def test_lines_may_come_in_any_order(store: Store, another: Another, make: Make, noon: datetime) -> None:
    tied(store, make, noon)
    lines = exported(store).splitlines(keepends=True)
    with another() as other:
        put(other, b"".join(reversed(lines)))
        put(other, b"".join(lines))
        assert {each.members for each in other.stories.newest(limit=9)} == {
            each.members for each in store.stories.newest(limit=9)
        }
        ids = [each.id for each in store.articles()]
        assert other.relations.of(ids) == store.relations.of(ids)


def test_of_one_source_goes_in_what_is_there(store: Store, another: Another, make: Make, noon: datetime) -> None:
    ids = tied(store, make, noon)
    with another() as other:
        report, told = put(other, exported(store, "vn-a"))
        assert (report, told) == (replace(NONE, new=4, links=1, stories=1), [])
        story = other.stories.one(f"story-{ids[3]}")
        assert story is not None
        assert story.members == (ids[4], ids[3], ids[1], ids[0])
        report, told = put(other, exported(store))
        assert (report, told) == (replace(NONE, new=2, equal=4, links=1, stories=2), [])
        assert other.stories.newest(limit=9) == store.stories.newest(limit=9)


def test_what_is_tied_already_stays_unless_it_is_to_be_replaced(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    ids = tied(store, make, noon)
    with another() as other:
        assert keep_some(other, make, noon) == ids
        other.relations.keep(ids[0], [link(ids[0], ids[4], 0.9)])
        own = tell(other, ids[3], ids[4])
        report, told = put(other, exported(store))
        assert (report.links, report.stories) == (1, 2)
        assert [each.other for each in other.relations.of(ids)[ids[0]]] == [ids[4]]
        number = exported(store).count(b"\n") - 1
        assert told == [
            *((number, f"{each}: told in {own} here, left alone") for each in sorted(ids[3:5])),
            (number, f"{own}: leads to {own} here, and goes on to"),
        ]
        report, _ = put(other, exported(store), replace=True)
        assert (report.links, report.stories) == (1, 1)
        assert other.relations.of(ids) == store.relations.of(ids)
        assert other.stories.of(ids) == store.stories.of(ids)
        assert other.stories.one(own) == store.stories.one(own) is not None
        assert put(other, exported(store), replace=True) == (replace(NONE, equal=6), [])


def test_plain_lines_have_none(store: Store, make: Make, noon: datetime) -> None:
    from news.store.export import export_lines

    tied(store, make, noon)
    assert [min(json.loads(line)) for line in export_lines(store, plain=True)] == ["authors"] * 6


LINKS: dict[str, Any] = {"version": 1, "article": "vn-a-1", "to": [["vn-a-2", 0.5, "similar", ["x"]]]}
STORY: dict[str, Any] = {"version": 1, "id": "story-vn-a-1", "members": [["vn-a-1", None]], "former": ["story-vn-a-9"]}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({"links": LINKS | {"version": 2}}, "links.version: 2 is newer than 1"),
        ({"links": LINKS | {"version": True}}, "links.version"),
        ({"links": LINKS | {"more": 1}}, "links.more: unknown"),
        ({"links": {"version": 1, "article": "vn-a-1"}}, "links.to: missing"),
        ({"links": LINKS | {"article": "../etc"}}, "links.article: no id"),
        ({"links": LINKS | {"to": [["vn-a-2", float("1e999"), "similar", []]]}}, "Infinity is no JSON"),
        ({"links": LINKS | {"to": [["vn-a-2", True, "similar", []]]}}, "a score is a number"),
        ({"links": LINKS | {"to": [["vn-a-2", 10**400, "similar", []]]}}, "a score is a number"),
        ({"links": LINKS | {"to": [["vn-a-2", 0.5, "because", []]]}}, "unknown reason"),
        ({"links": LINKS | {"to": [["vn-a-2", 0.5, ["similar"], []]]}}, "unknown reason"),
        ({"links": LINKS | {"to": [["vn-a-2", 0.5, "similar", ["\0"]]]}}, "control characters"),
        ({"links": LINKS | {"to": [["vn-a-2", 0.5, "similar"]]}}, "a list of 4"),
        ({"links": LINKS | {"to": "vn-a-2"}}, "a list is needed"),
        ({"links": LINKS | {"to": LINKS["to"] * 2}}, "only once"),
        ({"links": LINKS | {"to": [["vn-a-1", 0.5, "similar", []]]}}, "linked to another"),
        ({"story": STORY | {"id": "vn-a-1"}}, "story.id: no id"),
        ({"story": STORY | {"id": "story-" + "x" * 400}}, "story.id: no id"),
        ({"story": STORY | {"members": [["vn-a-1", 3]]}}, "story.members: no id"),
        ({"story": STORY | {"members": [["vn-a-1", None]] * 2}}, "may come twice"),
        ({"story": STORY | {"former": ["story-vn-a-1"]}}, "may come twice"),
        ({"story": STORY | {"former": [None]}}, "story.former: no id"),
        ({"story": "x"}, "archive: missing"),
    ],
)
def test_lines_that_cannot_be_are_told(store: Store, line: dict[str, Any], problem: str) -> None:
    report, told = put(store, json.dumps(line).encode())
    assert report == replace(NONE, failed=1)
    ((number, said),) = told
    assert number == 1
    assert problem in said


def test_lines_about_articles_that_are_nowhere_change_nothing(store: Store) -> None:
    lines = b"\n".join(json.dumps(line).encode() for line in ({"links": LINKS}, {"story": STORY}))
    assert put(store, lines) == (NONE, [])
    assert exported(store) == b""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_way_of_tying_comes_back(another: Another, make: Make, noon: datetime, data: st.DataObject) -> None:
    with another() as first, another() as second:
        ids = keep_some(first, make, noon)
        for article in data.draw(st.sets(st.sampled_from(ids))):
            others = sorted(data.draw(st.sets(st.sampled_from(ids))) - {article})
            first.relations.keep(article, [link(article, other, data.draw(st.floats(0, 1))) for other in others])
        with first.write() as connection:
            known: list[str] = []
            for _ in range(data.draw(st.integers(0, 6))):
                members = sorted(data.draw(st.sets(st.sampled_from(ids), min_size=1)))
                known.append(stories.mint(connection, members))
                stories.put(
                    connection, [Membership(each, known[-1], data.draw(st.sampled_from([None, *ids]))) for each in members]
                )
                if len(known) > 1 and data.draw(st.booleans()):
                    known = [each for each in known if each not in known[-2:]] + [stories.merge(connection, known[-2:])]
            stories.settle(connection, known)
        lines = exported(first)
        report, told = put(second, lines)
        assert (report.failed, told) == (0, [])
        assert exported(second) == lines
        assert second.stories.newest(limit=9) == first.stories.newest(limit=9)
        assert put(second, lines, replace=True) == (replace(NONE, equal=6), [])
