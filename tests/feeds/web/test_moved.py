"""Feeds that moved answer with their new address, feeds that ended with 410."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.app import Serving, create_app
from feeds.web.moved import Moved, read_moved
from tests.feeds.conftest import BASE
from tests.feeds.web.serving import Client, served

TABLE = {
    "moved": {
        "place/vn-old": "place/vn-mid",
        "place/vn-mid": "place/vn-new",
        "search/a": "search/b",
        "search/b": "search/a",
        "vn-x": "vn-gone",
    },
    "ended": ["search/x", "vn-gone"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("place/vn-new/feed.atom", "place/vn-new/index.html", "place/vn-old/archive/1.atom", "vn-ha-long/feed.rss"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<{name}/>" * 50)
    (tmp_path / "addresses.json").write_text(json.dumps(TABLE))
    return tmp_path


@pytest.fixture
def ask(root: Path) -> Iterator[Client]:
    with served(create_app(root, Serving(public_url=BASE, max_age_seconds=600))) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/place/vn-old/feed.atom", "place/vn-new/feed.atom"),
        ("/place/vn-mid/steady.json", "place/vn-new/steady.json"),
        ("/place/vn-old/", "place/vn-new/"),
        ("/place/vn-old", "place/vn-new/"),
        ("/place/vn-old/archive/2.atom", "place/vn-new/feed.atom"),
        ("/place/vn-old/feed.atom?a=1%0d%0aX:y", "place/vn-new/feed.atom?a=1%0d%0aX:y"),
    ],
)
def test_a_moved_feed_is_redirected_for_good_to_where_it_is_in_the_end(ask: Client, path: str, there: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(path, method)
        assert answer.status == 301
        assert answer["Location"] == BASE + there
        assert answer["Cache-Control"] == "public, max-age=600"
        assert answer.body == b""


def test_the_archive_of_a_moved_feed_stays_where_it_is(ask: Client) -> None:
    assert ask("/place/vn-old/archive/1.atom").status == 200


@pytest.mark.parametrize("path", ["/search/x/feed.rss", "/search/x/", "/search/x", "/vn-gone/feed.json", "/vn-x/feed.atom"])
def test_an_ended_feed_is_gone_and_says_so_on_a_page(ask: Client, path: str) -> None:
    answer = ask(path)
    assert answer.status == 410
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "This feed has ended" in answer.body.decode()
    assert ask(path, "HEAD").body == b""


@pytest.mark.parametrize(
    "path", ["/search/a/feed.rss", "/place/vn-older/feed.atom", "/place/feed.atom", "/addresses.json", "/place/vn-old2"]
)
def test_others_are_not_found(ask: Client, path: str) -> None:
    assert ask(path).status == 404


def test_the_table_is_the_one_on_disk_even_for_a_feed_in_memory(root: Path, ask: Client) -> None:
    assert ask("/vn-ha-long/feed.rss").status == 200
    assert ask("/vn-ha-long/feed.rss").status == 200
    (root / "new").write_text(json.dumps({"moved": {"vn-ha-long": "place/vn-new"}, "ended": []}))
    (root / "new").replace(root / "addresses.json")
    time.sleep(1.1)
    assert ask("/vn-ha-long/feed.rss").status == 301
    assert ask("/place/vn-old/feed.atom").status == 404
    (root / "addresses.json").unlink()
    assert ask("/place/vn-old/feed.atom").status == 404


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", '{"moved": []}', '{"moved": {"a": 1, "../x": "b", "b": "/etc"}, "ended": [1, null, "..", "a/b/c"]}'],
)
def test_a_damaged_table_harms_nobody(text: str) -> None:
    assert read_moved(text.encode()) == Moved()


STEMS = st.sampled_from(["a", "b", "c", "place/a", "place/b", "topic/c"])


@given(st.dictionaries(STEMS, STEMS), st.lists(STEMS), STEMS)
def test_whatever_moved_where_a_successor_has_not_moved_itself(moved: dict[str, str], ended: list[str], stem: str) -> None:
    table = read_moved(json.dumps({"moved": moved, "ended": ended}).encode())
    successor = table.successor(f"/{stem}/feed.rss")
    if successor is not None:
        assert successor.removesuffix("/feed.rss") not in table.moved
        assert table.successor(f"/{successor}") is None
    table.has_ended(f"/{stem}/feed.rss")
