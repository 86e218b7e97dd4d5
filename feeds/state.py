"""State: what was published and what from, kept beside it so that the next publication does only the rest.

It is written last of all: a publication that is killed before leaves the state of the one before it, and its work is done again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from feeds.archive import FORM, SIZE, Archive, Block
from feeds.digest import digest
from feeds.options import FeedOptions
from feeds.saved import Answer
from news.store.changes import Position

FILE = ".loa-feeds.json"
"""Name of the state in the public folder."""
_FORM = 1
_CODE = {".py", ".html", ".css", ".svg", ".toml", ".csv"}
_WRITERS = ("feedgen", "lxml", "jinja2", "nh3", "w3lib", "brotli", "tzdata")


@dataclass(frozen=True, kw_only=True)
class Built:
    """One feed as it was published."""

    spec: str
    """Of what it was about, see `feeds.due.spec_digest`."""
    reach: datetime | None
    """When the oldest article was published that its build looked at; None: it looked at all there were."""
    trace: str
    """Of its files, see `feeds.folder.PublicFolder.trace`."""
    archive: Archive | None = None
    """None: it has none."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One list of feeds as it was published."""

    made_of: str
    """Digest of all that it says."""
    trace: str


@dataclass(frozen=True, kw_only=True)
class State:
    """What was published, and what from."""

    inputs: str
    """Of options and code, see `inputs_of`."""
    archived: str
    """Of options and the form of archives, see `archived_of`."""
    position: Position
    """Up to which the store's changes are in it, at least."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """Of saved searches, by stem."""
    feeds: Mapping[str, Built] = field(default_factory=dict)
    """By stem."""
    lists: Mapping[str, Listed] = field(default_factory=dict)
    """By name."""
    yielded: tuple[str, ...] = ()
    """Names that were left to the site, see `feeds.folder.PublicFolder.yielded`."""

    def written(self) -> bytes:
        """The state as the file holds it."""
        content = {
            "form": _FORM,
            "inputs": self.inputs,
            "archived": self.archived,
            "position": list(self.position),
            "answers": {stem: [answer.asked_of, list(answer.members)] for stem, answer in self.answers.items()},
            "feeds": {
                stem: [built.spec, built.reach.isoformat() if built.reach else None, built.trace, _archive_values(built.archive)]
                for stem, built in self.feeds.items()
            },
            "lists": {name: [listed.made_of, listed.trace] for name, listed in self.lists.items()},
            "yielded": list(self.yielded),
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def read_state(text: bytes) -> State | None:
    """The state as the file holds it; None where it cannot be understood, or there is none."""
    try:
        content = json.loads(text)
        if content["form"] != _FORM:
            return None
        return State(
            inputs=str(content["inputs"]),
            archived=str(content["archived"]),
            position=Position(*map(int, content["position"])),
            answers={
                stem: Answer(asked_of=str(asked_of), members=tuple(map(str, members)))
                for stem, (asked_of, members) in content["answers"].items()
            },
            feeds={stem: _built(*values) for stem, values in content["feeds"].items()},
            lists={name: Listed(made_of=str(made_of), trace=str(trace)) for name, (made_of, trace) in content["lists"].items()},
            yielded=tuple(map(str, content["yielded"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def inputs_of(options: FeedOptions) -> str:
    """A name for all that feeds are made of besides the store and the day: the options, and the code that makes them."""
    return digest(_decided(options), code())


@cache
def code() -> str:
    """A name for the code, templates and tables of this Loa, and for the versions of the libraries that write with them."""
    mark = sha256()
    root = Path(__file__).resolve().parent.parent
    for package in ("feeds", "news"):
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _CODE and path.is_file():
                mark.update(f"{path.relative_to(root)}\0".encode())
                mark.update(sha256(path.read_bytes()).digest())
    for name in _WRITERS:
        mark.update(f"{name} {_version(name)}\0".encode())
    return mark.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # of what is not needed everywhere
        return ""


def archived_of(options: FeedOptions) -> str:
    """A name for all that archives are made of besides the store: another code leaves them as they are."""
    return digest(_decided(options), FORM, SIZE)


def _decided(options: FeedOptions) -> list[tuple[str, object]]:
    return [(each.name, getattr(options, each.name)) for each in fields(options) if each.name != "public_dir"]


def _built(spec: str, reach: str | None, trace: str, archive: Any) -> Built:
    return Built(
        spec=str(spec),
        reach=datetime.fromisoformat(reach) if reach else None,
        trace=str(trace),
        archive=_archive(*archive) if archive else None,
    )


def _archive_values(archive: Archive | None) -> list[object] | None:
    if archive is None:
        return None
    return [archive.gathered, [[block.name, block.last] for block in archive.documents], archive.rest is not None]


def _archive(gathered: str, documents: list[tuple[str, int]], has_rest: bool) -> Archive:
    blocks = [Block(name=str(name), last=int(last)) for name, last in documents]
    rest = blocks.pop() if has_rest else None
    return Archive(gathered=str(gathered), blocks=tuple(blocks), rest=rest)
