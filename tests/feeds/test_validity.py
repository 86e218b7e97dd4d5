"""Every kind of feed in every variant and format: valid by schema, clean by our rules, and the same to independent readers."""

import json
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from feeds.entry import Entry
from feeds.feed import Feed
from feeds.json_feed import render_json
from feeds.render import render_atom, render_rss
from tests.feeds.conftest import NOW, parse
from tests.feeds.kinds import every_feed, rich_feed
from tests.feeds.reading import Seen, by_atoma, by_feedparser, json_by_atoma
from tests.feeds.rules import problems_of_atom, problems_of_json, problems_of_rss

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "json-feed-1.1.json").read_bytes()))
FEEDS = dict(every_feed())
KINDS = pytest.mark.parametrize("kind", FEEDS)


@KINDS
def test_atom_is_valid(kind: str) -> None:
    ATOM.assertValid(parse(render_atom(FEEDS[kind])))


@KINDS
def test_json_feed_is_valid(kind: str) -> None:
    assert [error.message for error in JSON.iter_errors(json.loads(render_json(FEEDS[kind])))] == []


@KINDS
def test_our_rules_hold(kind: str) -> None:
    feed = FEEDS[kind]
    assert problems_of_rss(render_rss(feed), now=NOW) == []
    assert problems_of_atom(render_atom(feed), now=NOW, distinct="steady" not in kind) == []
    assert problems_of_json(render_json(feed), now=NOW) == []


def expected(entry: Entry, *, authors: bool, updated: bool, enclosures: bool) -> Seen:
    return Seen(
        id=entry.id,
        title=entry.title,
        link=entry.link,
        published=entry.published.astimezone(UTC),
        updated=entry.updated.astimezone(UTC) if updated else None,
        authors=entry.authors if authors else None,
        content=entry.html,
        enclosures=tuple((each.url, each.media_type) for each in entry.enclosures) if enclosures else (),
    )


@KINDS
def test_independent_readers_agree_on_atom(kind: str) -> None:
    feed = FEEDS[kind]
    document = render_atom(feed)
    wanted = [expected(entry, authors=True, updated=True, enclosures=True) for entry in feed.shown]
    assert [replace(seen, authors=seen.authors or ()) for seen in by_feedparser(document)] == wanted
    atoma = by_atoma(document)
    named = [
        replace(seen, authors=want.authors if want.authors == () else seen.authors)
        for seen, want in zip(atoma, wanted, strict=True)
    ]
    assert named == wanted


@KINDS
def test_independent_readers_agree_on_rss(kind: str) -> None:
    feed = FEEDS[kind]
    document = render_rss(feed)
    for entry, one, other in zip(feed.entries, by_feedparser(document), by_atoma(document), strict=True):
        sized = [(each.url, each.media_type) for each in entry.enclosures if each.bytes is not None][:1]
        wanted = replace(
            expected(entry, authors=True, updated=False, enclosures=False), title=entry.heading, enclosures=tuple(sized)
        )
        assert replace(one, updated=None) == wanted
        assert replace(other, authors=entry.authors) == wanted


@KINDS
def test_an_independent_reader_agrees_on_json(kind: str) -> None:
    feed = FEEDS[kind]
    for entry, seen in zip(feed.entries, json_by_atoma(render_json(feed)), strict=True):
        wanted = expected(entry, authors=False, updated=entry.edited, enclosures=True)
        assert seen == replace(wanted, title=entry.heading)


def test_every_variant_has_the_same_entries() -> None:
    for kind in ("source", "all", "health"):
        ids = {tuple(entry.id for entry in FEEDS[f"{kind}-{variant}"].entries) for variant in ("feed", "summary", "steady")}
        assert len(ids) == 1


BREAKS = {
    "an entry without an id": (b"<id>tag:loa.localhost,2026:vn-ha-long-aaaaaaaaaaa3</id>", b""),
    "an entry without a title": (b"<title>", b"<subtitle>"),
    "a second site": (b'<link rel="enclosure"', b'<link rel="alternate"'),
    "an address without a host": (b'href="https://ha-long.example/tin/bai-3.html"', b'href="/tin/bai-3.html"'),
    "a script": (b"&lt;p&gt;", b"&lt;script&gt;1&lt;/script&gt;&lt;p&gt;"),
    "a handler": (b"&lt;p&gt;", b"&lt;p onclick='x'&gt;"),
    "an address that runs": (b"&lt;p&gt;", b"&lt;p&gt;&lt;a href='javascript:x'&gt;x&lt;/a&gt;"),
    "a day to come": (b"<published>2026-11-18", b"<published>2027-11-18"),
    "a fraction of a second": (b"<published>2026-11-18T15:30:00", b"<published>2026-11-18T15:30:00.123"),
    "markup in a title": (b"<title>Kh", b"<title>&lt;b&gt;Kh"),
    "Atom with a prefix": (
        b'xmlns="http://www.w3.org/2005/Atom"',
        b'xmlns="http://www.w3.org/2005/Atom" xmlns:a="http://www.w3.org/2005/Atom"',
    ),
    "something before the declaration": (b"<?xml", b"\n<?xml"),
    "a doctype": (b"<feed", b"<!DOCTYPE feed><feed"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_the_checker_notices(what: str) -> None:
    document = render_atom(rich_feed())
    old, new = BREAKS[what]
    assert old in document
    assert problems_of_atom(document, now=NOW) == []
    assert problems_of_atom(document.replace(old, new), now=NOW) != []


def test_the_checker_notices_times_that_are_shared_and_documents_that_are_large() -> None:
    feed = rich_feed()
    same = replace(feed, entries=tuple(replace(entry, updated=NOW - timedelta(days=9)) for entry in feed.entries))
    assert "updated: two entries share a moment" in problems_of_atom(render_atom(same), now=NOW)
    large = replace(feed, entries=tuple(replace(entry, content="<p>" + "x" * 700_000 + "</p>") for entry in feed.entries))
    assert any("bytes" in problem for problem in problems_of_atom(render_atom(large), now=NOW))


JSON_BREAKS = [
    (b'"id":', b'"key":'),
    (b'"content_html":', b'"content":'),
    (b'"url": "https://ha-long', b'"url": "//ha-long'),
    (b'"date_published": "2026', b'"date_published": "26'),
    (b'"_loa": {', b'"_loa": "x", "x": {'),
    (b'"version": "https://jsonfeed.org/version/1.1"', b'"version": "https://jsonfeed.org/version/1"'),
]


@pytest.mark.parametrize(("old", "new"), JSON_BREAKS)
def test_the_schema_of_json_feed_notices(old: bytes, new: bytes) -> None:
    document = render_json(rich_feed())
    assert old in document
    assert list(JSON.iter_errors(json.loads(document.replace(old, new, 1))))


def test_the_same_feed_is_the_same_bytes() -> None:
    one: Feed = rich_feed()
    again: Feed = rich_feed()
    assert (render_rss(one), render_atom(one), render_json(one)) == (render_rss(again), render_atom(again), render_json(again))
    assert render_atom(one) == render_atom(one)
