"""JSON Feed 1.1, and what that format has no place for in our own extension."""

import json
from typing import Any

from feeds.json_feed import render_json
from news.article import Link
from news.related.relation import Reason
from tests.feeds.conftest import make_article, make_feed, make_rich, make_source, relation, stored
from tests.feeds.kinds import empty_feed, rich_feed


def items(document: bytes) -> dict[str, dict[str, Any]]:
    return {item["id"][-1]: item for item in json.loads(document)["items"]}


def test_related_links_and_copies_with_their_reasons() -> None:
    rich = stored(make_rich())
    follow, copy = stored(make_article("2")), stored(make_article("3", "bach-khe"))
    feed, _ = make_feed(
        rich,
        follow,
        copy,
        sources=(make_source(), make_source("bach-khe")),
        relations={rich.id: (relation(rich, follow), relation(rich, copy, Reason.COPY, 1.0))},
    )
    extension = items(render_json(feed))["1"]["_loa"]
    assert extension["related"] == [
        {"url": "https://ha-long.example/tin/bai-2.html", "title": "Khánh thành trường mầm non số 2", "reason": "same story"},
        {"url": "https://ha-long.example/tin/khoi-cong.html", "title": "Khởi công trường mầm non", "reason": "listed"},
    ]
    assert [link["source"] for link in extension["copies"]] == ["Cổng thông tin bach-khe"]
    assert "copies" not in items(render_json(feed))["2"]["_loa"]


def test_an_edit_is_noted_and_dated() -> None:
    found = items(render_json(rich_feed()))
    assert found["1"]["_loa"]["edit"] == "tiêu đề"
    assert found["1"]["date_modified"] == "2026-11-20T09:04:05+07:00"
    assert "edit" not in found["3"]["_loa"]
    assert "date_modified" not in found["3"]


def test_summary_is_plain_and_content_is_html() -> None:
    item = items(render_json(rich_feed()))["3"]
    assert item["summary"] == "Chi < 5 tỷ & thu > 2 tỷ"
    assert item["content_html"].startswith("<p><strong>Chi &lt; 5 tỷ &amp; thu &gt; 2 tỷ</strong></p>")


def test_a_feed_without_entries_has_items_all_the_same() -> None:
    assert json.loads(render_json(empty_feed()))["items"] == []


def test_our_links_and_the_editors_are_bounded_each_for_itself() -> None:
    listed = tuple(Link(title=f"Tin {number}", url=f"https://ha-long.example/tin/{number}") for number in range(9))
    one = stored(make_article("1", listed=listed))
    others = [stored(make_article(str(number))) for number in range(2, 9)]
    feed, _ = make_feed(one, *others, relations={one.id: tuple(relation(one, other) for other in others)}, related=3)
    reasons = [link["reason"] for link in items(render_json(feed))["1"]["_loa"]["related"]]
    assert reasons == ["same story"] * 3 + ["listed"] * 3
