"""The member `archive` of an exported line: JSON from which an article comes back with all that the store knew of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from news.article import Article, Precision, Provenance, Published
from news.errors import StoreError
from news.source import Source
from news.store import codec, sources
from news.store.archived import MOMENTS, Archived, Version
from news.store.typed import check, in_range
from news.stored import Event, EventKind
from news.text import legal

VERSION = 1
"""Of the member; it rises when older code could no longer put a line back exactly."""

_ALWAYS = MOMENTS[:3]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_ID_ENDING = re.compile(r"-[a-z2-7]{12}")
_SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARK = re.compile(r"[0-9a-f]{32}")
_MEMBERS = frozenset(
    ("version", "source", "declared", "key", *MOMENTS, "published", "fingerprint", "content", "revisions", "aliases", "events")
)

T = TypeVar("T")
Json = dict[str, Any]


def to_json(archived: Archived) -> Json:
    """The member `archive` of its line: moments are whole microseconds since 1970-01-01T00:00Z, null where there is none."""

    def content(article: Article | None) -> Json | None:
        return None if article is None else json.loads(codec.encode(article))

    published = archived.published
    return {
        "version": VERSION,
        "source": json.loads(sources.encode(archived.source)),
        "declared": _ticks(archived.declared),
        "key": archived.key,
        **{name: _ticks(getattr(archived, name)) for name in MOMENTS},
        "published": [_ticks(published.moment), published.precision.value, published.provenance.value],
        "fingerprint": archived.fingerprint,
        "content": content(archived.article),
        "revisions": [[each.number, _ticks(each.seen), each.note, content(each.article)] for each in archived.versions],
        "aliases": list(archived.aliases),
        "events": [[_ticks(each.at), each.kind.value] for each in archived.events],
    }


def from_json(article_id: object, member: object) -> Archived:
    """What `to_json` was given, from values of anybody's JSON: nothing is taken on trust.

    Raises ValueError, naming the field and what is wrong with it, for anything that could not be put into a store and come out of
    it the same.
    """
    content = _members(member)
    source = _source(content["source"])
    pruned = content["pruned"] is not None
    published = _listed(content["published"], "archive.published", 3)
    archived = Archived(
        id=_id(article_id, source.id),
        source=source,
        declared=_moment(content["declared"], "archive.declared"),
        key=_name(content["key"], "archive.key"),
        article=_article(content["content"], "archive.content", source.id),
        published=Published(
            moment=_moment(published[0], "archive.published"),
            precision=_choice(Precision, published[1], "archive.published"),
            provenance=_choice(Provenance, published[2], "archive.published"),
        ),
        **_life(content),
        fingerprint=_fingerprint(content["fingerprint"], pruned=pruned),
        versions=_versions(content["revisions"], source.id, pruned=pruned),
        aliases=tuple(_name(name, "archive.aliases") for name in _listed(content["aliases"], "archive.aliases")),
        events=tuple(map(_event, _listed(content["events"], "archive.events"))),
    )
    if archived.key not in archived.aliases or list(archived.aliases) != sorted(set(archived.aliases)):
        raise _problem("archive.aliases", "its key must be among them, all in alphabetical order and none twice")
    if any(later.at <= earlier.at for earlier, later in zip(archived.events, archived.events[1:], strict=False)):
        raise _problem("archive.events", "each must be later than the one before")
    return archived


def _problem(field: str, problem: str) -> ValueError:
    return ValueError(f"{field}: {problem}")


def _members(member: object) -> Json:
    if not isinstance(member, dict):
        raise _problem("archive", "an object is needed")
    version = member.get("version")
    if type(version) is not int or version < 1:
        raise _problem("archive.version", "a whole number from 1 is needed")
    if version > VERSION:
        raise _problem("archive.version", f"{version} is newer than {VERSION}, the newest this Loa knows: upgrade Loa")
    if missing := sorted(_MEMBERS - member.keys()):
        raise _problem(f"archive.{missing[0]}", "missing")
    if unknown := sorted(member.keys() - _MEMBERS):
        raise _problem("archive", f"unknown member {unknown[0]!r}")
    return member


def _id(value: object, source_id: str) -> str:
    if not isinstance(value, str) or not value.startswith(source_id) or not _ID_ENDING.fullmatch(value, len(source_id)):
        raise _problem("id", f"no id of an article of {source_id}")
    return value


def _source(value: object) -> Source:
    if not isinstance(value, dict):
        raise _problem("archive.source", "an object is needed")
    try:
        source = sources.decode(codec.to_json(value))
    except (StoreError, AttributeError) as error:
        raise _problem("archive.source", str(error)) from error
    check(source, Source, "archive.source")
    if not _SOURCE_ID.fullmatch(source.id) or not _holds(json.loads(sources.encode(source)), value):
        raise _problem("archive.source", "no declaration of a source, or one this Loa cannot keep exactly")
    try:
        ZoneInfo(source.timezone)
    except (ValueError, OSError, KeyError):
        raise _problem("archive.source.timezone", f"unknown here: {source.timezone!r}") from None
    return source


def _holds(whole: Any, part: Any) -> bool:
    """Whether a value says all that another does; what is null may be missing, and what is further there came later."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(_holds(whole.get(name), each) for name, each in part.items())
    return bool(whole == part)


def _article(value: object, field: str, source_id: str) -> Article:
    if not isinstance(value, dict):
        raise _problem(field, "an object is needed")
    try:
        article = codec.decode(codec.to_json(value))
    except StoreError as error:
        raise _problem(field, str(error)) from error
    check(article, Article, field)
    if article.source != source_id:
        raise _problem(field, f"an article of {article.source!r}, not of {source_id}")
    told = json.loads(codec.encode(article))
    if odd := sorted(name for name in told.keys() | value.keys() if told.get(name) != value.get(name)):
        raise _problem(f"{field}.{odd[0]}" if odd[0] in told else field, f"{odd[0]!r} cannot be kept exactly by this Loa")
    return article


def _life(content: Json) -> Any:
    for name in _ALWAYS:
        if content[name] is None:
            raise _problem(f"archive.{name}", "a moment is needed")
    return {name: None if content[name] is None else _moment(content[name], f"archive.{name}") for name in MOMENTS}


def _versions(value: object, source_id: str, *, pruned: bool) -> tuple[Version, ...]:
    field = "archive.revisions"
    kept = []
    for index, each in enumerate(_listed(value, field)):
        number, seen, note, content = _listed(each, f"{field}[{index}]", 4)
        if number != index + 1 or type(number) is not int:
            raise _problem(f"{field}[{index}]", "they are numbered from 1 without a gap")
        if not isinstance(note, str) or legal(note) != note:
            raise _problem(f"{field}[{index}]", "its note is no text that can be kept")
        article = None if content is None else _article(content, f"{field}[{index}].content", source_id)
        kept.append(Version(number=number, seen=_moment(seen, f"{field}[{index}]"), note=note, article=article))
    there = [each.article is not None for each in kept]
    if not kept or there[-1] or (not pruned and not all(there[:-1])) or (pruned and any(there)):
        raise _problem(field, "all but the last have their content, and none once the article's was given up")
    return tuple(kept)


def _event(value: object) -> Event:
    at, kind = _listed(value, "archive.events", 2)
    return Event(at=_moment(at, "archive.events"), kind=_choice(EventKind, kind, "archive.events"))


def _fingerprint(value: object, *, pruned: bool) -> str | None:
    if (value is not None) != pruned or not (value is None or (isinstance(value, str) and _MARK.fullmatch(value))):
        raise _problem("archive.fingerprint", "32 hexadecimal digits where the content was given up, else null")
    return value


def _listed(value: object, field: str, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise _problem(field, "a list is needed" if length is None else f"a list of {length} is needed")
    return value


def _name(value: object, field: str) -> str:
    if not isinstance(value, str) or legal(value) != value:
        raise _problem(field, "text without control characters is needed")
    return value


def _choice(kind: type[T], value: object, field: str) -> T:
    try:
        return cast("T", cast("Any", kind)(value))
    except ValueError:
        raise _problem(field, f"unknown: {value!r:.40}") from None


def _ticks(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _TICK


def _moment(value: object, field: str) -> datetime:
    try:
        moment = _EPOCH + value * _TICK if type(value) is int else None
    except OverflowError:
        moment = None
    if moment is None or not in_range(moment):
        raise _problem(field, "whole microseconds since 1970, between the years 2 and 9998, are needed")
    return moment
