"""Sources, runs, validators, single values and relations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from news.article import Article
from news.errors import StoreError
from news.related.relation import Reason, Relation
from news.run import Run
from news.source import Place, Source
from news.store import Store, Validators
from news.store.sources import decode

Make = Callable[..., Article]
HOUR = timedelta(hours=1)
SOURCE = Source(
    id="vn-ha-long",
    title="Hạ Long",
    homepage="https://halongcity.gov.vn/",
    listings=("https://halongcity.gov.vn/tin-tuc",),
    family="pxny",
    place=Place(name="Thành phố Hạ Long", country="vn", province="Quảng Ninh"),
    hosts=("honggai.halongcity.gov.vn",),
    title_affixes=("HNP - ",),
    selectors={"title": "h1.x", "body": "div.y"},
    interval_minutes=30,
    enabled=False,
)


def test_a_source_comes_back(store: Store, noon: datetime) -> None:
    store.keep_source(SOURCE, now=noon)
    assert store.source("vn-ha-long") == SOURCE
    assert store.source("vn-nowhere") is None
    assert [source.id for source in store.sources()] == ["vn-a", "vn-b", "vn-ha-long"]


def test_a_source_is_replaced_and_keeps_its_articles(store: Store, make: Make, noon: datetime) -> None:
    store.keep(make(), now=noon)
    plain = Source(id="vn-a", title="Phường A", homepage="https://a.vn/", listings=())
    store.keep_source(plain, now=noon + HOUR)
    assert store.source("vn-a") == plain
    assert store.counts().by_source == {"vn-a": 1, "vn-b": 0}


def test_a_damaged_source_is_told() -> None:
    with pytest.raises(StoreError, match="source cannot be read"):
        decode('{"id":"vn-a"}')


def test_runs_come_back_newest_first(store: Store, noon: datetime) -> None:
    first = Run(
        source="vn-a", started=noon, finished=noon + HOUR, listed=30, fetched=12, new=5, edited=2, unchanged=4, withdrawn=1,
        failed={"layout": 2}, missing={"lead": 3}, warnings={"lost letters": 1}, bytes=2**40,
    )  # fmt: skip
    other = Run(source="vn-b", started=noon + HOUR, finished=noon + HOUR, error="disk full")
    last = replace(first, started=noon + 2 * HOUR, finished=noon + 2 * HOUR)
    numbers = [store.runs.keep(run) for run in (first, other, last)]
    assert numbers == sorted(set(numbers))
    assert store.runs.latest() == (last, other, first)
    assert store.runs.latest("vn-a") == (last, first)
    assert store.runs.latest("vn-a", limit=1) == (last,)
    assert store.runs.latest("vn-c") == ()


def test_a_run_says_how_long_and_how_well(noon: datetime) -> None:
    run = Run(source="vn-a", started=noon, finished=noon + timedelta(seconds=90), failed={"layout": 0})
    assert run.seconds == 90
    assert run.ok
    assert not replace(run, failed={"layout": 1}).ok
    assert not replace(run, error="stopped").ok
    counts = {"layout": 1}
    frozen = replace(run, failed=counts)
    counts["layout"] = 2
    assert frozen.failed == {"layout": 1}
    with pytest.raises(ValueError, match="before it started"):
        replace(run, finished=noon - HOUR)
    with pytest.raises(ValueError, match="aware"):
        replace(run, started=noon.replace(tzinfo=None))


def test_validators_are_kept_by_exact_address(store: Store, noon: datetime) -> None:
    listing = "https://a.vn/tin?page=1"
    assert store.validators.of(listing) is None
    store.validators.keep(listing, "vn-a", Validators(etag='W/"1"', last_modified="Sun, 01 Mar 2026 05:00:00 GMT"), now=noon)
    store.validators.keep(listing, "vn-a", Validators(digest="abc"), now=noon)
    assert store.validators.of(listing) == Validators(digest="abc")
    assert store.validators.of("https://a.vn/tin") is None


def test_single_values(store: Store) -> None:
    assert store.meta("authority") is None
    store.keep_meta("authority", "a")
    store.keep_meta("authority", "b")
    assert store.meta("authority") == "b"


def relation(article: str, other: str, score: float, reason: Reason = Reason.SIMILAR) -> Relation:
    return Relation(article=article, other=other, score=score, reason=reason, evidence=("Hồng Gai", "52/KH-UBND"))


def test_relations_come_back_best_first(store: Store, make: Make, noon: datetime) -> None:
    one, two, three = (store.keep(make(number), now=noon).id for number in (1, 2, 3))
    store.relations.keep(one, [relation(one, two, 0.25)])
    found = (relation(one, three, 0.875, Reason.SAME_STORY), relation(one, two, 0.5))
    store.relations.keep(one, found[::-1])
    assert store.relations.of([one, two]) == {one: found, two: ()}
    store.relations.keep(one, [])
    assert store.relations.of([one]) == {one: ()}
    assert store.relations.of([]) == {}


def test_a_withdrawn_article_is_no_relation(store: Store, make: Make, noon: datetime) -> None:
    one, two = (store.keep(make(number), now=noon).id for number in (1, 2))
    store.relations.keep(one, [relation(one, two, 0.5)])
    for _ in range(2):
        store.missing(two, now=noon, confirm_after=timedelta(0))
    assert store.relations.of([one]) == {one: ()}
    store.keep(make(2), now=noon)
    assert len(store.relations.of([one])[one]) == 1


def test_relations_must_be_of_the_article_and_lead_elsewhere(store: Store, make: Make, noon: datetime) -> None:
    one, two = (store.keep(make(number), now=noon).id for number in (1, 2))
    for wrong in (relation(two, one, 0.5), relation(one, one, 0.5)):
        with pytest.raises(ValueError, match="not a relation of"):
            store.relations.keep(one, [wrong])
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.relations.keep(one, [relation(one, "vn-a-unknown", 0.5)])


def test_articles_wait_to_be_related_once_a_revision(store: Store, make: Make, noon: datetime) -> None:
    one, two, three = (store.keep(make(number), now=noon + number * HOUR).id for number in (1, 2, 3))
    assert store.relations.waiting(9) == (one, two, three)
    assert store.relations.waiting(2) == (one, two)
    store.relations.mark({one: 1, two: 1})
    assert store.relations.waiting(9) == (three,)
    store.keep(make(1, categories=("Tin",)), now=noon + 4 * HOUR)
    assert store.relations.waiting(9) == (three,)
    store.keep(make(1, title="Khác"), now=noon + 5 * HOUR)
    assert store.relations.waiting(9) == (three, one)
    store.relations.mark({one: 1})
    assert store.relations.waiting(9) == (three, one)
    store.relations.mark({one: 2})
    assert store.relations.waiting(9) == (three,)
    store.relations.mark({})


def test_a_withdrawn_article_does_not_wait_but_a_restored_one_does(store: Store, make: Make, noon: datetime) -> None:
    one = store.keep(make(), now=noon).id
    for _ in range(2):
        store.missing(one, now=noon, confirm_after=timedelta(0))
    assert store.relations.waiting(9) == ()
    store.relations.mark({one: 1})
    store.keep(make(), now=noon)
    assert store.relations.waiting(9) == (one,)
