import os
import threading
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from news.errors import RawPageError
from news.warc import month


def record(body: bytes) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            "https://town.example/", "response", payload=BytesIO(body), length=len(body), http_headers=headers
        )
    )
    return out.getvalue()


def add(path: Path, packed: bytes, *, known: int) -> int:
    with month.locked(path) as descriptor:
        return month.append(descriptor, packed, known=known, path=path)


def bodies(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return [each.content_stream().read() for each in ArchiveIterator(file, check_digests="raise")]


def test_a_writer_may_die_at_every_byte_of_a_record(tmp_path: Path) -> None:
    path = tmp_path / "vn-a" / "2026-03.warc.gz"
    first, second, third = (record(body * 40) for body in (b"one", b"two", b"three"))
    assert add(path, first, known=0) == 0
    for written in range(len(second) + 1):
        path.write_bytes(first + second[:written])
        left = first + second if written == len(second) else first
        assert add(path, third, known=len(first)) == len(left)
        assert path.read_bytes() == left + third
    assert bodies(path) == [b"one" * 40, b"two" * 40, b"three" * 40]


def test_a_file_whose_store_was_lost_keeps_its_records(tmp_path: Path) -> None:
    path = tmp_path / "2026-03.warc.gz"
    records = [record(os.urandom(90_000)) for _ in range(3)]
    path.write_bytes(b"".join(records) + records[0][:1000])
    assert add(path, record(b"last"), known=0) == sum(map(len, records))
    assert len(bodies(path)) == 4


@given(tail=st.binary(max_size=200))
def test_whatever_follows_is_no_record(tmp_path_factory: pytest.TempPathFactory, tail: bytes) -> None:
    path = tmp_path_factory.mktemp("tail") / "2026-03.warc.gz"
    packed = record(b"body")
    path.write_bytes(packed + tail)
    assert add(path, packed, known=len(packed)) == len(packed)
    assert path.read_bytes() == packed * 2


def test_a_compressed_file_that_is_no_warc_is_no_record(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "2026-03.warc.gz"
    path.write_bytes(gzip.compress(b"WARX" * 100))
    with month.locked(path) as descriptor:
        assert month.sound_end(descriptor, 0) == 0


def test_one_writer_a_file(tmp_path: Path) -> None:
    path = tmp_path / "2026-03.warc.gz"
    packed = [record(bytes([number]) * 3000) for number in range(20)]

    def write(number: int) -> None:
        with month.locked(path) as descriptor:
            month.append(descriptor, packed[number], known=month.size(descriptor), path=path)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bodies(path)) == [bytes([number]) * 3000 for number in range(20)]


def test_a_file_removed_while_somebody_waits_for_it_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "2026-03.warc.gz"
    packed = record(b"body")
    waiter = threading.Thread(target=add, args=(path, packed), kwargs={"known": 0})
    with month.locked(path):
        waiter.start()
        waiter.join(0.3)
        assert waiter.is_alive()
        path.unlink()
    waiter.join(10)
    assert path.read_bytes() == packed


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    import resource
    import signal

    path = tmp_path / "2026-03.warc.gz"
    packed = record(os.urandom(50_000))
    add(path, packed, known=0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(packed) + 10_000, limits[1]))
    try:
        with pytest.raises(RawPageError, match=r"2026-03\.warc\.gz: cannot be written: File too large"):
            add(path, packed, known=len(packed))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == packed


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "vn-a").write_text("a file")
    with (
        pytest.raises(RawPageError, match=r"vn-a/2026-03\.warc\.gz: cannot be written"),
        month.locked(tmp_path / "vn-a" / "2026-03.warc.gz"),
    ):
        pass


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RawPageError, match="missing: cannot be read: No such file"):
        month.read(tmp_path / "missing", 0, 10)
