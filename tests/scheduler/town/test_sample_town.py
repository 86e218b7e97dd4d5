"""The sample town as a server: conditions, stages, its journal, starting and stopping."""

from __future__ import annotations

import gzip
import http.client
import math
import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import pytest

from news import clock
from news.errors import SettingsError
from scheduler.town.server import SampleTown
from tests.conftest import free_ports
from tests.scheduler.town.visiting import ask, links, tree, words


@pytest.fixture(scope="module")
def still() -> Iterator[SampleTown]:
    """A town at stage 0 that no test of this module moves."""
    with SampleTown(0, stage_seconds=math.inf) as town:
        yield town


@pytest.fixture
def moving() -> Iterator[SampleTown]:
    with SampleTown(0, stage_seconds=math.inf) as town:
        yield town


def test_who_has_a_page_is_told_so(still: SampleTown) -> None:
    for portal in still.portals:
        _, headers, body = ask(portal.listings[0])
        tag, modified = headers["etag"], headers["last-modified"]
        assert ask(portal.listings[0])[2] == body
        for condition in ({"If_None_Match": tag}, {"If_None_Match": f'"x", {tag}'}, {"If_Modified_Since": modified}):
            status, again, nothing = ask(portal.listings[0], **condition)
            assert (status, nothing) == (304, b"")
            assert again["etag"] == tag
        older = "Mon, 01 Jan 2018 00:00:00 GMT"
        for condition in (
            {"If_None_Match": '"x"'},
            {"If_Modified_Since": older},
            {"If_Modified_Since": "yesterday"},
            {"If_None_Match": '"x"', "If_Modified_Since": modified},
        ):
            status, _, full = ask(portal.listings[0], **condition)
            assert (status, full) == (200, body)


def test_head_gzip_and_other_methods(still: SampleTown) -> None:
    packed = 0
    for portal in still.portals:
        _, plain, body = ask(portal.homepage)
        status, headers, nothing = ask(portal.homepage, "HEAD")
        assert (status, nothing) == (200, b"")
        assert (headers["etag"], headers["content-length"]) == (plain["etag"], str(len(body)))
        assert ask(portal.homepage, "POST")[0] == 405
        _, headers, small = ask(portal.homepage, Accept_Encoding="gzip")
        if headers.get("content-encoding") == "gzip":
            packed += 1
            assert headers["etag"].startswith("W/")
            assert gzip.decompress(small) == body
        else:
            assert small == body
    assert 0 < packed < len(still.portals)


def test_robots_and_icons(still: SampleTown) -> None:
    robots = {portal.family: ask(f"{portal.homepage}robots.txt")[2].decode() for portal in still.portals}
    assert [family for family, text in robots.items() if "Crawl-delay: 0.5" in text] == ["tandan"]
    with SampleTown(0, stage_seconds=math.inf, crawl_delay=0.02) as hurried:
        slow = next(portal for portal in hurried.portals if portal.family == "tandan")
        assert ask(f"{slow.homepage}robots.txt")[2].decode() == robots["tandan"].replace("0.5", "0.02")
    assert "Disallow: /vi/news/print/" in robots["nukeviet"]
    for portal in still.portals:
        assert ask(f"{portal.homepage}favicon.ico")[1]["content-type"] == "image/png"


def test_one_portal_says_missing_with_status_200(still: SampleTown) -> None:
    statuses = {portal.family: ask(f"{portal.homepage}khong-co/trang-nay-999999")[0] for portal in still.portals}
    assert statuses == {"pxny": 404, "tandan": 404, "vnportal": 200, "daklak": 404, "nukeviet": 404}


def test_stages_bring_new_corrected_and_withdrawn_articles(moving: SampleTown) -> None:
    listings = {portal.id: portal.listings[0] for portal in moving.portals}
    start = moving.expected()
    tags = {portal: ask(url)[1] for portal, url in listings.items()}
    (leaving,) = (truth for truth in start.values() if truth.number == "1688")
    corrected = next(truth for truth in start.values() if truth.number == "411902")

    assert moving.advance() == 1
    now = moving.expected()
    assert {truth.portal for url, truth in now.items() if url not in start} == {"vn-bach-khe", "vn-trang-sim"}
    assert now[corrected.url].edited
    assert now[corrected.url].title in words(tree(corrected.url))
    assert "7.390 người" in words(tree(corrected.url))
    stale = {"If_None_Match": tags["vn-bach-khe"]["etag"]}
    assert ask(listings["vn-bach-khe"], **stale)[0] == 200
    assert ask(listings["vn-bach-khe"], If_Modified_Since=tags["vn-bach-khe"]["last-modified"])[0] == 200
    assert ask(listings["vn-ha-long"], If_None_Match=tags["vn-ha-long"]["etag"])[0] == 304

    assert moving.advance() == 2
    assert leaving.url not in moving.expected()
    assert ask(leaving.url)[0] == 410
    assert leaving.url not in links(listings["vn-ea-blom"])

    while moving.stage < moving.last_stage:
        moving.advance()
    assert moving.advance() == moving.last_stage
    assert len([url for url in moving.expected() if url not in start]) >= 4


def test_stages_follow_the_time_since_the_start() -> None:
    long_ago = clock.now() - timedelta(seconds=95)
    assert SampleTown(started=long_ago, stage_seconds=45).stage == 2
    assert SampleTown(started=long_ago, stage_seconds=1).stage == SampleTown().last_stage
    assert SampleTown(started=clock.now() + timedelta(days=1), stage_seconds=1).stage == 0
    assert SampleTown(stage_seconds=0.001).stage == 0


def test_the_same_stage_shows_the_same_pages(still: SampleTown) -> None:
    truths = list(still.expected().values())
    with SampleTown(0, stage_seconds=math.inf) as other:
        for mine, theirs in zip(truths[::9], list(other.expected().values())[::9], strict=True):
            strip = re.compile(rb"127\.0\.0\.1:\d+")
            assert strip.sub(b"", ask(mine.url)[2]) == strip.sub(b"", ask(theirs.url)[2])


def test_requests_are_kept_for_tests_of_manners() -> None:
    with SampleTown(0, stage_seconds=math.inf) as town:
        assert not town.requests
        listing = town.portals[1].listings[0]
        _, headers, _ = ask(f"{listing}?PageIndex=2", User_Agent="Loa (+mailto:a@example.org)")
        ask(f"{listing}?PageIndex=2", If_None_Match=headers["etag"])
        ask(urljoin(listing, "/kh%C3%B4ng%20c%C3%B3"), "HEAD")
        first, second, third = town.requests
    assert (first.portal, first.method, first.status) == ("vn-dong-thach", "GET", 200)
    assert first.path == "/portal/Pages/Tin-tuc-su-kien.aspx?PageIndex=2"
    assert first.user_agent == "Loa (+mailto:a@example.org)"
    assert (first.conditional, second.conditional) == (False, True)
    assert second.status == 304
    assert (third.method, third.path, third.status) == ("HEAD", "/kh%C3%B4ng%20c%C3%B3", 404)
    assert first.moment <= second.moment <= clock.now()


def test_sources_are_ready_to_crawl() -> None:
    town = SampleTown(9300)
    assert [source.family for source in town.sources()] == ["pxny", "tandan", "vnportal", "daklak", "nukeviet"]
    for source, portal, port in zip(town.sources(), town.portals, range(9300, 9305), strict=True):
        assert source.id == portal.id
        assert source.allowed_hosts == {f"127.0.0.1:{port}"}
        assert source.interval_minutes == 1
        assert source.place
        assert source.place.province
        assert portal.port == port
        assert source.listings == portal.listings


def test_a_taken_port_is_named_and_the_others_are_given_back() -> None:
    taken = free_ports(5)
    with SampleTown(taken), pytest.raises(SettingsError, match=f"port {taken}"):
        SampleTown(taken).start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", taken))


def test_it_stops_within_a_second_with_a_visitor_still_there() -> None:
    town = SampleTown(0)
    town.start()
    town.start()
    portal = town.portals[0]
    visitor = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
    visitor.request("GET", "/")
    assert visitor.getresponse().read()
    begun = clock.monotonic()
    town.stop()
    assert clock.monotonic() - begun < 1
    town.stop()
    visitor.close()
    with pytest.raises(ConnectionRefusedError):
        ask(portal.homepage)


def test_a_stopped_town_starts_again_on_its_ports() -> None:
    town = SampleTown(0, stage_seconds=math.inf)
    with town:
        town.advance()
        first = town.portals
    with town:
        assert town.portals == first
        assert town.stage == 1
        assert ask(first[0].homepage)[0] == 200


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "0.0.0.0"}, "0.0.0.0"),
        ({"host": "example.org"}, "example.org"),
        ({"base_port": 65_532}, "65531"),
        ({"base_port": -1}, "between 0"),
        ({"stage_seconds": 0}, "more than 0"),
        ({"stage_seconds": math.nan}, "more than 0"),
        ({"crawl_delay": -0.1}, "not be negative"),
        ({"crawl_delay": math.nan}, "not be negative"),
        ({"started": datetime.fromisoformat("2026-01-01")}, "aware"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)):
        SampleTown(**settings)


def test_a_town_without_ports_has_no_addresses() -> None:
    town = SampleTown(0)
    for question in (town.sources, town.expected, lambda: town.portals):
        with pytest.raises(SettingsError, match="before it starts"):
            question()
