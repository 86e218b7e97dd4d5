"""Keeping: the listings of a source as they were when it last passed a check, so that what broke later can be told.

Each is one record of `news.warc`, but no page of the archive: no article is read from it, and the next pass replaces it.
"""

from __future__ import annotations

from pathlib import Path

from news.errors import RawPageError
from news.raw import RawPage
from news.source import Source
from news.warc import record


def keep_listings(folder: Path, source: Source, listings: list[RawPage]) -> None:
    """Keep the source's listings, in their order, in place of those that were kept: `<source>/listing-<n>.gz`.

    Raise RawPageError when they cannot be written.
    """
    for number, raw in enumerate(listings, start=1):
        file = _file(folder, source, number)
        new = file.with_name(f"{file.name}.new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(record.encode(raw))
            new.replace(file)
        except OSError as error:
            raise RawPageError(f"{file}: cannot be written: {error.strerror}") from error


def kept_listing(folder: Path, source: Source, address: str) -> RawPage | None:
    """Return what the listing at an address was; None where it was never kept, or what was kept cannot be read."""
    for number in range(1, len(source.listings) + 1):
        try:
            raw = record.decode(_file(folder, source, number).read_bytes())
        except (OSError, ValueError):
            continue
        if raw.asked == address:
            return raw
    return None


def _file(folder: Path, source: Source, number: int) -> Path:
    return folder / source.id / f"listing-{number}.gz"
