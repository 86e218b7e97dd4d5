from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.health import health_feed_entries
from feeds.outage import outage_entry
from news.health import Health, HealthChange, Outage, State
from news.source import Source

SINCE = datetime(2026, 6, 1, 3, 4, 5, 6, tzinfo=UTC)
SOURCE = Source(id="vn-a", title="Phường A & B", homepage="https://a.vn/", listings=("https://a.vn/tin",))
BROKEN = Health(
    source="vn-a",
    state=State.BROKEN,
    since=SINCE,
    cause="layout",
    detail="<b>links</b>: not found\x08",
    advice="Run `loa check`.",
    overdue=SINCE + timedelta(days=2),
)
WELL = replace(
    BROKEN,
    state=State.FRESH,
    since=SINCE + timedelta(days=3),
    cause="",
    overdue=None,
    outage=Outage(began=SINCE, counted=SINCE + timedelta(days=2), over=SINCE + timedelta(days=3)),
)


def test_a_notice_is_dated_when_the_outage_began_to_count_and_never_changes() -> None:
    entry = outage_entry(BROKEN, SOURCE, authority="x.vn,2026")
    assert entry is not None
    assert entry.id == "tag:x.vn,2026:outage/vn-a/20260601T030405Z"
    assert entry.published == entry.updated == datetime(2026, 6, 3, 3, 4, 5, tzinfo=UTC)
    assert entry.title == "Phường A & B: chưa đọc được tin mới từ 01/06/2026"
    assert "10:04 ngày 01/06/2026" in entry.html
    assert "A &amp; B" in entry.html
    later = replace(BROKEN, cause="dns", detail="another", last_good=SINCE)
    assert outage_entry(later, SOURCE, authority="x.vn,2026") == entry


def test_a_notice_is_closed_by_an_edit_when_the_outage_is_over() -> None:
    open_ = outage_entry(BROKEN, SOURCE, authority="x.vn,2026")
    closed = outage_entry(WELL, SOURCE, authority="x.vn,2026")
    assert open_ is not None
    assert closed is not None
    assert (closed.id, closed.published, closed.link) == (open_.id, open_.published, open_.link)
    assert closed.edited
    assert closed.updated == datetime(2026, 6, 4, 3, 4, 5, tzinfo=UTC)
    assert closed.title == "Phường A & B: đã đọc lại được tin, sau gián đoạn từ 01/06/2026 đến 04/06/2026"
    assert "Từ 10:04 ngày 01/06/2026 đến 10:04 ngày 04/06/2026" in closed.summary
    assert closed.withdrawn is None


def test_the_last_outage_alone_is_told_of() -> None:
    again = replace(WELL, state=State.BROKEN, since=SINCE + timedelta(days=9))
    known, counted = (
        outage_entry(each, SOURCE, authority="x.vn,2026") for each in (again, replace(again, overdue=SINCE + timedelta(days=11)))
    )
    assert known == outage_entry(WELL, SOURCE, authority="x.vn,2026"), "a new one is not told of before it counts"
    assert counted is not None
    assert counted.id.endswith("outage/vn-a/20260610T030405Z")
    assert not counted.edited


@pytest.mark.parametrize("health", [replace(BROKEN, overdue=None), replace(BROKEN, state=State.QUIET)])
def test_no_notice_of_what_readers_need_not_know(health: Health) -> None:
    assert outage_entry(health, SOURCE, authority="x.vn,2026") is None


def test_other_languages_are_told_in_english() -> None:
    entry = outage_entry(BROKEN, replace(SOURCE, language="lo"), authority="x.vn,2026")
    assert entry is not None
    assert entry.language == "en"
    assert entry.title.endswith("no news could be read since 2026-06-01")


def test_operators_read_one_entry_a_change() -> None:
    fresh = HealthChange(at=SINCE + timedelta(days=5), before=State.BROKEN, health=replace(BROKEN, state=State.FRESH, cause=""))
    broken = HealthChange(at=SINCE, before=None, health=BROKEN)
    unknown = HealthChange(at=SINCE, before=None, health=replace(BROKEN, source="vn-gone"))
    newest, oldest = health_feed_entries([fresh, broken, unknown], {"vn-a": SOURCE}, authority="x.vn,2026")
    assert newest.id != oldest.id
    assert oldest.title == "Phường A & B: broken (layout)"
    assert newest.title == "Phường A & B: fresh"
    assert oldest.published == SINCE.replace(microsecond=0)
    assert "&lt;b&gt;links" in oldest.content
    assert "\x08" not in oldest.content
    assert "Run `loa check`." in oldest.summary
