"""Pages that are kept together lie and are found as if each had been kept by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.errors import RawPageError, StoreError
from news.raw import RawPage
from news.source import Source
from news.store import Store
from news.store import pages as rows
from news.warc import RawPages, ReadPage, record

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


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


def read(
    body: bytes,
    *,
    number: int = 1,
    source: str = "vn-a",
    after: timedelta = timedelta(),
    revision: int = 1,
    same: bool = False,
    new: bool = True,
) -> ReadPage:
    address = f"https://{source[3:]}.example/tin-{number}.html"
    raw = RawPage(source=source, asked=address, url=address, fetched=NOON + after, status=200, headers=(), body=body)
    return ReadPage(raw=raw, article=f"{source}-{number}", revision=revision, same=same, new=new)


def bodies(pages: RawPages, source: str) -> list[bytes]:
    return [pages.read(row).body for row in pages.latest(source)]


def test_pages_of_several_files_come_back(pages: RawPages) -> None:
    batch = [read(b"1"), read(b"2", source="vn-b"), read(b"3", number=2), read(b"4", number=3, after=timedelta(days=60))]
    assert pages.keep_all(batch) == (None, None, None, None)
    assert bodies(pages, "vn-a") == [b"1", b"3", b"4"]
    assert bodies(pages, "vn-b") == [b"2"]
    assert sorted({row.file for row in pages.latest("vn-a")}) == ["vn-a/2026-03.warc.gz", "vn-a/2026-05.warc.gz"]
    assert pages.keep_all([read(b"5", number=9)]) == (None,)
    assert bodies(pages, "vn-a")[-1] == b"5"


def test_what_is_kept_already_is_not_added(pages: RawPages) -> None:
    pages.keep_all([read(b"1"), read(b"2", number=2)])
    later = timedelta(hours=1)
    again = [
        read(b"1", new=False, same=True, after=later),
        read(b"2, seen often", number=2, new=False, same=True, after=later),
        read(b"3", number=3),
    ]
    assert pages.keep_all(again) == (None, None, None)
    assert bodies(pages, "vn-a") == [b"1", b"2", b"3"]
    assert pages.keep_all([read(b"1, edited", new=False, revision=2, after=later)]) == (None,)
    assert [row.revision for row in pages.of_article("vn-a-1")] == [1, 2]


def test_an_article_that_comes_twice_at_once_has_its_page_once(pages: RawPages) -> None:
    pages.keep_all([read(b"1"), read(b"1", new=False, same=True)])
    assert len(pages.of_article("vn-a-1")) == 1


def test_a_record_made_before_is_taken_as_it_is(pages: RawPages) -> None:
    given = read(b"1")
    made = record.encode(given.raw)
    pages.keep_all([ReadPage(raw=given.raw, article="vn-a-1", revision=1, same=False, new=True, record=made)])
    (row,) = pages.of_article("vn-a-1")
    assert (pages.folder / row.file).read_bytes() == made
    assert pages.read(row) == given.raw


def test_a_file_that_cannot_be_written_costs_its_own_pages_only(pages: RawPages) -> None:
    (pages.folder / "vn-a").mkdir(parents=True)
    (pages.folder / "vn-a" / "2026-03.warc.gz").mkdir()
    first, second, third = pages.keep_all([read(b"1"), read(b"2", source="vn-b"), read(b"3", number=2)])
    assert isinstance(first, RawPageError)
    assert isinstance(third, RawPageError)
    assert second is None
    assert bodies(pages, "vn-b") == [b"2"]
    assert bodies(pages, "vn-a") == []


def test_what_the_store_does_not_note_is_not_left_in_files(pages: RawPages, store: Store) -> None:
    pages.keep_all([read(b"1")])
    file = pages.folder / "vn-a" / "2026-03.warc.gz"
    before = file.read_bytes()
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON pages BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        pages.keep_all([read(b"2", number=2), read(b"3", source="vn-b")])
    assert file.read_bytes() == before
    assert (pages.folder / "vn-b" / "2026-03.warc.gz").read_bytes() == b""
    with store.read() as connection:
        assert rows.files(connection).keys() == {"vn-a/2026-03.warc.gz"}
