"""What is known of every source, the least well first."""

from __future__ import annotations

from news import clock
from news.store import Store
from news.store.acts import Act
from scheduler.operator.facts import Condition, Facts, facts, totals
from scheduler.operator.vitals import Vitals


def found(store: Store, vitals: Vitals) -> Facts:
    now = clock.now()
    unproven = {"vn-unproven"}
    return facts(store, totals(store, now=now), now=now, crawled=vitals.sources(), unproven=unproven, due=vitals.due())


def test_each_source_has_its_condition_and_the_worst_come_first(store: Store, vitals: Vitals) -> None:
    known = found(store, vitals)
    assert [(each.source.id, each.condition) for each in known.sources] == [
        ("vn-broken", Condition.BROKEN),
        ("vn-once", Condition.FAILED),
        ("vn-unproven", Condition.UNPROVEN),
        ("vn-paused", Condition.PAUSED),
        ("vn-new", Condition.NEW),
        ("vn-fresh", Condition.FRESH),
        ("vn-old", Condition.ENDED),
    ]
    assert [each.source.id for each in known.unwell] == ["vn-broken", "vn-once", "vn-unproven"]
    assert known.conditions[Condition.BROKEN] == 1
    assert known.conditions[Condition.QUIET] == 0
    assert known.delays.articles == 0


def test_why_since_when_and_what_to_do(store: Store, vitals: Vitals) -> None:
    store.acts.ask("vn-broken", Act.CRAWL, now=clock.now())
    by_id = {each.source.id: each for each in found(store, vitals).sources}
    broken = by_id["vn-broken"]
    assert broken.reason == "dns: https://broken.example/tin: dns"
    assert "name server" in broken.advice
    assert broken.asked == (Act.CRAWL,)
    assert broken.run is not None
    assert broken.since is not None
    assert broken.since < broken.run.started, "since the first of the runs that failed"
    assert broken.spent.runs == 3
    assert broken.spent.failed == 2
    once = by_id["vn-once"]
    assert once.run is not None
    assert (once.since, once.reason) == (once.run.started, once.run.error)
    assert "accident" in once.advice
    unproven = by_id["vn-unproven"]
    assert (unproven.since, unproven.reason) == (None, "no such host")
    assert "loa check vn-unproven" in unproven.advice
    assert by_id["vn-paused"].since == store.acts.paused()["vn-paused"]
    assert by_id["vn-fresh"].due is not None
    for name in ("vn-fresh", "vn-new", "vn-old"):
        assert (by_id[name].reason, by_id[name].advice) == ("", "")


def test_who_does_not_know_what_is_crawled_takes_all_there_are(store: Store) -> None:
    known = facts(store, totals(store, now=clock.now()), now=clock.now())
    assert Condition.ENDED not in {each.condition for each in known.sources}
    assert len(known.sources) == 6
