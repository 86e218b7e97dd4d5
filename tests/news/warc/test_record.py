import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from news.article import Precision, Provenance, Published
from news.raw import RawPage, told_headers
from news.warc import record

PAGE = RawPage(
    source="vn-ha-long",
    asked="https://town.example/tin?id=1",
    url="https://town.example/tin/hoi-nghi-1.html",
    fetched=datetime(2026, 3, 5, 7, 30, 15, 123456, tzinfo=UTC),
    status=200,
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Served-By", "ca\xe9"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
    body="<p>Hội nghị tổng kết</p>".encode(),
    listed=Published(moment=datetime(2026, 3, 4, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.LISTING),
)

any_text = st.text(st.characters(), max_size=60)
zones = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(
    lambda seconds, micros, zone: datetime.fromtimestamp(seconds, zone) + timedelta(microseconds=micros),
    st.integers(-62_000_000_000, 250_000_000_000),
    st.integers(0, 999_999),
    zones,
)
dates = st.builds(Published, moment=moments, precision=st.sampled_from(Precision), provenance=st.sampled_from(Provenance))
pages = st.builds(
    RawPage,
    source=any_text,
    asked=any_text,
    url=any_text,
    fetched=moments,
    status=st.integers(100, 999),
    headers=st.lists(st.tuples(st.one_of(st.sampled_from(["ETag", "Content-Encoding"]), any_text), any_text), max_size=5).map(
        tuple
    ),
    body=st.binary(max_size=400),
    listed=st.none() | dates,
)


@given(page=pages)
def test_any_page_comes_back(page: RawPage) -> None:
    back = record.decode(record.encode(page))
    for name in ("source", "asked", "url", "fetched", "status", "body", "listed"):
        assert getattr(back, name) == getattr(page, name), name
    assert back.headers == told_headers(page.headers)
    assert told_headers(back.headers) == back.headers


token = st.text("abcXYZ-!#$%&'*+.^_`|~019", min_size=1, max_size=20).filter(lambda name: name.lower() != "content-length")
value = st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=40).map(lambda text: text.strip(" \t"))


@given(headers=st.lists(st.tuples(token, value), max_size=8).map(tuple))
def test_headers_that_http_can_carry_come_back_exactly(headers: tuple[tuple[str, str], ...]) -> None:
    assert told_headers(headers) == headers


@given(pages=st.lists(pages, min_size=1, max_size=3))
def test_any_warc_tool_reads_a_file_of_them(pages: list[RawPage]) -> None:
    whole = b"".join(record.encode(replace(page, url=f"https://town.example/{page.url}")) for page in pages)
    found = []
    for each in ArchiveIterator(BytesIO(whole), check_digests="raise"):
        assert each.rec_type == "response"
        assert each.format == "warc"
        found.append((each.http_headers.get_statuscode(), each.content_stream().read()))
    assert found == [(str(page.status), page.body) for page in pages]


def test_a_record_says_what_the_standard_asks() -> None:
    plain = gzip.decompress(record.encode(PAGE))
    assert plain.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
    assert b"\r\nWARC-Date: 2026-03-05T07:30:15.123456Z\r\n" in plain
    assert b"\r\nWARC-Target-URI: https://town.example/tin/hoi-nghi-1.html\r\n" in plain
    assert b"\r\nContent-Type: application/http; msgtype=response\r\n" in plain
    assert b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Served-By: ca\xe9\r\n" in plain
    assert plain.endswith(PAGE.body + b"\r\n\r\n")


def test_an_address_that_is_no_uri_is_one_in_the_record_and_comes_back() -> None:
    page = replace(PAGE, url="https://town.example/tin tức\r\nWARC-Type: metadata\r\n")
    packed = record.encode(page)
    uri = next(iter(ArchiveIterator(BytesIO(packed)))).rec_headers.get_header("WARC-Target-URI")
    assert uri == "https://town.example/tin%20t%E1%BB%A9c%0D%0AWARC-Type:%20metadata%0D%0A"
    assert record.decode(packed) == page


def test_long_pages_and_addresses_come_back() -> None:
    page = replace(PAGE, asked="https://town.example/" + "ư" * 100_000, body=bytes(range(256)) * 20_000)
    assert record.decode(record.encode(page)) == page


@pytest.mark.parametrize("listed", [None, PAGE.listed])
def test_pages_with_and_without_a_listed_date(listed: Published | None) -> None:
    page = replace(PAGE, listed=listed)
    assert record.decode(record.encode(page)) == page
    assert page.content_type == "text/html; charset=utf-8"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        record.encode(replace(PAGE, fetched=PAGE.fetched.replace(tzinfo=None)))


def test_any_damage_is_noticed() -> None:
    packed = record.encode(PAGE)
    for position in range(len(packed)):
        for changed in (packed[:position], packed[:position] + bytes([packed[position] ^ 0x55]) + packed[position + 1 :]):
            try:
                assert record.decode(changed) == PAGE  # a byte of the gzip header that says nothing
            except ValueError:
                continue
    for other in (b"", b"<html>", packed + packed, gzip.compress(b"WARC/1.1\r\n\r\n"), gzip.compress(b"hello")):
        with pytest.raises(ValueError, match=r"\w"):
            record.decode(other)


def test_a_foreign_record_is_refused() -> None:
    plain = gzip.decompress(record.encode(PAGE))
    for told in (b"[]", b"{}", b'{"source":1,"asked":"a"}', b'{"source":"a","asked":"b","listed":["x"]}'):
        start = plain.index(b"Loa-Page: ") + 10
        other = plain[:start] + told + plain[plain.index(b"\r\n", start) :]
        with pytest.raises(ValueError, match=r"\w"):
            record.decode(gzip.compress(other))
