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
from datetime import datetime
from pathlib import Path

from news.errors import PublishError

MANIFEST = ".loa-published.json"
SITE_MANIFEST = ".loa-site.json"
"""Names of the pages that were written as files, see `feeds.site.export`; feeds leave those alone."""
_LOCK = ".loa-lock"
_NAME = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/){0,3}[a-z0-9]+(?:[.-][a-z0-9]+)*")
_LEFTOVER = re.compile(r"\.loa-[0-9a-f]{16}\.tmp")


class PublicFolder:
    """A folder of published files, seen by a web server while we write: a reader finds each file whole, the old one or the new.

    Used by `opened`. Every method raises PublishError, naming the path, when the operating system refuses.
    """

    def __init__(self, root: Path, now: datetime, *, manifest: str = MANIFEST) -> None:
        self.root = root
        self.written: list[str] = []
        self.removed: list[str] = []
        self.unchanged = 0
        self._now = now
        self._list = manifest
        self._before = self._manifest(manifest)
        self._others = set() if manifest == SITE_MANIFEST else self._manifest(SITE_MANIFEST)
        self._noted = set(self._before)
        self._made: dict[str, None] = {}

    @classmethod
    @contextlib.contextmanager
    def opened(cls, root: Path, *, now: datetime, manifest: str = MANIFEST) -> Iterator[PublicFolder]:
        """Hold the folder, made where it is missing, against other publishers; `now` becomes the time of every changed file.

        `manifest` lists what this publisher wrote: MANIFEST for feeds, SITE_MANIFEST for pages, which have the first right to a
        name. At the end what was published before and was not put again is removed. After an exception nothing is.
        """
        with _named(root):
            root.mkdir(parents=True, exist_ok=True)
            lock = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            with _named(root):
                fcntl.flock(lock, fcntl.LOCK_EX)
            folder = cls(root, now, manifest=manifest)
            yield folder
            folder._finish()
        finally:
            os.close(lock)

    @property
    def before(self) -> frozenset[str]:
        """The names of what was published before."""
        return frozenset(self._before)

    def announce(self, names: Iterable[str]) -> None:
        """Note names that are about to be put: before their files, since a kill in between must not orphan one."""
        new = set(names) - self._noted - self._others
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
            return
        path = self.root / name
        self.announce((name,))
        self._made[name] = None
        with _named(path):
            if self._is_led_away(path):
                raise NotADirectoryError(errno.ENOTDIR, "a link stands where a folder of ours has to be", str(path.parent))
            if _same(path, body):
                self.unchanged += 1
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            self._replace(path, body)
        self.written.append(name)

    def retain(self, name: str) -> None:
        """Leave a file as it was published before; nothing happens where none was."""
        if name in self._before:
            self._made[name] = None

    def _finish(self) -> None:
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
        for folder in {self.root, *((self.root / name).parent for name in self._made)}:
            with _named(folder):
                self._sweep(folder)
        if self._noted != set(self._made):
            self._keep_manifest(set(self._made))

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

    def _replace(self, path: Path, body: bytes) -> None:
        temporary = path.parent / f".loa-{secrets.token_hex(8)}.tmp"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                seconds = self._now.timestamp()
                os.utime(file.fileno(), (seconds, seconds))
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        directory = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

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
            self._replace(path, (json.dumps(sorted(names), indent=0) + "\n").encode())


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
