"""What a feed says of itself beside its entries: hub, archives, further entries, icon, how often to come."""

import json
from dataclasses import replace

from feeds.entry import EntryPlace
from feeds.feed import Feed, FeedLink
from feeds.json_feed import render_json
from feeds.render import render_atom, render_rss
from tests.feeds.conftest import BASE, attributes, elements, parse, texts
from tests.feeds.kinds import HUB, archive_feed, rich_feed

ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
PREVIOUS = FeedLink(
    rel="prev-archive", href=f"{BASE}vn-ha-long/archive/3.atom", media_type="application/atom+xml", title="Tin cũ hơn"
)


def linked() -> Feed:
    return replace(rich_feed(), links=(HUB, PREVIOUS))


def test_atom_links_to_hub_and_archive_with_the_site_last() -> None:
    links = [attributes(link) for link in elements(parse(render_atom(linked())), "atom:link")]
    assert links == [
        {"rel": "self", "type": "application/atom+xml", "href": f"{BASE}vn-ha-long/feed.atom"},
        {"rel": "hub", "href": "https://hub.example/"},
        {"rel": "prev-archive", "type": "application/atom+xml", "title": "Tin cũ hơn", "href": PREVIOUS.href},
        {"rel": "alternate", "type": "text/html", "href": "https://ha-long.example/"},
    ]


def test_rss_links_to_them_too_and_its_own_link_stays_the_site() -> None:
    channel = parse(render_rss(linked()))[0]
    assert texts(channel, "link") == ["https://ha-long.example/"]
    assert [link.get("rel") for link in elements(channel, "atom:link")] == ["self", "hub", "prev-archive"]
    assert texts(channel, "atom:link[@rel='hub']/@href") == ["https://hub.example/"]


def test_json_feed_has_hubs_and_the_address_of_further_entries() -> None:
    more = FeedLink(rel="next", href=f"{BASE}vn-ha-long/older.json")
    document = json.loads(render_json(replace(linked(), links=(HUB, PREVIOUS, more))))
    assert document["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert document["next_url"] == more.href
    plain = json.loads(render_json(replace(linked(), links=())))
    assert "hubs" not in plain
    assert "next_url" not in plain
    assert plain["favicon"] == f"{BASE}favicon.svg"


def test_an_archive_says_so_and_where_it_is() -> None:
    root = parse(render_atom(archive_feed()))
    assert root.find(ARCHIVE) is not None
    assert texts(root, "atom:link[@rel='self']/@href") == [f"{BASE}vn-ha-long/archive/2.atom"]
    assert texts(root, "atom:link/@rel") == ["self", "current", "prev-archive", "next-archive", "alternate"]
    assert parse(render_rss(archive_feed()))[0].find(ARCHIVE) is not None
    assert b"syndication/history" not in render_atom(rich_feed()) + render_rss(rich_feed())


def test_the_icon_of_atom() -> None:
    assert texts(parse(render_atom(rich_feed())), "atom:icon") == [f"{BASE}favicon.svg"]


def test_how_often_to_come() -> None:
    assert texts(parse(render_rss(rich_feed())), "channel/ttl") == ["15"]
    assert texts(parse(render_rss(replace(rich_feed(), ttl_minutes=60))), "channel/ttl") == ["60"]


def test_a_place_is_given_where_its_coordinates_are_known() -> None:
    feed = rich_feed()
    georss = "{http://www.georss.org/georss}"
    for item in (parse(render_atom(feed))[-1], parse(render_rss(feed))[0][-1]):
        assert item.findtext(f"{georss}point") == "20.9511 107.0748"
        assert item.findtext(f"{georss}featurename") == "Phường Hạ Long"
    place = json.loads(render_json(feed))["items"][0]["_loa"]["place"]
    assert place == {"name": "Phường Hạ Long", "latitude": 20.9511, "longitude": 107.0748}
    entries = tuple(replace(entry, place=EntryPlace(name="Phường Hạ Long")) for entry in feed.entries)
    elsewhere = replace(feed, entries=entries)
    assert b"georss" not in render_atom(elsewhere) + render_rss(elsewhere)
    assert json.loads(render_json(elsewhere))["items"][0]["_loa"]["place"] == {"name": "Phường Hạ Long"}
