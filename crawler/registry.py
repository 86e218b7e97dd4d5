"""The sources that Loa is shipped with: one file each, `crawler/sources/<country>/<province>/<place>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from news.configuration import complain
from news.errors import SettingsError
from news.settings import SourceSettings
from news.source import Source

SUFFIX = ".toml"


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """A source that comes with Loa, as its file declares it."""

    source: Source
    path: str
    """`<country>/<province>/<place>`, for example "vn/quang-ninh/phuong-uong-bi": what patterns of files match."""
    file: Path | None
    """The file that declares it; None for a spider."""


def read_folder(folder: Path) -> tuple[Shipped, ...]:
    """Read every file under a folder, sorted by path.

    Raise SettingsError naming file, line and key for a declaration that cannot be used, or an id that stands in two files.
    """
    found: dict[str, Shipped] = {}
    for file in sorted(folder.rglob(f"*{SUFFIX}")):
        shipped = read_file(file, folder)
        if (twin := found.get(shipped.source.id)) is not None:
            raise complain(
                file, ("id",), f"{shipped.source.id!r} is declared in {twin.file} too; every source needs an id of its own"
            )
        found[shipped.source.id] = shipped
    return tuple(found.values())


def read_file(file: Path, folder: Path) -> Shipped:
    """Read one file under `folder`. A source is disabled unless the file says otherwise, and its front page lists its articles.

    Raise SettingsError as `read_folder`.
    """
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    if "homepage" in values:
        values.setdefault("listings", [values["homepage"]])
    try:
        source = SourceSettings(**{"enabled": False, **values}).source()
    except ValidationError as error:
        first = error.errors()[0]
        raise complain(file, first["loc"], first["msg"].removeprefix("Value error, ")) from None
    return Shipped(source=source, path=file.relative_to(folder).with_suffix("").as_posix(), file=file)


def enabled(shipped: Iterable[Shipped], patterns: Iterable[str], *, config: Path | None) -> Iterator[Source]:
    """Return the sources, those enabled that a pattern names: an id, a pattern of ids or one of paths (`enable` in loa.toml).

    Raise SettingsError with file, line and the nearest names for a pattern that names no source.
    """
    paths = {each.source.id: each.path for each in shipped}
    chosen: set[str] = set()
    for index, pattern in enumerate(patterns):
        named = {name for name, path in paths.items() if fnmatchcase(name, pattern) or fnmatchcase(path, pattern)}
        if not named:
            raise complain(config, ("enable", index), f"no shipped source is called {pattern!r}; {_nearest(pattern, paths)}")
        chosen |= named
    for each in shipped:
        yield replace(each.source, enabled=True) if each.source.id in chosen else each.source


def _nearest(pattern: str, paths: Mapping[str, str]) -> str:
    near = get_close_matches(
        pattern, [*paths, *paths.values(), *{f"{path.rpartition('/')[0]}/*" for path in paths.values()}], n=3
    )
    return f"did you mean {' or '.join(near)}?" if near else "`loa sources --all` lists them"
