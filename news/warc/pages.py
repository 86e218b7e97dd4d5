"""RawPages: a folder of pages as they were fetched, and the store that knows where each lies.

A source has a file a month, `<source>/<YYYY-MM>.warc.gz`, by the month in UTC in which its pages were fetched. Should such a file
be shorter than the store says (a copy was put back), it is left alone and `<YYYY-MM>-2.warc.gz` is begun.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from news.errors import RawPageError
from news.raw import KeptPage, RawPage
from news.store import Store, pages
from news.store.pages import Row
from news.warc import month, record

UNREADABLE_A_DAY = 3
"""How many pages that could not be read are kept of one source in one day of UTC."""
SAME_EVERY = timedelta(days=1)
"""How often a page is kept of which the reader says that nothing changed, though its bytes did (a counter, a token)."""

_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_FILE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-\d+)?\.warc\.gz")


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """A page from which an article was read."""

    raw: RawPage
    article: str
    """Id of the article."""
    revision: int
    """Number of the revision that was read."""
    same: bool
    """Whether the article says what it said before."""
    new: bool
    """Whether the article was not known before, so that none of its pages is."""
    digest: str | None = None
    """SHA-256 of its body, in hexadecimal, where that was computed already."""
    record: bytes | None = None
    """What `news.warc.record.encode` makes of the page, where that was made already."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was given up, or would be."""

    files: int
    pages: int
    bytes: int


class RawPages:
    """Pages as they were fetched. What cannot be written or read raises RawPageError, what the database refuses StoreError."""

    def __init__(self, folder: Path, store: Store) -> None:
        """`folder` is made when the first page is kept; it belongs to this store alone."""
        self.folder = folder
        self._store = store

    def keep(
        self,
        raw: RawPage,
        *,
        article: str | None = None,
        revision: int | None = None,
        problem: str | None = None,
        same: bool = False,
    ) -> KeptPage | None:
        """Keep a page, and note which revision of which article was read from it, or the kind of the error that was raised.

        None where nothing is to be added: its body is that of the page kept last for this address and article; or it could not
        be read, and `UNREADABLE_A_DAY` others of the day could not either; or it gave the `same` article as the page before,
        which is not yet older than `SAME_EVERY`. When it returns, record and row are kept; if it raises, neither is.
        """
        digest = raw.digest
        if not self._is_wanted(raw, digest, article, revision, problem, same=same):
            return None
        encoded = record.encode(raw)
        with ExitStack() as stack:
            file, descriptor, known = self._open(raw, stack)
            offset = month.append(descriptor, encoded, known=known, path=self.folder / file)
            try:
                with self._store.write() as connection:
                    noted = pages.row_of(
                        raw,
                        file=file,
                        offset=offset,
                        length=len(encoded),
                        digest=digest,
                        article=article,
                        revision=revision,
                        problem=problem,
                    )
                    return pages.add(connection, noted)
            except BaseException:
                month.cut(descriptor, offset)
                raise

    def keep_all(self, batch: Sequence[ReadPage]) -> tuple[RawPageError | None, ...]:
        """Keep pages as `keep` does, with one transaction for all and one wait for the disk a file.

        Return, in their order, why a page could not be kept; None where it could, or where nothing was to be added. Raises
        StoreError, and then none is kept.
        """
        problems: dict[int, RawPageError] = {}
        rows: list[Row] = []
        with ExitStack() as stack:
            written: list[tuple[int, int]] = []
            try:
                for group in self._by_file(batch):
                    try:
                        rows += self._append(group, stack, written)
                    except RawPageError as error:
                        problems |= {id(page): error for page, _ in group}
                if rows:
                    with self._store.write() as connection:
                        pages.add_all(connection, rows)
            except BaseException:
                for descriptor, offset in written:
                    month.cut(descriptor, offset)
                raise
        return tuple(problems.get(id(page)) for page in batch)

    def _by_file(self, batch: Sequence[ReadPage]) -> list[list[tuple[ReadPage, str]]]:
        """Those of the pages that are to be kept, each with its digest, by file; files in one order for all."""
        groups: defaultdict[tuple[str, str], list[tuple[ReadPage, str]]] = defaultdict(list)
        seen: set[tuple[str, str]] = set()
        for page in batch:
            digest = page.digest or page.raw.digest
            twin = (page.article, page.raw.asked) in seen
            seen.add((page.article, page.raw.asked))
            if not twin and (page.new or self._is_wanted(page.raw, digest, page.article, page.revision, None, same=page.same)):
                groups[page.raw.source, _month(page.raw)].append((page, digest))
        return [groups[key] for key in sorted(groups)]

    def _append(self, group: Sequence[tuple[ReadPage, str]], stack: ExitStack, written: list[tuple[int, int]]) -> list[Row]:
        """Append pages to their file, which stays locked, and return their rows."""
        records = [page.record or record.encode(page.raw) for page, _ in group]
        file, descriptor, known = self._open(group[0][0].raw, stack)
        offset = month.append(descriptor, b"".join(records), known=known, path=self.folder / file)
        written.append((descriptor, offset))
        rows = []
        for (page, digest), packed in zip(group, records, strict=True):
            rows.append(
                pages.row_of(
                    page.raw,
                    file=file,
                    offset=offset,
                    length=len(packed),
                    digest=digest,
                    article=page.article,
                    revision=page.revision,
                    problem=None,
                )
            )
            offset += len(packed)
        return rows

    def _is_wanted(
        self, raw: RawPage, digest: str, article: str | None, revision: int | None, problem: str | None, *, same: bool
    ) -> bool:
        with self._store.read() as connection:
            last = pages.last(connection, raw.source, raw.asked, article)
            crowded = problem is not None and pages.unreadable_on_day(connection, raw.source, raw.fetched) >= UNREADABLE_A_DAY
        if last is None or last.digest != digest:
            young = last is not None and last.revision == revision and raw.fetched - last.fetched < SAME_EVERY
            return not crowded and not (same and young)
        if article is not None and revision is not None and last.revision != revision:
            with self._store.write() as connection:
                pages.gave(connection, last.id, article=article, revision=revision)
        return False

    def _open(self, raw: RawPage, stack: ExitStack) -> tuple[str, int, int]:
        """Lock the file in which a page belongs; return its name, its descriptor and the end of its last known record."""
        if not _SOURCE.fullmatch(raw.source):
            raise RawPageError(f"{raw.source!r} cannot name a folder: letters, digits and hyphens are needed")
        name = f"{raw.source}/{_month(raw)}"
        part = 1
        while True:
            file = f"{name}.warc.gz" if part == 1 else f"{name}-{part}.warc.gz"
            descriptor = stack.enter_context(month.locked(self.folder / file))
            with self._store.read() as connection:
                known = pages.end_of(connection, file)
            if month.size(descriptor) >= known:
                return file, descriptor, known
            part += 1

    def read(self, page: KeptPage) -> RawPage:
        """The page as it was fetched. Raises RawPageError, naming the file, where it is gone or damaged."""
        path = self.folder / page.file
        packed = month.read(path, page.offset, page.length)
        try:
            raw = record.decode(packed)
        except ValueError as error:
            raise RawPageError(f"{path}: the record at byte {page.offset} is damaged: {error}") from error
        if raw.source != page.source or raw.digest != page.digest:
            raise RawPageError(f"{path}: the record at byte {page.offset} is not the one that was kept there")
        return raw

    def of_article(self, article_id: str) -> tuple[KeptPage, ...]:
        """Every page from which an article was read, the first kept one first; none for an unknown id."""
        with self._store.read() as connection:
            return pages.of_article(connection, article_id)

    def latest(self, source_id: str, *, since: datetime | None = None) -> Iterator[KeptPage]:
        """Of each article of a source, and of each address that gives none, the page kept last, in the order of keeping.

        Left out are pages fetched before `since`, and those of articles whose content was given up. They are looked up a few
        hundred at a time, no transaction staying open in between.
        """
        number = 0
        while True:
            with self._store.read() as connection:
                found = pages.latest_after(connection, number, source_id=source_id, since=since)
            if not found:
                return
            yield from found
            number = found[-1].id

    def count_latest(self, source_ids: tuple[str, ...], *, since: datetime | None = None) -> int:
        """About how many pages `latest` gives of the sources together."""
        with self._store.read() as connection:
            return pages.count_latest(connection, source_ids=source_ids, since=since)

    def gave(self, page_id: int, *, article: str, revision: int) -> None:
        """Note that a revision of an article was read from a page, which had been unreadable or had given another."""
        with self._store.write() as connection:
            pages.gave(connection, page_id, article=article, revision=revision)

    def forget(self, *, older_than: datetime, dry_run: bool = False) -> Forgotten:
        """Delete every monthly file whose last page was fetched before a moment, with all that is known of its pages.

        A file of which nothing is known is as old as the end of its month. With `dry_run` nothing is deleted. Where it is broken
        off the next run goes on.
        """
        with self._store.read() as connection:
            last = pages.files(connection)
        last |= {file: _end_of_month(file) for file in self._files() if file not in last}
        files = forgotten = size = 0
        for file, fetched in sorted(last.items()):
            if fetched >= older_than:
                continue
            path = self.folder / file
            if not dry_run:
                # The file first: rows without a file are forgotten by the next run, a file without rows would stay its month.
                size += self._delete(path)
                with self._store.write() as connection:
                    forgotten += pages.forget(connection, file)
            else:
                size += path.stat().st_size if path.exists() else 0
                with self._store.read() as connection:
                    forgotten += pages.count_in(connection, file)
            files += 1
        return Forgotten(files=files, pages=forgotten, bytes=size)

    def _files(self) -> Iterator[str]:
        for path in self.folder.glob("*/*.warc.gz"):
            if _FILE.fullmatch(path.name):
                yield path.relative_to(self.folder).as_posix()

    def _delete(self, path: Path) -> int:
        if not path.exists():
            return 0
        with month.locked(path) as descriptor:
            size = month.size(descriptor)
            try:
                path.unlink()
            except OSError as error:
                raise RawPageError(f"{path}: cannot be deleted: {error.strerror}") from error
        return size


def _month(raw: RawPage) -> str:
    return f"{raw.fetched.astimezone(UTC):%Y-%m}"


def _end_of_month(file: str) -> datetime:
    named = _FILE.fullmatch(file.rpartition("/")[2])
    assert named is not None
    year, number = int(named[1]), int(named[2])
    return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
