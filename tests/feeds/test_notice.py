"""Notices in feeds: in their places by date, and gone when they are old; that of a place whose units came together."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from feeds.feed import Feed
from feeds.merger import merger_entries
from feeds.notice import notice, with_notices
from feeds.publish import FeedOptions, publish
from feeds.specs import place_slug, place_specs
from news import places
from news.place import Place
from news.source import Source
from news.store import Store
from tests.feeds.conftest import (
    AUTHORITY,
    BASE,
    NOW,
    make_article,
    make_feed,
    make_source,
    minute,
    parse,
    source_spec,
    stored,
    texts,
)

TODAY = date(2026, 11, 20)
PROVINCE, ENDED = "vn/tuyen-quang", "vn/ha-giang"
"""The second became part of the first, and of no other."""


def unit(name: str) -> Place:
    found = places.get(name)
    assert found is not None
    return found


def source_in(name: str) -> Source:
    return replace(make_source(), place=unit(name))


def place_feed(source: Source, place: str = PROVINCE, *articles: str) -> Feed:
    spec = next(each for each in place_specs((source,), day=TODAY) if each.stem == f"place/{place_slug(unit(place))}")
    return make_feed(*(stored(make_article(key)) for key in articles), spec=spec, sources=(source,))[0]


@pytest.mark.parametrize(("limit", "told"), [(1, ["new"]), (2, ["new", "told", "old"]), (9, ["new", "told", "old"])])
def test_a_notice_stands_in_its_place_and_goes_like_any_entry(limit: int, told: list[str]) -> None:
    source = make_source()
    articles = [stored(make_article(key, published=minute(2026, 11, day, 1, 0))) for key, day in (("old", 2), ("new", 4))]
    feed, _ = make_feed(*articles, spec=source_spec(source), sources=(source,))
    feed = replace(feed, entries=feed.entries[:limit])
    at = datetime(2026, 11, 3, tzinfo=UTC)
    entry = notice(
        "x/1",
        authority=AUTHORITY,
        source=source,
        title="T",
        lines=["<a>", "b"],
        link=BASE,
        published=at,
        edited=NOW,
        language="vi",
    )
    shown = with_notices(feed, [entry], limit=limit)
    assert [each.article_id.removeprefix(f"{source.id}-").lstrip("a").replace("x/1", "told") for each in shown.entries] == told
    assert shown.updated == (NOW if "told" in told else feed.updated)
    assert entry.content == "<p>&lt;a&gt;</p><p>b</p>"
    assert (entry.summary, entry.updated, entry.edited) == ("<a> b", NOW, True)


def test_a_place_says_once_which_feed_it_took_the_place_of() -> None:
    source = source_in(ENDED)
    (entry,) = merger_entries(place_feed(source), {source.id: source})
    assert entry.id == f"tag:{AUTHORITY}:merged/{place_slug(unit(ENDED))}"
    assert entry.title == "Tỉnh Hà Giang nay thuộc Tỉnh Tuyên Quang"
    assert "Từ ngày 01/07/2025" in entry.summary
    assert entry.published.isoformat() == "2025-07-01T00:00:00+07:00"
    assert entry.link == f"{BASE}place/08/"
    english = replace(source, language="en")
    (told,) = merger_entries(place_feed(english), {source.id: english})
    assert told.title == "Tỉnh Hà Giang is part of Tỉnh Tuyên Quang now"


def test_nothing_is_said_before_it_is_so_nor_of_units_that_had_no_feed() -> None:
    def merged(place: str, day: date = TODAY) -> set[str]:
        return {unit for spec in place_specs((source_in(place),), day=day) for unit in spec.merged}

    assert merged(ENDED) == {ENDED}
    assert merged(ENDED, date(2025, 6, 30)) == set()
    assert merged(PROVINCE) == set()
    assert "vn/quang-ninh/thanh-pho-ha-long" not in merged("vn/quang-ninh/thanh-pho-ha-long"), "it went to several"
    assert merged("vn/bac-giang") == set(), "its successor has its code, and its address"


def test_the_successors_feed_tells_those_who_are_led_there(store: Store, options: FeedOptions) -> None:
    store.keep_source(source_in(ENDED), now=NOW)
    store.keep(make_article(), now=NOW)
    before = datetime(2025, 6, 29, tzinfo=UTC)
    own, successor = (options.public_dir / "place" / place_slug(unit(each)) / "feed.atom" for each in (ENDED, PROVINCE))
    publish(store, options, now=before)
    assert own.is_file()
    assert not successor.exists() or b":merged/" not in successor.read_bytes()
    publish(store, options, now=before + timedelta(days=4))
    assert not own.exists()
    told = parse(successor.read_bytes())
    (one,) = (each for each in texts(told, "atom:entry/atom:id") if ":merged/" in each)
    assert one.endswith(f":merged/{place_slug(unit(ENDED))}")
    body = successor.read_bytes()
    publish(store, options, now=before + timedelta(days=40))
    assert successor.read_bytes() == body
