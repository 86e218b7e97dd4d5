import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from feeds.publish import FeedOptions, publish
from news.article import Article, Paragraph, Precision, Provenance, Published
from news.related.job import relate
from news.source import Source
from news.store import Store

Loa = Callable[..., CompletedProcess[str]]
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def article(key: str, title: str, text: str, *, day: int = 0, source: str = "vn-a") -> Article:
    return Article(
        source=source,
        url=f"https://{source[3:]}.vn/{key}.html",
        key=key,
        title=title,
        body=(Paragraph(text=text),),
        published=Published(moment=NOW + day * DAY, precision=Precision.DAY, provenance=Provenance.VISIBLE),
    )


START = article(
    "1",
    "Khởi công cầu Suối Mây",
    "Sáng nay xã Tân Kỳ khởi công cầu Suối Mây, Công ty Bình Minh thi công, ông Lò Văn Pao giám sát trong chín tháng.",
)
LATER = article(
    "2",
    "Cầu Suối Mây hợp long",
    "Nhịp giữa vừa nối liền hai bờ, đại diện Công ty Bình Minh cùng ông Lò Văn Pao bắt tay ở xã Tân Kỳ.",
    day=12,
)
OTHER = [
    article("3", "Tập huấn trồng nấm", "Lớp dạy nghề do bà Mùi hướng dẫn tại thôn Khe Ngái."),
    article("4", "Tiêm phòng đàn trâu", "Việc tiêm vắc xin do bà Sính trông coi tại thôn Nà Lếch."),
    article("5", "Thi kéo co mùa xuân", "Hội thao do ông Dín bày ra tại thôn Pù Đao."),
]
PRINTED = replace(START, source="vn-b", key="9", url="https://b.vn/9.html")


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """Ids of two articles of one story, a copy of the first and one about something else, in the store that `loa` finds."""
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        fill(store)
        return [store.keep(each, now=NOW).id for each in (START, LATER, PRINTED, *OTHER)]


def fill(store: Store) -> None:
    for name in "ab":
        source = Source(id=f"vn-{name}", title=name, homepage=f"https://{name}.vn/", listings=(f"https://{name}.vn/tin",))
        store.keep_source(source, now=NOW)


def test_links_are_shown_with_what_both_share_the_story_and_the_copies(loa: Loa, ids: list[str]) -> None:
    start, later, printed, other, *_ = ids
    assert loa("relate").stdout == "6 articles related\n"
    told = loa("related", LATER.url)
    assert (told.returncode, told.stderr) == (0, "")
    assert "same story" in told.stdout
    assert "both name " in told.stdout
    assert "Suối Mây" in told.stdout.split("both name ")[1].splitlines()[0]
    story = told.stdout.split("Story: ")[1].splitlines()
    assert story[0] == "Khởi công cầu Suối Mây"
    assert story[-1] == "  * 2026-12-02  Cầu Suối Mây hợp long"
    assert f"    2026-11-20  vn-b  {PRINTED.url}" in loa("related", start).stdout.split("The same text\n")[1]
    shown = json.loads(loa("related", "--json", start).stdout)
    assert [each["id"] for each in shown["copies"]] == [printed]
    assert {"id": later, "reason": "same story"}.items() <= shown["related"][0].items()
    assert {each["id"] for each in shown["story"]["members"]} == {start, later, printed}
    assert sum(each["copy"] for each in shown["story"]["members"]) == 1
    assert "Story" not in loa("related", other).stdout
    assert json.loads(loa("related", "--json", other).stdout)["story"] is None


def test_an_unknown_article_is_told_plainly(loa: Loa, ids: list[str]) -> None:
    result = loa("related", ids[0] + "x")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("loa: no article ")


def test_a_rebuild_relates_all_anew_and_a_plain_run_nothing(loa: Loa, ids: list[str]) -> None:
    assert loa("relate", "--rebuild").stdout == "6 articles related anew\n"
    before = loa("related", "--json", ids[0]).stdout
    assert loa("relate").stdout == "0 articles related\n"
    assert loa("relate", "--rebuild").stdout == "6 articles related anew\n"
    assert loa("related", "--json", ids[0]).stdout == before
    refused = loa("relate", "--rebuild", "--jsonl", stdin="")
    assert refused.returncode == 2


def test_an_older_article_that_gains_a_link_is_neither_edited_nor_moved(tmp_path: Path) -> None:
    options = FeedOptions(
        public_dir=tmp_path / "public", public_url="https://loa.example/", tag_authority="loa.example,2026", title="Loa"
    )
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as store:
        fill(store)
        start = store.keep(START, now=NOW).id
        store.keep_all(OTHER, now=NOW)
        relate(store)
        publish(store, options, now=NOW)
        before, kept = entries(options), store.article(start)
        store.keep(LATER, now=NOW + DAY)
        assert relate(store).changed == 1
        publish(store, options, now=NOW + DAY)
        assert store.article(start) == kept
        after = entries(options)
    assert LATER.url in after[START.url]["content_html"]
    assert [each for each in after if each in before] == list(before)
    for url, entry in before.items():
        told = {name: value for name, value in entry.items() if "date" in name or name in {"id", "title"}}
        assert told.items() <= after[url].items()


def entries(options: FeedOptions) -> dict[str, dict[str, str]]:
    feed = json.loads((options.public_dir / "all" / "feed.json").read_bytes())
    return {each["url"]: each for each in feed["items"]}
