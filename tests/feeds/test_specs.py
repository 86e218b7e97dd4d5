"""Feeds of places and stories: which there are, what they hold, and where those of units that ended went."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from feeds.moving import Table, table_of
from feeds.publish import FeedOptions, publish
from feeds.selection import Kind, select
from feeds.specs import moved_places, place_slug, place_specs, story_specs
from feeds.web.moved import Moved, read_moved
from news import places
from news.place import Place
from news.related.job import relate
from news.related.story import Story
from news.source import Source
from news.store import Store
from news.store import stories as kept_stories
from news.store.stories import Membership
from tests.feeds.conftest import NOW, make_article, make_source, minute, parse, texts

TODAY = date(2026, 11, 20)
CITY, WARD, PROVINCE = "vn/quang-ninh/thanh-pho-ha-long", "vn/quang-ninh/phuong-ha-long", "vn/quang-ninh"


def source_in(place: str, name: str = "ha-long") -> Source:
    return replace(make_source(name), place=places.get(place))


def stem(place: str) -> str:
    found = places.get(place)
    assert found is not None
    return f"place/{place_slug(found)}"


def test_a_ward_and_what_it_lies_in_have_feeds() -> None:
    sources = (source_in(WARD), make_source("elsewhere"), source_in(PROVINCE, "quang-ninh"))
    specs = {spec.stem: spec for spec in place_specs(sources, day=TODAY)}
    assert specs.keys() == {stem(WARD), stem(PROVINCE)}
    assert specs[stem(WARD)].sources == ("vn-ha-long",)
    assert specs[stem(PROVINCE)].sources == ("vn-ha-long", "vn-quang-ninh")
    assert next(iter(specs)) == stem(PROVINCE)
    assert all(spec.kind is Kind.PLACE and spec.several and spec.language == "vi" for spec in specs.values())


def test_the_news_of_a_unit_that_ended_go_to_every_heir() -> None:
    city = places.get(CITY)
    assert city is not None
    heirs = places.heirs(city, TODAY)
    assert len(heirs) > 1
    stems = {spec.stem for spec in place_specs((source_in(CITY),), day=TODAY)}
    assert stems == {f"place/{place_slug(heir)}" for heir in heirs} | {stem(PROVINCE)}


def test_places_nobody_knows_have_no_feed() -> None:
    assert not list(place_specs((make_source(), replace(make_source("b"), place=Place(name="Đâu đó", country="vn"))), day=TODAY))
    assert not moved_places((), day=TODAY)


def test_an_ended_unit_with_one_heir_moved_there() -> None:
    ended = next(
        unit
        for unit in places.places("vn")
        if not unit.existed(TODAY) and len(places.heirs(unit, TODAY)) == 1 and place_slug(unit) != ""
        if place_slug(unit) != place_slug(places.heirs(unit, TODAY)[0])
        if not any(place_slug(unit) == place_slug(other) for other in places.at(TODAY))
    )
    specs = tuple(place_specs((source_in(ended.id or ""),), day=TODAY))
    moved = moved_places(specs, day=TODAY)
    assert moved[f"place/{place_slug(ended)}"] == f"place/{place_slug(places.heirs(ended, TODAY)[0])}"
    assert not moved.keys() & {spec.stem for spec in specs}
    assert list(moved) == sorted(moved)


def test_a_story_is_its_texts_without_copies(store: Store) -> None:
    one, two, three = (store.keep(make_article(str(number)), now=NOW).id for number in range(3))
    story = Story(
        id=f"story-{one}",
        title="<b>Trường</b>",
        first=NOW,
        last=NOW,
        members=(three, two, one),
        copies=frozenset({two}),
        texts=(three, one),
    )
    (spec,) = story_specs((story, replace(story, id="../x"), replace(story, title="")), store.sources())
    assert (spec.stem, spec.title, spec.several) == (f"story/story-{one}", "Trường", True)
    assert [each.id for each in select(store, spec, limit=9).articles] == [three, one]
    for hours in (1, 30):
        store.missing(three, now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    kept = select(store, spec, limit=9).articles
    assert [(each.id, each.withdrawn is not None) for each in kept] == [(three, True), (one, False)]


def test_a_withdrawn_article_is_taken_back_from_its_story(store: Store, options: FeedOptions) -> None:
    ids = [store.keep(make_article(str(number), published=minute(2026, 11, 1 + number)), now=NOW).id for number in range(3)]
    folder = options.public_dir / "story" / tell(store, *ids)
    publish(store, options, now=NOW)
    assert "[Đã gỡ]" not in (folder / "feed.rss").read_text()
    for hours in (1, 30):
        store.missing(ids[1], now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    publish(store, options, now=NOW + timedelta(hours=31))
    root = parse((folder / "feed.atom").read_bytes())
    assert len(texts(root, "atom:entry")) == 2
    (grave,) = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert grave.get("ref") == f"tag:loa.localhost,2026:{ids[1]}"
    titles = [item["title"] for item in json.loads((folder / "feed.json").read_text())["items"]]
    assert [title.startswith("[Đã gỡ]") for title in titles] == [False, True, False]


def tell(store: Store, *members: str) -> str:
    """The id of a new story of these articles."""
    with store.write() as connection:
        story = kept_stories.mint(connection, members)
        kept_stories.put(connection, [Membership(article=each, story=story, copy_of=None) for each in members])
        kept_stories.settle(connection, [story])
    return story


def table(known: Moved, published: set[str], now: set[str], stories: dict[str, str]) -> Table:
    return table_of(known, published=published, now=now, moved={"place/1": "place/2"}, story=stories.get)


def test_what_went_is_told_for_ever() -> None:
    now = {"all", "place/2", "story/b"}
    first = table(Moved(), {"all", "vn-x", "place/1", "story/a", "story/z"}, now, {"a": "b"})
    assert first.moved == {"place/1": "place/2", "story/a": "story/b"}
    assert first.ended == ("story/z", "vn-x")
    known = read_moved(first.written())
    again = table(known, now, now, {"a": "b"})
    assert (again.moved, again.ended, again.written()) == (first.moved, first.ended, first.written())
    assert table(known, now, now, {"a": "c"}).ended == ("story/a", "story/z", "vn-x")
    back = table(known, now, now | {"vn-x", "place/1"}, {"a": "b"})
    assert back.moved == {"story/a": "story/b"}
    assert back.ended == ("story/z",)


def test_places_and_stories_are_published_in_full_and_in_short(store: Store, options: FeedOptions) -> None:
    store.keep_source(source_in(WARD), now=NOW)
    body = "Phường Hạ Long khánh thành trường mầm non Hoa Sen tại khu 5 với 12 phòng học, tổng kinh phí 20 tỷ đồng."
    for number in range(2):
        store.keep(make_article(str(number), title=f"Khánh thành trường mầm non Hoa Sen, lần {number}", lead=body), now=NOW)
    while relate(store).related:
        pass
    publish(store, options, now=NOW)
    folder = options.public_dir / stem(WARD)
    assert {path.name for path in folder.iterdir()} >= {"feed.rss", "summary.atom", "steady.json", "feeds.opml"}
    assert len(texts(parse((folder / "feed.atom").read_bytes()), "atom:entry")) == len(
        texts(parse((folder / "summary.atom").read_bytes()), "atom:entry")
    )
    opml = (folder / "feeds.opml").read_text()
    assert "vn-ha-long/feed.atom" in opml
    assert "vn-bach-khe" not in opml
    stories = store.stories.newest(limit=9)
    assert {path.name for path in (options.public_dir / "story").glob("*")} == {story.id for story in stories}
    store.keep_source(make_source(), now=NOW)
    report = publish(store, options, now=NOW)
    assert f"{stem(WARD)}/feed.rss" in report.removed
    assert not (options.public_dir / "place").exists()
    assert stem(WARD) in json.loads((options.public_dir / "addresses.json").read_text())["ended"]


def test_a_story_that_is_told_no_more_keeps_its_feed(store: Store, options: FeedOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [store.keep(make_article(str(number), published=minute(2026, 11, 1 + number)), now=NOW).id for number in range(4)]
    told = [tell(store, *pair) for pair in (ids[:2], ids[2:])]
    publish(store, options, now=NOW)
    old = options.public_dir / "story" / told[0]
    before = {path.name: path.read_bytes() for path in old.iterdir()}
    assert "feed.atom" in before
    monkeypatch.setattr("feeds.publish.MAX_STORIES", 1)
    assert publish(store, options, now=NOW).removed == ()
    assert {path.name: path.read_bytes() for path in old.iterdir()} == before
    assert json.loads((options.public_dir / "addresses.json").read_text())["ended"] == []
    with store.write() as connection:
        kept_stories.merge(connection, told)
        kept_stories.settle(connection, told[:1])
    publish(store, options, now=NOW)
    assert json.loads((options.public_dir / "addresses.json").read_text())["moved"] == {f"story/{told[1]}": f"story/{told[0]}"}


def test_an_older_story_that_has_a_feed_is_told_anew_when_it_changes(
    store: Store, options: FeedOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [store.keep(make_article(str(number), published=minute(2026, 11, 1 + number)), now=NOW).id for number in range(5)]
    old, _ = tell(store, *ids[:3]), tell(store, *ids[3:])
    publish(store, options, now=NOW)
    monkeypatch.setattr("feeds.publish.MAX_STORIES", 1)
    publish(store, options, now=NOW)
    for hours in (1, 30):
        store.missing(ids[1], now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    store.keep(make_article("0", title="Đã sửa", published=minute(2026, 11, 1)), now=NOW + timedelta(hours=30))
    report = publish(store, options, now=NOW + timedelta(hours=31))
    assert f"story/{old}" in report.built
    titles = [item["title"] for item in json.loads((options.public_dir / "story" / old / "feed.json").read_text())["items"]]
    assert titles[1].startswith("[Đã gỡ]")
    assert titles[2] == "Đã sửa"
    assert publish(store, options, now=NOW + timedelta(hours=32)).built == ()
