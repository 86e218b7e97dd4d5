"""PublicFolder: files replaced whole, only when they changed, and removed when nothing makes them any more."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from feeds.web.coded import ENDINGS, pack
from news.errors import PublishError

MANIFEST = ".loa-published.json"
SITE_MANIFEST = ".loa-site.json"
"""Names of the pages that were written as files, see `feeds.site.export`; feeds leave those alone."""
_LOCK = ".loa-lock"
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_NAME = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/){0,3}[a-z0-9]+(?:[.-][a-z0-9]+)*")
_LEFTOVER = re.compile(r"\.loa-[0-9a-f]{16}\.tmp")


class PublicFolder:
    """A folder of published files, seen by a web server while we write: a reader finds each file whole, the old one or the new.

    Used by `opened`. Every method raises PublishError, naming the path, when the operating system refuses.
    """

    def __init__(self, root: Path, now: datetime, *, manifest: str = MANIFEST, precompressed: bool = False) -> None:
        self.root = root
        self.written: list[str] = []
        self.removed: list[str] = []
        self.unchanged = 0
        self.yielded: set[str] = set()
        """Names that were to be put and belong to another publisher."""
        self._now = now
        self._precompressed = precompressed
        self._list = manifest
        self._before = self._manifest(manifest)
        self._others = set() if manifest == SITE_MANIFEST else self._manifest(SITE_MANIFEST)
        self._noted = set(self._before)
        self._made: dict[str, None] = {}
        self._touched: set[Path] = {root}
        self._unsure: set[Path] = set()
        self._notes: dict[str, bytes] = {}

    @classmethod
    @contextlib.contextmanager
    def opened(
        cls, root: Path, *, now: datetime, manifest: str = MANIFEST, precompressed: bool = False
    ) -> Iterator[PublicFolder]:
        """Hold the folder, made where it is missing, against other publishers; `now` becomes the time of every changed file.

        `manifest` lists what this publisher wrote: MANIFEST for feeds, SITE_MANIFEST for pages, which have the first right to a
        name. With `precompressed` each file lies there compressed too, under its name and a further ending, with the same time.
        At the end what was published before and was neither put again nor retained is removed. After an exception nothing is.
        """
        with _named(root):
            root.mkdir(parents=True, exist_ok=True)
            lock = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            with _named(root):
                fcntl.flock(lock, fcntl.LOCK_EX)
                broken_off = os.pread(lock, 1, 0) != b""
                os.pwrite(lock, b"publishing\n", 0)
            folder = cls(root, now, manifest=manifest, precompressed=precompressed)
            yield folder
            folder._finish(everywhere=broken_off)
            os.ftruncate(lock, 0)
        finally:
            os.close(lock)

    @property
    def before(self) -> frozenset[str]:
        """The names of what was published before."""
        return frozenset(self._before)

    def announce(self, names: Iterable[str]) -> None:
        """Note names that are about to be put: before their files, since a kill in between must not orphan one."""
        new = {each for name in names for each in self._forms(name)} - self._noted - self._others
        if new:
            self._noted |= new
            self._keep_manifest(self._noted)

    def read(self, name: str) -> bytes:
        """What stands under a name now; empty where nothing does, or a link was planted."""
        path = self.root / name
        if self._is_led_away(path) or path.is_symlink():
            return b""
        with _named(path):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return b""

    def put(self, name: str, body: bytes) -> None:
        """Publish a file; one that holds these bytes already is left alone, its time too.

        `name` is relative, of at most three folders and a file, in lower-case letters, digits, hyphens and dots (ValueError).
        """
        if not _NAME.fullmatch(name):
            msg = f"not a name for a published file: {name!r}"
            raise ValueError(msg)
        if name in self._others:
            self.yielded.add(name)
            return
        path = self.root / name
        self.announce((name,))
        self._made[name] = None
        self._touched.add(path.parent)
        with _named(path):
            if self._is_led_away(path):
                raise NotADirectoryError(errno.ENOTDIR, "a link stands where a folder of ours has to be", str(path.parent))
            if _same(path, body):
                self.unchanged += 1
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._replace(path, body)
                self.written.append(name)
            if self._precompressed:
                self._put_packed(path, name, body)

    def retain(self, names: Iterable[str]) -> None:
        """Leave files as they were published before, without looking into them; nothing happens where one was not."""
        for name in names:
            if name in self._before and name not in self._others and name not in self._made:
                self._made[name] = None
                self.unchanged += not name.endswith(tuple(ENDINGS.values()))

    def belongs_elsewhere(self, name: str) -> bool:
        """Whether another publisher has that name."""
        return name in self._others

    def trace(self, names: Iterable[str]) -> str:
        """What tells whether somebody touched files since: of their names, sizes and times; of one that is not there, that."""
        mark = sha256()
        for name in sorted(names):
            try:
                status = os.lstat(self.root / name)
                mark.update(f"{name} {status.st_size} {status.st_mtime_ns} {status.st_mode}\n".encode())
            except OSError:
                mark.update(f"{name}\n".encode())
        return mark.hexdigest()[:32]

    def known(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that are published, now or else before, with their compressed forms."""
        return tuple(
            each for name in names for each in self._forms(name) if each in (self._made if name in self._made else self._before)
        )

    def note(self, name: str, body: bytes) -> None:
        """Write a file of our own, that nobody is served, when all else is in place; not after an exception."""
        self._notes[name] = body

    def _forms(self, name: str) -> tuple[str, ...]:
        """The name, and those of its compressed forms where there are any."""
        return (name, *(name + ending for ending in ENDINGS.values())) if self._precompressed else (name,)

    def _put_packed(self, path: Path, name: str, body: bytes) -> None:
        """Put the compressed forms of a file, as far as they are smaller, each with the file's own time."""
        time = path.stat().st_mtime_ns
        for coding, ending in ENDINGS.items():
            target = path.with_name(path.name + ending)
            try:
                present = target.lstat().st_mtime_ns == time
            except FileNotFoundError:
                present = False
            if not present:
                packed = pack(coding, body)
                if len(packed) >= len(body):
                    continue
                self._replace(target, packed, time=time)
            self._made[name + ending] = None

    def _finish(self, *, everywhere: bool) -> None:
        for name in sorted(self._before - self._made.keys() - self._others):
            path = self.root / name
            with _named(path):
                if self._is_led_away(path):
                    continue
                with contextlib.suppress(NotADirectoryError):
                    path.unlink(missing_ok=True)
                self.removed.append(name)
                if path.parent.is_dir():
                    self._sweep(path.parent)
                self._remove_empty(path.parent)
        # Who was broken off may have left something anywhere; else it lies where it was written just now.
        for folder in {(self.root / name).parent for name in self._made} | self._touched if everywhere else self._touched:
            with _named(folder):
                self._sweep(folder)
        self._settle()
        if self._noted != set(self._made):
            self._keep_manifest(set(self._made))
        for name, body in self._notes.items():
            with _named(self.root / name):
                self._replace(self.root / name, body)
        self._settle()

    def _folders(self, path: Path) -> list[Path]:
        """The folders between the root and a file, the outer ones first."""
        return [each for each in reversed(path.parents) if self.root in each.parents]

    def _is_led_away(self, path: Path) -> bool:
        """Whether somebody planted a link on the way to a file: what it leads to is not ours to touch."""
        return any(folder.is_symlink() for folder in self._folders(path))

    def _remove_empty(self, folder: Path) -> None:
        """Remove a folder, and those around it, that nothing lies in any more."""
        while folder != self.root:
            with contextlib.suppress(FileNotFoundError):
                try:
                    folder.rmdir()
                except OSError:  # something lies there still, ours or not
                    return
            folder = folder.parent

    def _replace(self, path: Path, body: bytes, *, time: int | None = None) -> None:
        """Put a file in the place of another at once; `time` in nanoseconds (None: that of this publication)."""
        temporary = path.parent / f".loa-{secrets.token_hex(8)}.tmp"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                when = (self._now - _EPOCH) // _MICROSECOND * 1000 if time is None else time
                os.utime(file.fileno(), ns=(when, when))
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        self._unsure.add(path.parent)

    def _settle(self) -> None:
        """Have the disk keep what was put in place, a folder at a time, before anything tells of it."""
        for folder in sorted(self._unsure):
            with _named(folder), contextlib.suppress(FileNotFoundError):
                directory = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    os.fsync(directory)
                finally:
                    os.close(directory)
        self._unsure.clear()

    def _sweep(self, folder: Path) -> None:
        """Remove what a killed publisher left; nobody else writes while we hold the lock."""
        for path in folder.iterdir():
            if _LEFTOVER.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def _manifest(self, name: str) -> set[str]:
        path = self.root / name
        with _named(path):
            try:
                names = json.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                return set()
            except ValueError:
                return set()  # not ours any more: nothing is removed on its word
        return {name for name in names if isinstance(name, str) and _NAME.fullmatch(name)} if isinstance(names, list) else set()

    def _keep_manifest(self, names: set[str]) -> None:
        path = self.root / self._list
        with _named(path):
            self._replace(path, (json.dumps(sorted(names), separators=(",\n", ":")) + "\n").encode())
        self._settle()


def _same(path: Path, body: bytes) -> bool:
    try:
        return path.stat().st_size == len(body) and path.read_bytes() == body
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn what the operating system says into one line that names the path."""
    try:
        yield
    except OSError as error:
        at = error.filename if isinstance(error.filename, str) and not _LEFTOVER.fullmatch(Path(error.filename).name) else path
        msg = f"{at}: {error.strerror or error}"
        raise PublishError(msg) from error
