from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.errors import RawPageError, StoreError
from news.raw import KeptPage, RawPage
from news.source import Source
from news.store import Store
from news.store.pages import PageRows
from news.warc import Forgotten, RawPages
from news.warc.pages import UNREADABLE_A_DAY

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as opened:
        for place in ("a", "b"):
            home = f"https://{place}.example/"
            opened.keep_source(Source(id=f"vn-{place}", title=place, homepage=home, listings=(home,)), now=NOON)
        yield opened


@pytest.fixture
def pages(store: Store, tmp_path: Path) -> RawPages:
    return RawPages(tmp_path / "pages", store)


def raw(body: bytes = b"<p>Tin</p>", *, number: int = 1, source: str = "vn-a", fetched: datetime = NOON) -> RawPage:
    address = f"https://{source[3:]}.example/tin-{number}.html"
    return RawPage(
        source=source,
        asked=address,
        url=address,
        fetched=fetched,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        listed=Published(moment=NOON, precision=Precision.DAY, provenance=Provenance.LISTING),
    )


def kept(page: KeptPage | None) -> KeptPage:
    assert page is not None
    return page


def in_file(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return [each.content_stream().read() for each in ArchiveIterator(file, check_digests="raise")]


def test_pages_come_back_from_a_file_a_source_and_month(pages: RawPages) -> None:
    january = datetime(2027, 1, 1, tzinfo=UTC)
    given = [
        raw(b"1"),
        raw(b"2", number=2),
        raw(b"3", number=3, fetched=january),
        raw(b"4", source="vn-b", fetched=january - timedelta(microseconds=1)),
    ]
    rows = [kept(pages.keep(each, article=f"id-{number}", revision=1)) for number, each in enumerate(given)]
    assert [pages.read(row) for row in rows] == given
    assert [row.file for row in rows] == [
        "vn-a/2026-03.warc.gz",
        "vn-a/2026-03.warc.gz",
        "vn-a/2027-01.warc.gz",
        "vn-b/2026-12.warc.gz",
    ]
    assert in_file(pages.folder / rows[0].file) == [b"1", b"2"]
    assert pages.of_article("id-1") == (rows[1],)
    assert pages.of_article("id-9") == ()


def test_the_month_is_that_of_utc(pages: RawPages) -> None:
    page = raw(fetched=datetime.fromisoformat("2026-04-01T03:00:00+07:00"))
    row = kept(pages.keep(page, article="id", revision=1))
    assert row.file == "vn-a/2026-03.warc.gz"
    assert row.fetched == page.fetched
    assert pages.read(row) == page


def test_the_same_body_is_kept_once_for_an_address_and_an_article(pages: RawPages) -> None:
    first = kept(pages.keep(raw(b"same"), article="id", revision=1))
    assert pages.keep(raw(b"same", fetched=NOON + HOUR), article="id", revision=1) is None
    assert pages.keep(raw(b"same", number=2), article="id", revision=1) is not None
    other = kept(pages.keep(raw(b"other"), article="id", revision=1))
    assert pages.keep(raw(b"same"), article="id", revision=1) is not None  # the last one is another
    assert len(in_file(pages.folder / first.file)) == 4
    assert other.id > first.id


def test_a_body_that_gives_a_later_revision_is_noted_for_it(pages: RawPages) -> None:
    pages.keep(raw(b"same"), article="id", revision=1)
    assert pages.keep(raw(b"same"), article="id", revision=2) is None
    assert [row.revision for row in pages.of_article("id")] == [2]


def test_a_page_that_gives_the_same_article_is_kept_once_a_day(pages: RawPages) -> None:
    def again(counter: int, after: timedelta) -> KeptPage | None:
        return pages.keep(raw(b"%d views" % counter, fetched=NOON + after), article="id", revision=1, same=True)

    assert again(1, timedelta()) is not None
    assert again(2, HOUR) is None
    assert again(3, 24 * HOUR) is not None
    assert again(4, 47 * HOUR) is None
    assert pages.keep(raw(b"edited", fetched=NOON + 47 * HOUR), article="id", revision=2) is not None


def test_a_page_of_the_same_article_is_kept_where_its_revision_has_none(pages: RawPages) -> None:
    pages.keep(raw(b"first"), article="id", revision=1)
    assert pages.keep(raw(b"third", fetched=NOON + HOUR), article="id", revision=2, same=True) is not None


def test_of_pages_that_cannot_be_read_a_few_a_day_are_kept(pages: RawPages) -> None:
    def fail(number: int, fetched: datetime = NOON, source: str = "vn-a") -> KeptPage | None:
        return pages.keep(raw(b"?%d" % number, number=number, fetched=fetched, source=source), problem="layout")

    assert [fail(number) is not None for number in range(5)] == [True] * UNREADABLE_A_DAY + [False] * 2
    assert fail(9, source="vn-b") is not None
    assert fail(9, fetched=NOON + 12 * HOUR) is not None
    assert pages.keep(raw(number=10), article="id", revision=1) is not None
    rows = list(pages.latest("vn-a"))
    assert [(row.problem, row.article) for row in rows] == [("layout", None)] * 4 + [(None, "id")]


def test_an_unreadable_page_is_kept_once(pages: RawPages) -> None:
    assert pages.keep(raw(), problem="layout") is not None
    assert pages.keep(raw(), problem="layout") is None


def test_what_could_not_be_read_is_found_by_its_source_and_number(pages: RawPages, store: Store) -> None:
    rows = PageRows(store)
    pages.keep(raw(number=1), article="vn-a-1", revision=1)
    found = [
        kept(pages.keep(raw(f"<p>{day}".encode(), number=2, fetched=NOON + timedelta(days=day)), problem="layout"))
        for day in (0, 1, 2)
    ]
    pages.keep(raw(source="vn-b", number=3), problem="empty")
    assert rows.unreadable("vn-a", since=NOON + timedelta(days=1), limit=9) == (found[2], found[1])
    assert rows.unreadable("vn-a", since=NOON, limit=1) == (found[2],)
    assert rows.one(found[1].id) == found[1]
    assert rows.one(10**6) is None


def test_latest_are_the_last_page_of_each_article_and_of_each_unread_address(pages: RawPages) -> None:
    pages.keep(raw(b"a1"), article="a", revision=1)
    pages.keep(raw(b"b1", number=2), article="b", revision=1)
    pages.keep(raw(b"?1", number=3), problem="layout")
    pages.keep(raw(b"?2", number=3), problem="empty")
    pages.keep(raw(b"?4", number=4), problem="layout")
    pages.keep(raw(b"a2", fetched=NOON + HOUR), article="a", revision=2)
    pages.keep(raw(b"d", number=4), article="d", revision=1)
    pages.keep(raw(b"e", source="vn-b"), article="e", revision=1)
    assert [pages.read(row).body for row in pages.latest("vn-a")] == [b"b1", b"?2", b"a2", b"d"]
    assert [pages.read(row).body for row in pages.latest("vn-a", since=NOON + HOUR)] == [b"a2"]
    assert pages.count_latest(("vn-a", "vn-b")) == 6  # the address of ?4 gave an article since
    assert list(pages.latest("vn-c")) == []


def test_more_pages_than_one_look_gives(pages: RawPages, store: Store) -> None:
    from news.store import pages as rows

    with store.write() as connection:
        for number in range(450):
            noted = rows.row_of(
                raw(number=number),
                file="vn-a/2026-03.warc.gz",
                offset=number,
                length=1,
                digest="",
                article=f"id-{number}",
                revision=1,
                problem=None,
            )
            rows.add(connection, noted)
    assert [row.article for row in pages.latest("vn-a")] == [f"id-{number}" for number in range(450)]


def test_pages_of_articles_whose_content_was_given_up_are_left_out(pages: RawPages, store: Store) -> None:
    from news.store.pruning import prune

    url = "https://a.example/tin-1.html"
    article = Article(source="vn-a", url=url, key=url, title="Tin", body=(Paragraph(text="Tin"),))
    article_id = store.keep(article, now=NOON).id
    pages.keep(raw(), article=article_id, revision=1)
    assert len(list(pages.latest("vn-a"))) == 1
    prune(store, articles_age=timedelta(days=1), now=NOON + timedelta(days=9))
    assert list(pages.latest("vn-a")) == []


def test_a_page_once_unreadable_may_give_an_article(pages: RawPages) -> None:
    row = kept(pages.keep(raw(), problem="layout"))
    pages.gave(row.id, article="id", revision=3)
    assert pages.of_article("id") == (replace(row, article="id", revision=3, problem=None),)


def test_damage_is_named_and_the_rest_goes_on(pages: RawPages) -> None:
    first, second, third = (kept(pages.keep(raw(b"%d" % n * 50, number=n), article=f"{n}", revision=1)) for n in (1, 2, 3))
    path = pages.folder / first.file
    whole = bytearray(path.read_bytes())
    whole[second.offset + 40] ^= 0xFF
    path.write_bytes(whole)
    with pytest.raises(RawPageError, match=rf"2026-03\.warc\.gz: the record at byte {second.offset} is damaged"):
        pages.read(second)
    assert pages.read(first).body == b"1" * 50
    assert pages.read(third).body == b"3" * 50
    with pytest.raises(RawPageError, match="is not the one that was kept there"):
        pages.read(replace(first, offset=third.offset, length=third.length))
    path.unlink()
    with pytest.raises(RawPageError, match="cannot be read: No such file"):
        pages.read(first)


def test_a_file_shorter_than_known_is_left_alone(pages: RawPages) -> None:
    first = kept(pages.keep(raw(b"1"), article="1", revision=1))
    second = kept(pages.keep(raw(b"2", number=2), article="2", revision=1))
    path = pages.folder / first.file
    old = path.read_bytes()[: second.offset]
    path.write_bytes(old)
    third = kept(pages.keep(raw(b"3", number=3), article="3", revision=1))
    assert third.file == "vn-a/2026-03-2.warc.gz"
    assert path.read_bytes() == old
    assert pages.read(third).body == b"3"
    assert pages.read(first).body == b"1"
    with pytest.raises(RawPageError, match="damaged"):
        pages.read(second)


def test_a_page_whose_row_cannot_be_written_leaves_no_record(pages: RawPages, store: Store) -> None:
    row = kept(pages.keep(raw(b"1"), article="1", revision=1))
    before = (pages.folder / row.file).read_bytes()
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TRIGGER refuse BEFORE INSERT ON pages BEGIN SELECT RAISE(FAIL, 'full'); END")
    with pytest.raises(StoreError, match="full"):
        pages.keep(raw(b"2", number=2), article="2", revision=1)
    assert (pages.folder / row.file).read_bytes() == before


@pytest.mark.parametrize("source", ["..", "../up", "vn-a/b", "", "/etc", "vn\0a", ".hidden"])
def test_no_source_leads_out_of_the_folder(pages: RawPages, source: str) -> None:
    with pytest.raises(RawPageError, match="cannot name a folder"):
        pages.keep(replace(raw(), source=source), article="id", revision=1)
    assert not pages.folder.exists()


def test_old_months_are_forgotten_whole(pages: RawPages) -> None:
    early = kept(pages.keep(raw(b"1"), article="1", revision=1))
    late = kept(pages.keep(raw(b"2", number=2, fetched=NOON + 20 * 24 * HOUR), article="2", revision=1))
    april = kept(pages.keep(raw(b"3", number=3, fetched=NOON + 40 * 24 * HOUR), article="3", revision=1))
    orphan = pages.folder / "vn-old" / "2026-02-2.warc.gz"
    orphan.parent.mkdir()
    orphan.write_bytes(b"12345")
    (pages.folder / "vn-old" / "notes.txt").write_text("an operator's own")
    assert pages.forget(older_than=datetime(2026, 2, 28, tzinfo=UTC)) == Forgotten(files=0, pages=0, bytes=0)
    assert pages.forget(older_than=late.fetched) == Forgotten(files=1, pages=0, bytes=5)
    size = (pages.folder / early.file).stat().st_size
    limit = late.fetched + timedelta(microseconds=1)
    assert pages.forget(older_than=limit, dry_run=True) == Forgotten(files=1, pages=2, bytes=size)
    assert pages.read(early).body == b"1"
    assert pages.forget(older_than=limit) == Forgotten(files=1, pages=2, bytes=size)
    assert [row.article for row in pages.latest("vn-a")] == ["3"]
    assert pages.read(april).body == b"3"
    assert sorted(path.name for path in pages.folder.rglob("*") if path.is_file()) == ["2026-04.warc.gz", "notes.txt"]


def test_rows_without_a_file_are_forgotten_too(pages: RawPages) -> None:
    row = kept(pages.keep(raw(), article="1", revision=1))
    (pages.folder / row.file).unlink()
    assert pages.forget(older_than=NOON + HOUR, dry_run=True) == Forgotten(files=1, pages=1, bytes=0)
    assert pages.forget(older_than=NOON + HOUR) == Forgotten(files=1, pages=1, bytes=0)
    assert pages.of_article("1") == ()
