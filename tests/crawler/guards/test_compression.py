import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guards.compression import DamagedError, OverLimitError, unpack

LIMIT = 1_000_000
PAGE = ("<html><body>" + "<p>Ủy ban nhân dân phường tổ chức hội nghị.</p>" * 2000 + "</body></html>").encode()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "Deflate": raw_deflate(PAGE),
    "br": brotli.compress(PAGE),
}


@pytest.mark.parametrize("encoding", PACKED)
def test_a_body_is_unpacked(encoding: str) -> None:
    assert unpack(PACKED[encoding], [encoding], limit=LIMIT) == PAGE


@pytest.mark.parametrize("encoding", PACKED)
def test_a_body_that_ends_early_is_damaged_wherever_it_ends(encoding: str) -> None:
    body = PACKED[encoding]
    for end in range(1, len(body), max(1, len(body) // 60)):
        with pytest.raises(DamagedError):
            unpack(body[:end], [encoding], limit=LIMIT)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_of_another_kind_is_damaged(encoding: str) -> None:
    with pytest.raises(DamagedError):
        unpack(b"\x00\x01\x02\x03" * 100, [encoding], limit=LIMIT)


def test_a_broken_checksum_is_damage() -> None:
    body = bytearray(PACKED["gzip"])
    body[-6] ^= 0xFF
    with pytest.raises(DamagedError):
        unpack(bytes(body), ["gzip"], limit=LIMIT)


def test_plain_text_that_claims_gzip_is_read() -> None:
    assert unpack(PAGE, ["gzip"], limit=LIMIT) == PAGE
    assert unpack(PAGE, ["identity"], limit=LIMIT) == PAGE
    assert unpack(b"", ["gzip"], limit=LIMIT) == b""


def test_members_follow_one_another_and_what_else_follows_is_left_aside() -> None:
    assert unpack(gzip.compress(b"a") + gzip.compress(b"b") + b"\0" * 100, ["gzip"], limit=LIMIT) == b"ab"
    with pytest.raises(DamagedError, match="members"):
        unpack(gzip.compress(b"") * 100_000, ["gzip"], limit=LIMIT)


def test_encodings_one_over_the_other() -> None:
    assert unpack(gzip.compress(zlib.compress(PAGE)), ["deflate", " GZIP "], limit=LIMIT) == PAGE
    with pytest.raises(DamagedError, match="3 times"):
        unpack(PAGE, ["gzip", "gzip", "gzip"], limit=LIMIT)
    with pytest.raises(DamagedError, match="not known"):
        unpack(zlib.compress(PAGE), ["compress"], limit=LIMIT)


@pytest.mark.parametrize("named", ["utf-8", "none", "8bit"])
def test_an_encoding_that_is_none_is_left_aside_where_the_body_reads_as_text(named: str) -> None:
    assert unpack(PAGE, [named], limit=LIMIT) == PAGE
    assert unpack(gzip.compress(PAGE), [named, "gzip"], limit=LIMIT) == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_bomb_stops_early_and_memory_stays_flat(encoding: str) -> None:
    pack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda zeros: brotli.compress(zeros, quality=1),
    }
    bomb = pack[encoding](bytes(200_000_000))
    tracemalloc.start()
    with pytest.raises(OverLimitError):
        unpack(bomb, [encoding], limit=LIMIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * LIMIT + len(bomb)


def test_exactly_the_limit_is_allowed() -> None:
    assert len(unpack(gzip.compress(bytes(LIMIT)), ["gzip"], limit=LIMIT)) == LIMIT
    with pytest.raises(OverLimitError):
        unpack(gzip.compress(bytes(LIMIT + 1)), ["gzip"], limit=LIMIT)


@given(st.binary(max_size=2000), st.lists(st.sampled_from(["gzip", "deflate", "br", "identity", "", "zstd"]), max_size=4))
def test_any_bytes_are_unpacked_or_refused(body: bytes, encodings: list[str]) -> None:
    with suppress(DamagedError, OverLimitError):
        assert len(unpack(body, encodings, limit=10_000)) <= 10_000


@given(st.binary(max_size=5000), st.sampled_from(["gzip", "deflate", "br"]))
def test_what_was_packed_comes_back(body: bytes, encoding: str) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding](body)
    assert unpack(packed, [encoding], limit=10_000) == body
