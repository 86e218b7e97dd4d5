from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from news.article import Article
from news.store import Store
from news.store.export import LONGEST
from news.store.importing import import_lines
from tests.news.store.carrying import NONE, changed, exported, put

Make = Callable[..., Article]
Another = Callable[[], Store]
HOUR = timedelta(hours=1)


def at(path: str, value: object) -> Callable[[Any], None]:
    """Set what stands at a path of names and indices."""
    *parents, last = [int(part) if part.lstrip("-").isdigit() else part for part in path.split(".")]

    def change(archive: Any) -> None:
        for part in parents:
            archive = archive[part]
        archive[last] = value

    return change


BAD: list[tuple[Callable[[Any], None], str]] = [
    (at("version", 2), "archive.version: 2 is newer than 1"),
    (at("version", True), "archive.version: a whole number"),
    (at("film", 1), "archive: unknown member 'film'"),
    (lambda archive: archive.pop("checked"), "archive.checked: missing"),
    (at("first_seen", None), "archive.first_seen: a moment"),
    (at("first_seen", 1.5), "archive.first_seen: whole microseconds"),
    (at("first_seen", True), "archive.first_seen: whole microseconds"),
    (at("last_seen", "2026-03-01"), "archive.last_seen: whole microseconds"),
    (at("checked", 10**30), "archive.checked: whole microseconds"),
    (at("updated", -(10**17)), "archive.updated: whole microseconds"),
    (at("published", [0, "day"]), "archive.published: a list of 3"),
    (at("published", [0, "week", "visible"]), "archive.published: unknown: 'week'"),
    (at("published", [0, "day", ["visible"]]), "archive.published: unknown"),
    (at("key", "other"), "archive.aliases: its key must be among them"),
    (at("key", "a\x00b"), "archive.key: text without control"),
    (at("aliases", "k"), "archive.aliases: a list"),
    (at("aliases.0", 7), "archive.aliases: text"),
    (lambda archive: archive["aliases"].append(archive["aliases"][0]), "archive.aliases: its key"),
    (at("events", [[1, "withdrawn"], [1, "restored"]]), "archive.events: each must be later"),
    (at("events", [[1, "lost"]]), "archive.events: unknown: 'lost'"),
    (at("events", {"1": "withdrawn"}), "archive.events: a list"),
    (at("fingerprint", "0" * 32), "archive.fingerprint: 32 hexadecimal digits"),
    (at("pruned", 5), "archive.fingerprint: 32 hexadecimal digits"),
    (at("revisions", []), "archive.revisions: all but the last"),
    (at("revisions.0.0", 2), "archive.revisions[0]: they are numbered"),
    (at("revisions.0.2", "a\x1b"), "archive.revisions[0]: its note"),
    (at("revisions.0.3", None), "archive.revisions: all but the last"),
    (at("revisions.1.3", {}), "archive.revisions[1].content: the stored content"),
    (at("revisions.0.3.title", None), "archive.revisions[0].content.title: text is needed"),
    (at("content", "text"), "archive.content: an object"),
    (at("content.source", "vn-b"), "archive.content: an article of 'vn-b'"),
    (at("content.title", 5), "archive.content.title: text is needed"),
    (at("content.film", 5), "archive.content: 'film' cannot be kept"),
    (at("content.authors", "Lan"), "archive.content.authors: 'authors' cannot be kept"),
    (at("content.authors", [["Lan"]]), "archive.content.authors[0]: text is needed"),
    (at("content.body", [{"kind": "film"}]), "archive.content: the stored content"),
    (at("content.body", [{"kind": "heading", "text": "a", "level": 2.0}]), "archive.content.body[0].level: a whole number"),
    (at("content.body", [{"kind": "quote", "text": "a", "marks": [[0, 1, "link", 5]]}]), "archive.content.body[0].marks[0].href"),
    (at("content.published", ["0001-01-01T00:00:00+00:00", "day", "visible"]), "archive.content.published.moment: a moment"),
    (at("content.published", ["2026-03-01T00:00:00+07:00", "day", "visible"]), "archive.content.published: 'published' cannot"),
    (at("content.published", ["2026-03-01T00:00:00", "day", "visible"]), "archive.content: the stored content"),
    (at("source", []), "archive.source: an object"),
    (at("source.film", 1), "archive.source: a stored source"),
    (at("source.place", "Hạ Long"), "archive.source: "),
    (at("source.place", {"name": 5, "country": "vn"}), "archive.source.place.name: text"),
    (at("source.title", None), "archive.source.title: text"),
    (at("source.listings", "https://a.vn"), "archive.source: no declaration"),
    (at("source.timezone", "../../etc/passwd"), "archive.source.timezone: unknown here"),
    (at("source.selectors", {"title": 5}), "archive.source.selectors.title: text"),
    (at("source.interval_minutes", "5"), "archive.source.interval_minutes: a whole number or null"),
    (at("source.id", "vn-b"), "id: no id of an article of vn-b"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "problem"), BAD, ids=[problem for _, problem in BAD])
def test_a_bad_line_is_told_and_the_others_go_in(
    store: Store, another: Another, make: Make, noon: datetime, change: Callable[[Any], None], problem: str
) -> None:
    for number in (1, 2, 3):
        store.keep(make(number), now=noon)
        store.keep(make(number, title="Tin sửa"), now=noon + HOUR)
    first, second, third = exported(store).splitlines()
    with another() as other:
        report, told = put(other, b"\n".join([first, changed(second, change), b"", third]))
        assert report == replace(NONE, new=2, failed=1)
        [(number, message)] = told
        assert number == 2
        assert message.startswith(problem)
        assert "\n" not in message
        assert exported(other) == first + b"\n" + third + b"\n"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "not JSON in UTF-8"),
        (b"\xff\xfe{}", "not JSON in UTF-8"),
        (b"[]", "archive: missing; only lines of `loa export` without --plain"),
        (b"{}", "archive: missing"),
        (b"null", "archive: missing"),
        (b'{"archive": NaN}', "not JSON in UTF-8: NaN"),
        (b'{"archive": {"version": 1' + b"0" * 5000 + b"}}", "not JSON in UTF-8"),
        (b'{"id": "vn-a", "archive": ' + b"[" * 100_000, "not JSON of an article: nested too deeply"),
        (b'{"archive": {"version": 1, "source": ' + b'{"a":' * 940 + b"1" + b"}" * 942, "archive."),
        (b'{"archive": "\x1b[2J"}', "not JSON in UTF-8"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_no_line_is_told(store: Store, line: bytes, problem: str) -> None:
    report, [(number, message)] = put(store, b"\n" + line)
    assert (report, number) == (replace(NONE, failed=1), 2)
    assert message.startswith(problem)
    assert message.isprintable()
    assert len(message) < 400


@pytest.mark.parametrize(
    "article_id", [None, 5, "", "vn-a", "vn-a-", "vn-a-../../etc/pa", "vn-b-aaaaaaaaaaaa", "vn-a-AAAAAAAAAAAA"]
)
def test_an_id_that_is_none_is_told(store: Store, make: Make, noon: datetime, article_id: object) -> None:
    store.keep(make(), now=noon)
    values = json.loads(exported(store)) | {"id": article_id}
    report, told = put(store, json.dumps(values).encode())
    assert (report, told) == (replace(NONE, failed=1), [(1, "id: no id of an article of vn-a")])


class _Endless(BytesIO):
    """A line of 200 MB that nobody has to hold, then good ones."""

    def __init__(self, good: bytes) -> None:
        super().__init__(good)
        self.left, self.largest = 200 * 2**20, 0

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.largest = max(self.largest, size)
        if self.left:
            given = min(size, self.left)
            self.left -= given
            return b" " * (given - 1) + (b"x" if self.left else b"\n")
        return super().readline(size)


def test_a_line_of_200_megabytes_is_passed_over(store: Store, another: Another, make: Make, noon: datetime) -> None:
    store.keep(make(), now=noon)
    lines = _Endless(exported(store))
    told: list[tuple[int, str]] = []
    with another() as other:
        report = import_lines(other, lines, tell=lambda number, problem: told.append((number, problem)))
    assert report == replace(NONE, new=1, failed=1)
    assert told == [(1, f"longer than {LONGEST} bytes")]
    assert lines.largest <= LONGEST + 1
