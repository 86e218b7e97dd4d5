"""newsboat reads every feed of every kind that is published, twice, with news and an edit between."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from feeds.publish import FeedOptions, publish
from feeds.question import question_of
from feeds.saved import SavedSearch
from feeds.web.app import Serving, create_app
from news import places
from news.article import Article, Paragraph
from news.related.job import relate
from news.run import Run
from news.source import Source
from news.store import Store
from news.store import stories as kept_stories
from news.store.health import Healths
from news.store.stories import Membership
from tests.conftest import free_ports
from tests.feeds.conftest import AUTHORITY, NOW, make_article, make_rich, make_source, minute
from tests.feeds.test_notices import fails
from tests.feeds.web.serving import Client, served
from tests.readers.newsboat import MISSING, NEWSBOAT, Newsboat, Shown

pytestmark = pytest.mark.skipif(NEWSBOAT is None, reason=MISSING)
Item = dict[str, Any]
KINDS = {"all", "vn-ha-long", "place", "topic", "story", "search", "health"}
LATER = NOW + timedelta(hours=3)
EDITED = replace(make_rich(), title="Khánh thành trường mầm non, bản sửa", lead="Bản sửa nói thêm về kinh phí.")
NEW = make_article("9", title="Tin mới nhất của buổi chiều", published=minute(2026, 11, 20, 5, 0), authors=("Minh Hà",))


@dataclass(frozen=True, kw_only=True)
class Town:
    store: Store
    options: FeedOptions
    client: Client
    base: str

    def publish(self, now: datetime) -> None:
        while relate(self.store).related:
            pass
        report = publish(self.store, self.options, now=now)
        assert not report.skipped

    def addresses(self) -> list[str]:
        """Every RSS and Atom document there is but archives; at least those of the OPML and what goes with them."""
        folder = self.options.public_dir
        found = {
            self.base + path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.suffix in {".rss", ".atom"} and "archive" not in path.parts
        }
        outlines = etree.fromstring(self.client("/feeds.opml").body).iter("outline")
        listed = {address for outline in outlines if (address := outline.get("xmlUrl"))}
        assert listed
        assert listed | {re.sub(r"atom$", "rss", address) for address in listed} <= found
        return sorted(found)

    def has(self, address: str) -> bool:
        return (self.options.public_dir / address.removeprefix(self.base)).exists()

    def twin(self, address: str) -> list[Item]:
        """The entries of a feed as our JSON tells them."""
        name = re.sub(r"(rss|atom)$", "json", address.removeprefix(self.base))
        return list(json.loads((self.options.public_dir / name).read_text(encoding="utf-8"))["items"])


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    port = free_ports(1)
    base = f"http://127.0.0.1:{port}/"
    saved = SavedSearch(name="cua-luc", question=question_of("cầu cửa lục"))
    options = FeedOptions(public_dir=tmp_path / "public", public_url=base, tag_authority=AUTHORITY, searches=(saved,))
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as store:
        for source in sources():
            store.keep_source(source, now=NOW)
        for article in articles():
            store.keep(article, now=NOW)
        fails(store, range(-2, 0))  # for the feed of operators
        while relate(store).related:
            pass
        with store.write() as connection:
            pair = [stored.id for stored in store.newest(sources=["vn-bach-khe"], limit=2)]
            story = kept_stories.mint(connection, pair)
            kept_stories.put(connection, [Membership(article=each, story=story, copy_of=None) for each in pair])
            kept_stories.settle(connection, [story])
        with served(create_app(options.public_dir, Serving(public_url=base)), port=port) as client:
            yield Town(store=store, options=options, client=client, base=base)


def sources() -> tuple[Source, ...]:
    ward, province = places.find("Phường Hạ Long", "vn")[0], places.find("Tỉnh Quảng Ninh", "vn")[0]
    return replace(make_source(), place=ward), replace(make_source("bach-khe"), place=province)


def articles() -> Iterator[Article]:
    yield make_rich()
    yield make_article(
        "2", title="Dân số < 5 triệu & «tăng» — “đủ”?", authors=("Nguyễn Văn A", "Trần Thị B"), categories=("Y tế",)
    )
    for number in range(3, 7):
        body = (Paragraph(text=f"Cầu Cửa Lục 3 thông xe đoạn {number}, nối phường Hà Khánh với xã Thống Nhất."),)
        title = f"Cầu Cửa Lục 3 thông xe đoạn {number}"
        yield make_article(str(number), "bach-khe", title=title, body=body, published=minute(2026, 11, number, 2, 30))
    yield make_article("7", "bach-khe", title="Không rõ ngày", published=None, language="en", body=())


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def moment(value: str) -> int:
    return int(datetime.fromisoformat(value).astimezone(UTC).timestamp())


def assert_shown_right(told: list[Item], shown: tuple[Shown, ...]) -> None:
    expected = {item["id"]: item for item in told}
    by_guid = {each.guid: each for each in shown}
    assert expected.keys() <= by_guid.keys()
    for guid, item in expected.items():
        entry = by_guid[guid]
        assert entry.title == item["title"]
        assert entry.link == item["url"]
        assert entry.published == moment(item["date_published"])
        names = [author["name"] for author in item.get("authors", ())]
        assert not names or any(name in entry.author for name in names), entry  # of several this reader shows one
        assert text_of(entry.content) == text_of(item["content_html"])


def test_each_feed_is_read_right_and_nothing_is_unread_twice(town: Town, tmp_path: Path) -> None:
    town.publish(NOW)
    readers = {address: Newsboat(tmp_path / f"reader-{number}", [address]) for number, address in enumerate(town.addresses())}
    assert {address.removeprefix(town.base).split("/")[0] for address in readers} >= KINDS
    assert {address.rpartition("/")[2].partition(".")[0] for address in readers} == {"feed", "summary", "steady"}
    first: dict[str, list[Item]] = {}
    for address, reader in readers.items():
        reader.reload()
        first[address] = town.twin(address)
        shown = reader.entries()
        assert {each.guid for each in shown} == {item["id"] for item in first[address]}
        assert all(each.unread for each in shown)
        assert_shown_right(first[address], shown)
        assert reader.titles()[address]
        reader.read_all()
        reader.reload()
        assert [replace(each, unread=True) for each in reader.entries()] == list(shown)
        assert not any(each.unread for each in reader.entries())

    town.store.keep(EDITED, now=LATER)
    town.store.keep(NEW, now=LATER)
    town.publish(LATER)
    edited = next(stored.id for stored in town.store.newest(limit=50) if stored.article.key == EDITED.key)
    seen = set()
    for address, reader in readers.items():
        reader.reload()
        shown = reader.entries()
        now = town.twin(address) if town.has(address) else []
        fresh = {item["id"] for item in now} - {item["id"] for item in first[address]}
        assert {each.guid for each in shown if each.unread} == fresh, address
        assert {each.title for each in shown if each.unread} <= {NEW.title, *(item["title"] for item in now)}
        assert_shown_right(now, shown)
        if any(item["id"].endswith(edited) for item in first[address]):
            (entry,) = (each for each in shown if each.guid.endswith(edited))
            assert not entry.unread
            assert entry.title == EDITED.title
            seen.add(address.rpartition(".")[2])
    assert seen == {"rss", "atom"}
    for kind in ("rss", "atom"):
        for stem in ("all", "vn-ha-long"):
            assert NEW.title in {each.title for each in readers[f"{town.base}{stem}/feed.{kind}"].entries() if each.unread}


def test_an_article_of_many_feeds_is_one_entry_of_a_reader(town: Town, tmp_path: Path) -> None:
    town.publish(NOW)
    reader = Newsboat(tmp_path / "reader", town.addresses())
    reader.reload()
    shown = reader.entries()
    assert len({each.link for each in shown}) == len(shown)
    assert {each.link for each in shown} >= {article.url for article in articles()}
    assert set(reader.titles()) == set(town.addresses())


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_notice_of_an_outage_is_one_entry_that_is_closed_where_it_stands(town: Town, tmp_path: Path, kind: str) -> None:
    def notice() -> Shown:
        (found,) = (each for each in reader.entries() if ":outage/" in each.guid)
        return found

    fails(town.store, range(200))
    town.publish(NOW + timedelta(hours=200))
    reader = Newsboat(tmp_path / "reader", [f"{town.base}vn-ha-long/feed.{kind}"])
    reader.reload()
    told = notice()
    assert "chưa đọc được tin mới" in told.title
    reader.read_all()
    for hour in (201, 202):
        at = NOW + timedelta(hours=hour)
        town.store.runs.keep(Run(source="vn-ha-long", started=at, finished=at, listed=9, fetched=1, new=1))
        Healths(town.store).judge(make_source(), now=at)
    town.publish(NOW + timedelta(hours=203))
    reader.reload()
    closed = notice()
    assert "đã đọc lại được tin" in closed.title
    assert (closed.guid, closed.published, closed.unread) == (told.guid, told.published, False)
    assert not any(each.unread for each in reader.entries())
