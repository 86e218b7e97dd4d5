"""What many crawls read at once is kept in few transactions, each article as if it had come alone."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.keeper import MOST, Answer, Keeper
from crawler.reading import Reading
from news.article import Article, Paragraph
from news.errors import RawPageError, StoreError
from news.offer import Offer
from news.raw import RawPage
from news.source import Source
from news.store import Outcome, Store, Validators
from news.warc import RawPages

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as opened:
        for place in ("a", "b"):
            home = f"https://{place}.example/"
            opened.keep_source(Source(id=f"vn-{place}", title=place, homepage=home, listings=(home,)), now=NOW)
        yield opened


@pytest.fixture
def pages(store: Store, tmp_path: Path) -> RawPages:
    return RawPages(tmp_path / "pages", store)


def address(number: int, source: str = "vn-a") -> str:
    return f"https://{source[3:]}.example/tin-{number}.html"


def reading(number: int, *, source: str = "vn-a", title: str = "Tin") -> Reading:
    url = address(number, source)
    article = Article(source=source, url=url, key=url, title=f"{title} {number}", body=(Paragraph(text=f"Bài số {number}."),))
    raw = RawPage(source=source, asked=url, url=url, fetched=NOW, status=200, headers=(), body=b"%d" % number)
    return Reading(
        article=article,
        asked=url,
        offered=f"offer {number}",
        validators=Validators(etag=f'"{number}"', last_modified=None, digest=sha256(raw.body).hexdigest()),
        raw=raw,
    )


def keep(keeper: Keeper, *readings: Reading) -> list[Answer | BaseException]:
    async def all_at_once() -> list[Answer | BaseException]:
        return await asyncio.gather(*map(keeper.keep, readings), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_everything_of_a_reading_is_kept(store: Store, pages: RawPages) -> None:
    store.offers.remember("vn-a", [Offer(name="offer 1", url=address(1)), Offer(name=address(2), url=address(2))], now=NOW)
    store.offers.remember("vn-b", [Offer(name="offer 1", url=address(9, "vn-b"))], now=NOW)
    first, second = keep(Keeper(store, pages), reading(1), reading(2))
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.kept.outcome, first.problem) == (Outcome.NEW, None)
    assert {each.article.title for each in store.newest(limit=9)} == {"Tin 1", "Tin 2"}
    assert store.offers.unread("vn-a") == ()
    assert store.offers.count("vn-b") == 1
    assert store.validators.of(address(2)) == reading(2).validators
    assert [pages.read(row).body for row in pages.of_article(second.kept.id)] == [b"2"]


def test_more_than_one_batch_is_kept_in_few_transactions(store: Store, pages: RawPages) -> None:
    begun: list[str] = []
    from sqlalchemy import event

    event.listen(
        store.engine, "before_cursor_execute", lambda *given: begun.append(given[2]) if given[2].startswith("BEGIN I") else None
    )
    with store.write():  # the listener sees what is executed through a cursor
        pass
    one = len(begun)
    found = keep(Keeper(store, pages), *(reading(number) for number in range(MOST + 10)))
    assert all(isinstance(each, Answer) for each in found)
    assert store.counts().articles == MOST + 10
    assert one == 1
    assert len(begun) - one <= 6


def test_one_that_cannot_be_kept_costs_no_other(store: Store, pages: RawPages) -> None:
    stranger = reading(2, source="vn-c")
    broken = reading(3, title="\ud800")
    first, second, third, last = keep(Keeper(store, pages), reading(1), stranger, broken, reading(4))
    assert isinstance(second, StoreError)
    assert isinstance(first, Answer)
    assert isinstance(last, Answer)
    assert store.counts().articles == 2 + isinstance(third, Answer)
    assert store.validators.of(address(2, "vn-c")) is None
    assert len(list(pages.latest("vn-a"))) == 2 + isinstance(third, Answer)


def test_an_article_whose_page_cannot_be_kept_is_kept_and_the_problem_told(store: Store, pages: RawPages) -> None:
    pages.folder.mkdir()
    (pages.folder / "vn-a").write_text("in the way", encoding="utf-8")
    first, other = keep(Keeper(store, pages), reading(1), reading(1, source="vn-b"))
    assert isinstance(first, Answer)
    assert isinstance(first.problem, RawPageError)
    assert isinstance(other, Answer)
    assert other.problem is None
    assert store.counts().articles == 2
    assert store.validators.of(address(1)) is not None


def test_without_raw_pages_nothing_else_changes(store: Store) -> None:
    (answer,) = keep(Keeper(store, None), reading(1))
    assert isinstance(answer, Answer)
    assert answer.problem is None
    assert store.counts().articles == 1


def test_a_store_that_cannot_be_written_is_told_to_everyone_and_the_next_batch_is_tried(store: Store, pages: RawPages) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'no'); END")
    keeper = Keeper(store, pages)
    assert all(isinstance(each, StoreError) for each in keep(keeper, reading(1), reading(2)))
    with store.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert all(isinstance(each, Answer) for each in keep(keeper, reading(1), reading(2)))
    assert store.counts().articles == 2


def test_the_same_article_twice_at_once_is_one(store: Store, pages: RawPages) -> None:
    first, second = keep(Keeper(store, pages), reading(1), reading(1))
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.kept.outcome, second.kept.outcome) == (Outcome.NEW, Outcome.SAME)
    assert len(pages.of_article(first.kept.id)) == 1
