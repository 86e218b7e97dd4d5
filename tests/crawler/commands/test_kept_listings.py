"""Listings kept at a pass come back as they were, and what is damaged or of another address is none."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.commands import fault
from crawler.commands.keeping import keep_listings, kept_listing
from crawler.commands.look import Archive, look_at
from news.errors import RawPageError
from news.raw import RawPage
from news.source import Source
from news.store import Store
from news.warc import RawPages
from tests.sites import listing

ONE, TWO = "https://x.vn/tin", "https://x.vn/van-ban"
SOURCE = Source(id="vn-x", title="X", homepage="https://x.vn/", listings=(ONE, TWO))
BODY = listing("/tin-1001.html", "/tin-1002.html", "/tin-1003.html")[2]


def raw(address: str, body: bytes = BODY) -> RawPage:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    moment = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    return RawPage(source="", asked=address, url=address, fetched=moment, status=200, headers=headers, body=body)


def test_each_listing_comes_back_by_its_address_whatever_the_order_is_now(tmp_path: Path) -> None:
    keep_listings(tmp_path, SOURCE, [raw(ONE), raw(TWO, b"<p>2</p>")])
    turned = replace(SOURCE, listings=(TWO, ONE))
    for source in (SOURCE, turned):
        assert kept_listing(tmp_path, source, ONE) == raw(ONE)
        assert kept_listing(tmp_path, source, TWO) == raw(TWO, b"<p>2</p>")
    assert kept_listing(tmp_path, SOURCE, "https://x.vn/khac") is None
    keep_listings(tmp_path, SOURCE, [raw(ONE, b"<p>later</p>")])
    assert kept_listing(tmp_path, SOURCE, ONE) == raw(ONE, b"<p>later</p>")
    assert not list(tmp_path.glob("*/*.new"))


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", b"<p>no record</p>"])
def test_what_is_damaged_is_no_listing(tmp_path: Path, damage: bytes) -> None:
    assert kept_listing(tmp_path, SOURCE, ONE) is None
    keep_listings(tmp_path, SOURCE, [raw(ONE)])
    (file,) = tmp_path.glob("vn-x/*")
    file.write_bytes(damage)
    assert kept_listing(tmp_path, SOURCE, ONE) is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "vn-x").write_text("a file where the folder should be")
    with pytest.raises(RawPageError, match="vn-x"):
        keep_listings(tmp_path, SOURCE, [raw(ONE)])


def test_kept_listings_are_no_part_of_the_archive(tmp_path: Path) -> None:
    """Neither its retention nor a backup of it meets them."""
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as store:
        pages = RawPages(tmp_path / "pages", store)
        keep_listings(pages.folder, SOURCE, [raw(ONE)])
        assert list(pages.folder.glob("*/*.warc.gz")) == []
        assert pages.forget(older_than=datetime(2100, 1, 1, tzinfo=UTC)).files == 0
        assert fault.of_listing(SOURCE, ONE, pages=pages, folder=tmp_path) == fault.Evidence(
            ours=False, told="the listing as it was on 2026-11-20 still reads, with 3 links"
        )
        assert fault.of_listing(SOURCE, TWO, pages=pages, folder=tmp_path) == fault.Evidence(ours=False, told="")
        assert fault.of_listing(SOURCE, ONE, pages=None, folder=tmp_path) == fault.Evidence(ours=False, told="")


def test_a_golden_case_that_cannot_be_used_speaks_against_us(tmp_path: Path) -> None:
    case = tmp_path / "vn-x" / "listing"
    case.mkdir(parents=True)
    (case / "expected.json").write_text("{", encoding="utf-8")
    evidence = fault.of_listing(SOURCE, ONE, pages=None, folder=tmp_path)
    assert evidence.ours
    assert "cannot be used" in evidence.told


def test_a_mistake_of_ours_is_a_verdict_on_one_source(tmp_path: Path) -> None:
    async def mistaken(address: str) -> RawPage:
        raise RuntimeError(f"no good\n{address}")

    async def full(address: str) -> RawPage:
        return raw(address)

    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as store:
        archive = Archive(store=store, pages=RawPages(tmp_path / "pages", store), golden=tmp_path)
        verdict = asyncio.run(look_at(SOURCE, mistaken, archive))
        assert (verdict.state, verdict.kind, verdict.reason) == ("broken", "unexpected", f"RuntimeError: no good {ONE}")
        assert asyncio.run(look_at(SOURCE, full, archive)).kind == "layout"
