"""Lines: relating a set of documents that belongs to no store, for `loa relate --jsonl`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from news.related.document import Document
from news.related.fingerprint import Fingerprint, fingerprint_of
from news.related.lists import Entry, cut, merged
from news.related.neighbours import Analysed, analyse, neighbours
from news.store.postings import Postings, temporary_postings
from news.text import legal

LISTED = 10
"""Links given for a document."""


@dataclass(frozen=True, kw_only=True)
class _Read:
    """One line of input: a document, or what was wrong with it."""

    id: Any
    document: Document | None = None
    error: str | None = None


def relate_lines(documents: Iterable[Mapping[str, Any]], *, limit: int = LISTED) -> Iterator[dict[str, Any]]:
    """Relate documents to each other: one answer for each, in their order.

    A document is `{"id", "title", "lead", "text", "published"}`: all strings, `published` ISO 8601 (UTC where it names no zone),
    anything but `id` may be missing or null. The answer is `{"id", "related": [{"id", "score", "reason", "evidence"}]}`, best
    first, at most `limit`; for a document that cannot be read, or whose id came before, `{"id", "error"}`. All documents are
    read before the first answer. The code that relates them is the code that relates the articles of a store.
    """
    lines = list(_read_all(documents))
    with temporary_postings() as postings:
        lists = _relate(postings, {line.id: line.document for line in lines if line.document is not None})
    for line in lines:
        if line.error is not None:
            yield {"id": line.id, "error": line.error}
        else:
            yield {"id": line.id, "related": [_shown(entry) for entry in cut(lists[line.id].values(), limit)]}


def _relate(postings: Postings, documents: Mapping[str, Document]) -> dict[str, dict[str, Entry]]:
    """Links of every document by the other's id: each link is given to both."""
    analysed: dict[str, Analysed] = {}
    for name, document in documents.items():
        analysed[name] = analyse(document)
        postings.count(analysed[name].features.weights)
    prints: dict[str, Fingerprint] = {}
    for name in sorted(documents, key=lambda name: _moment(documents[name])):
        prints[name] = fingerprint_of(documents[name], analysed[name].features, postings.frequencies)
        postings.add(name, prints[name], analysed[name].sketch)
    lists: dict[str, dict[str, Entry]] = {name: {} for name in documents}
    for name in documents:
        for found in neighbours(postings, prints[name], analysed[name], without={name}):
            for one, other in ((name, found.article), (found.article, name)):
                entry = Entry(other=other, score=found.score, reason=found.reason, evidence=found.evidence)
                known = lists[one].get(other)
                lists[one][other] = entry if known is None else merged(known, entry)
    return lists


def _moment(document: Document) -> float:
    return document.published.timestamp() if document.published is not None else 0.0


def _shown(entry: Entry) -> dict[str, Any]:
    return {"id": entry.other, "score": entry.score, "reason": entry.reason.value, "evidence": list(entry.evidence)}


def _read_all(documents: Iterable[Mapping[str, Any]]) -> Iterator[_Read]:
    seen: set[str] = set()
    for given in documents:
        read = _read(given)
        if read.document is not None and read.id in seen:
            read = _Read(id=read.id, error="its id came before")
        if read.document is not None:
            seen.add(read.id)
        yield read


def _read(given: object) -> _Read:
    if not isinstance(given, Mapping):
        return _Read(id=None, error="not an object")
    name = given.get("id")
    if not isinstance(name, str) or not name:
        return _Read(id=name, error="id: expected a string that is not empty")
    parts: dict[str, str] = {}
    for field in ("title", "lead", "text"):
        value = given.get(field)
        if value is not None and not isinstance(value, str):
            return _Read(id=name, error=f"{field}: expected a string or null")
        parts[field] = legal(value or "")
    try:
        published = _published(given.get("published"))
    except ValueError as error:
        return _Read(id=name, error=f"published: {error}")
    return _Read(id=name, document=Document(published=published, **parts))


def _published(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        msg = "expected a string in ISO 8601 or null"
        raise ValueError(msg)  # noqa: TRY004 - it is text from outside that is wrong, not the program
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        msg = f"not a moment in ISO 8601: {value[:40]!r}"
        raise ValueError(msg) from error
