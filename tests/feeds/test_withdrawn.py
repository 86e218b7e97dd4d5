"""A withdrawn article: a tombstone in Atom, its entry with a clear mark elsewhere."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from feeds.feed import Feed
from feeds.json_feed import render_json
from feeds.render import render_atom, render_rss
from feeds.tombstone import Tombstone
from feeds.variant import Variant, vary
from tests.feeds.conftest import NOW, attributes, make_article, make_feed, make_rich, parse, stored, texts

TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
GONE = NOW - timedelta(minutes=5)


def pair(**changes: Any) -> tuple[Feed, Feed]:
    """A feed before and after one of its two articles was withdrawn."""
    one, other = stored(make_rich("1", **changes)), stored(make_article("2"))
    return make_feed(one, other)[0], make_feed(replace(one, withdrawn=GONE), other)[0]


def test_atom_has_a_tombstone_in_place_of_the_entry() -> None:
    _, after = pair()
    root = parse(render_atom(after))
    (grave,) = root.findall(TOMBSTONE)
    assert attributes(grave) == {"ref": "tag:loa.localhost,2026:vn-ha-long-aaaaaaaaaaa1", "when": "2026-11-20T09:59:05+07:00"}
    by = "{http://purl.org/atompub/tombstones/1.0}by/{http://www.w3.org/2005/Atom}name"
    assert grave.findtext(by) == "Cổng thông tin ha-long"
    assert texts(root, "atom:entry/atom:id") == ["tag:loa.localhost,2026:vn-ha-long-aaaaaaaaaaa2"]
    tags = [child.tag for child in root]
    assert tags.index(TOMBSTONE) < tags.index("{http://www.w3.org/2005/Atom}entry")  # as the schema of RFC 4287 wants


def test_a_feed_without_withdrawals_knows_no_tombstones() -> None:
    before, _ = pair()
    assert b"tombstones" not in render_atom(before)


def test_rss_and_json_keep_the_entry_with_a_mark_and_its_dates() -> None:
    before, after = pair()
    old, new = parse(render_rss(before))[0], parse(render_rss(after))[0]
    for part in ("guid", "pubDate", "link"):
        assert texts(old, f"item/{part}") == texts(new, f"item/{part}")
    titles, contents = texts(new, "item/title"), texts(new, "item/content:encoded")
    assert "[Đã gỡ] Khánh thành trường mầm non số 1" in titles
    notice = "<p><strong>Trang gốc đã gỡ bài này, Loa nhận ra ngày 20/11/2026. Dưới đây là bài như đã đọc được.</strong></p>\n"
    assert [content.startswith(notice) for content in contents] == [title.startswith("[Đã gỡ]") for title in titles]
    was, item = (
        next(each for each in json.loads(render_json(feed))["items"] if each["id"].endswith("1")) for feed in (before, after)
    )
    assert (item["title"], item["_loa"]["withdrawn"]) == ("[Đã gỡ] Khánh thành trường mầm non số 1", "2026-11-20T09:59:05+07:00")
    assert item["content_html"] == notice + was["content_html"]
    assert [was[name] for name in ("id", "url", "date_published")] == [item[name] for name in ("id", "url", "date_published")]
    assert "withdrawn" not in was["_loa"]


def test_in_english_it_says_so_in_english() -> None:
    _, after = pair(language="en")
    assert "[Withdrawn] Khánh" in render_rss(after).decode()
    assert "The source has withdrawn this article; Loa noticed on 2026-11-20." in render_rss(after).decode()


def test_a_summary_says_so_too() -> None:
    _, after = pair()
    assert "Trang gốc đã gỡ bài này" in render_rss(vary(after, Variant.SUMMARY)).decode()


def test_tombstones_of_former_entries_the_newest_first_and_none_of_what_is_shown() -> None:
    _, after = pair()
    shown = next(entry.id for entry in after.entries if not entry.withdrawn)
    hidden = next(entry.id for entry in after.entries if entry.withdrawn)
    others = tuple(
        Tombstone(ref=ref, when=GONE + timedelta(minutes=minutes)) for ref, minutes in (("tag:x,2026:a", -9), ("tag:x,2026:b", 1))
    )
    feed = replace(after, tombstones=(*others, Tombstone(ref=shown, when=NOW), Tombstone(ref=hidden, when=NOW, by="x")))
    graves = parse(render_atom(feed)).findall(TOMBSTONE)
    assert [grave.get("ref") for grave in graves] == ["tag:x,2026:b", hidden, "tag:x,2026:a"]
    assert [len(grave) for grave in graves] == [0, 1, 0]
