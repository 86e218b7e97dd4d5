"""A WARC file that grows by one record at a time and is valid whenever its writer dies.

The caller knows where the last record it has noted ends. What lies beyond was never noted: whole records are left, which are
valid all the same, and a half-written one is cut off before the next is appended.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from news.errors import RawPageError

_CHUNK = 1 << 16
_GZIP = zlib.MAX_WBITS | 16


@contextmanager
def locked(path: Path) -> Generator[int]:
    """The descriptor of a file, made with its folder where it is missing, while no other process may append to it.

    Raises RawPageError when it cannot be opened.
    """
    descriptor = _open(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    while True:
        descriptor = -1
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Whoever held the lock may have removed the file.
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        except OSError as error:
            if descriptor >= 0:
                os.close(descriptor)
            raise RawPageError(f"{path}: cannot be written: {error.strerror}") from error
        if descriptor >= 0:
            os.close(descriptor)


def size(descriptor: int) -> int:
    """How long a file is, in bytes."""
    return os.fstat(descriptor).st_size


def append(descriptor: int, record: bytes, *, known: int, path: Path) -> int:
    """Append a record behind the last whole one and return where it begins; when this returns it is on the disk.

    `known` is the end of the last record that was noted. Raises RawPageError, the file being as before, when it cannot be
    written.
    """
    try:
        start = sound_end(descriptor, known)
        os.ftruncate(descriptor, start)
    except OSError as error:
        raise RawPageError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        _write(descriptor, record, start)
        os.fsync(descriptor)
    except OSError as error:
        cut(descriptor, start)
        raise RawPageError(f"{path}: cannot be written: {error.strerror}") from error
    return start


def _write(descriptor: int, record: bytes, start: int) -> None:
    written = 0
    while written < len(record):
        written += os.pwrite(descriptor, record[written:], start + written)


def cut(descriptor: int, end: int) -> None:
    """Take off what lies beyond `end`, if that can be done: the next append does it otherwise."""
    try:
        os.ftruncate(descriptor, end)
    except OSError:
        return


def sound_end(descriptor: int, start: int) -> int:
    """Where the last whole record ends that is reached from `start` on; `start` where none is."""
    while (end := _member_end(descriptor, start)) is not None:
        start = end
    return start


def _member_end(descriptor: int, start: int) -> int | None:
    """Return where the whole record that begins at `start` ends; None where none does."""
    unpacked = zlib.decompressobj(_GZIP)
    position, opening = start, b""
    while not unpacked.eof:
        chunk = unpacked.unconsumed_tail
        if not chunk:
            chunk = os.pread(descriptor, _CHUNK, position)
            position += len(chunk)
        if not chunk:
            return None
        try:
            text = unpacked.decompress(chunk, _CHUNK)
        except zlib.error:
            return None
        opening = (opening + text)[:5]
    return position - len(unpacked.unused_data) if opening == b"WARC/" else None


def read(path: Path, offset: int, length: int) -> bytes:
    """So many bytes of a file, fewer where it ends before. Raises RawPageError when it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(length)
    except OSError as error:
        raise RawPageError(f"{path}: cannot be read: {error.strerror}") from error
