"""Which feeds are due, from what changed alone; and what becomes of work that was broken off."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feeds.due import due, spec_digest
from feeds.folder import PublicFolder
from feeds.publish import FeedOptions, Report, publish
from feeds.selection import FeedSpec, Kind
from feeds.state import FILE, Built, read_state
from news.store import Store
from news.store.changed import Changed, Whereabouts
from tests.feeds.conftest import NOW, make_article, make_rich, make_source, minute
from tests.feeds.test_incremental import tree

HOUR = timedelta(hours=1)
NOTHING = Changed(articles={}, linked={}, stories=frozenset(), topics=frozenset(), sources=frozenset(), health=frozenset())


def spec(stem: str, kind: Kind, *sources: str, members: tuple[str, ...] | None = None, topic: str | None = None) -> FeedSpec:
    return FeedSpec(
        stem=stem, title=stem, subtitle="", language="vi", homepage=None, sources=sources, kind=kind, members=members, topic=topic
    )


ALL = spec("all", Kind.ALL, "vn-a", "vn-b")
A, B = spec("vn-a", Kind.SOURCE, "vn-a"), spec("vn-b", Kind.SOURCE, "vn-b")
STORY = spec("story/s", Kind.STORY, "vn-a", "vn-b", members=("a1", "b1"))
HEALTH = spec("topic/health", Kind.TOPIC, "vn-a", "vn-b", topic="health")
SPECS = (ALL, A, B, STORY, HEALTH)


def known(reach: datetime | None = None) -> dict[str, Built]:
    return {each.stem: Built(spec=spec_digest(each), reach=reach, trace="") for each in SPECS}


def at(source: str, published: datetime = NOW, *topics: str) -> Whereabouts:
    return Whereabouts(1, source, published, frozenset(topics))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"articles": {"a9": at("vn-a")}}, {"all", "vn-a"}),
        ({"articles": {"a1": at("vn-a")}}, {"all", "vn-a", "story/s"}),
        ({"articles": {"b9": at("vn-b", NOW, "health")}, "topics": {"health"}}, {"all", "vn-b", "topic/health"}),
        ({"topics": {"health"}}, {"topic/health"}),
        ({"topics": {"work"}}, set()),
        ({"linked": {"a9": at("vn-a")}}, {"all", "vn-a"}),
        ({"linked": {"a9": at("vn-a", NOW, "health")}}, {"all", "vn-a", "topic/health"}),
        ({"linked": {"a9": at("vn-a", NOW - HOUR, "health")}}, set()),  # behind what these feeds show
        ({"linked": {"b1": at("vn-b", NOW - HOUR)}}, {"story/s"}),
        ({"sources": {"vn-b"}}, {"all", "vn-b", "story/s", "topic/health"}),
        ({"health": {"vn-b"}}, {"vn-b"}),
        ({"stories": {"s"}}, set()),  # what a story gains or loses shows in its members
    ],
)
def test_a_feed_is_due_for_what_it_shows(changed: dict[str, object], expected: set[str]) -> None:
    assert due(SPECS, known(NOW), replace(NOTHING, **changed)) == expected  # type: ignore[arg-type]


def test_all_there_is_is_looked_at_where_there_was_no_more() -> None:
    old = replace(NOTHING, linked={"a0": at("vn-a", NOW - 9999 * HOUR)})
    assert due(SPECS, known(), old) == {"all", "vn-a"}


def test_a_feed_that_is_new_or_about_something_else_is_due() -> None:
    others = [replace(A, title="A2"), replace(STORY, members=("a1", "b1", "b2")), spec("vn-c", Kind.SOURCE, "vn-c")]
    assert due([ALL, *others, HEALTH], known(NOW), NOTHING) == {"vn-a", "story/s", "vn-c"}
    assert due([replace(STORY, sources=("vn-a", "vn-b", "vn-c"))], known(NOW), NOTHING) == set()
    assert due([replace(ALL, sources=("vn-a", "vn-b", "vn-c"))], known(NOW), NOTHING) == {"all"}


def test_only_what_is_due_is_built_and_nothing_else_is_read(
    store: Store, options: FeedOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep(make_article("1"), now=NOW)
    store.keep(make_article("1", "bach-khe"), now=NOW)
    assert set(publish(store, options, now=NOW).built) == {"all", "vn-ha-long", "vn-bach-khe"}
    store.keep(make_article("2"), now=NOW)
    opened: list[str] = []
    reading = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        opened.append(str(path))
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    report = publish(store, options, now=NOW + HOUR)
    assert set(report.built) == {"all", "vn-ha-long"}
    assert opened
    assert not [name for name in opened if "vn-bach-khe" in name]


@pytest.mark.parametrize(
    "strange", [b"", b"{", b"[]", b'{"form": 0}', b'{"form": 1}', b'{"form": 1, "inputs": 1, "position": [1]}', b"\xff"]
)
def test_a_state_that_cannot_be_understood_builds_everything(store: Store, options: FeedOptions, strange: bytes) -> None:
    store.keep(make_article(), now=NOW)
    publish(store, options, now=NOW)
    assert read_state((options.public_dir / FILE).read_bytes()) is not None
    (options.public_dir / FILE).write_bytes(strange)
    assert read_state(strange) is None
    report = publish(store, options, now=NOW + HOUR)
    assert (set(report.built), report.written) == ({"all", "vn-ha-long", "vn-bach-khe"}, ())


@pytest.mark.parametrize("change", [{"title": "Tin xã"}, {"entries": 1}, {"hub": "https://hub.example/"}])
def test_other_options_build_everything(store: Store, options: FeedOptions, change: dict[str, object]) -> None:
    publish(store, options, now=NOW)
    assert publish(store, options, now=NOW).built == ()
    assert len(publish(store, replace(options, **change), now=NOW).built) == 3  # type: ignore[arg-type]


def test_another_code_builds_everything(store: Store, options: FeedOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(store, options, now=NOW)
    monkeypatch.setattr("feeds.state.code", lambda: "newer")
    assert len(publish(store, options, now=NOW).built) == 3


def test_another_store_and_one_that_was_put_back_build_everything(store: Store, options: FeedOptions, tmp_path: Path) -> None:
    publish(store, options, now=NOW)
    with Store.open(f"sqlite:///{tmp_path}/other.sqlite3") as other:
        for place in ("ha-long", "bach-khe"):
            other.keep_source(make_source(place), now=NOW)
        assert len(publish(other, options, now=NOW).built) == 3
        other.keep_all([make_article(str(number)) for number in range(3)], now=NOW)
        publish(other, options, now=NOW)
        assert other.changes.forget(1)
        assert publish(other, options, now=NOW).built == ()
        other.keep_all([make_article(str(number)) for number in range(3, 6)], now=NOW)
        assert other.changes.forget(1)
        assert len(publish(other, options, now=NOW).built) == 3


def test_a_page_of_the_site_has_the_first_right_to_a_name_and_gives_it_back(store: Store, options: FeedOptions) -> None:
    publish(store, options, now=NOW)
    page = options.public_dir / "vn-ha-long" / "feed.json"
    ours = page.read_bytes()

    def site(*names: str) -> None:
        with PublicFolder.opened(options.public_dir, now=NOW, manifest=".loa-site.json") as folder:
            for name in names:
                folder.put(name, b"of the site")

    site("vn-ha-long/feed.json")
    for _ in range(2):
        publish(store, options, now=NOW)
        assert page.read_bytes() == b"of the site"
    assert publish(store, options, now=NOW).built == ()
    site()
    assert not page.exists()
    publish(store, options, now=NOW)
    assert page.read_bytes() == ours


def killed_after(files: int, store_url: str, options: FeedOptions) -> None:
    """Publish, and be killed when so many files are in place: at the last, all but the state."""
    replacing = PublicFolder._replace
    left = [files]

    def replace_(folder: PublicFolder, path: Path, body: bytes, *, time: int | None = None) -> None:
        if not left[0] or path.name == FILE:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        replacing(folder, path, body, time=time)

    PublicFolder._replace = replace_  # type: ignore[method-assign,assignment]
    with Store.open(store_url) as store:
        publish(store, options, now=NOW + HOUR)


@pytest.mark.parametrize("files", [0, 1, 4, 9, 10_000])
def test_who_is_killed_leaves_work_to_be_done_again_and_none_to_be_missed(
    store: Store, options: FeedOptions, tmp_path: Path, files: int
) -> None:
    options = replace(options, precompressed=True)
    store.keep(make_rich("1"), now=NOW)
    store.keep(make_article("1", "bach-khe"), now=NOW)
    publish(store, options, now=NOW)
    store.keep(make_article("2", published=minute(2026, 11, 20, 1, 0)), now=NOW)
    before = (options.public_dir / FILE).read_bytes()
    process = multiprocessing.get_context("spawn").Process(target=killed_after, args=(files, f"sqlite:///{store.path}", options))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert (options.public_dir / FILE).read_bytes() == before
    (options.public_dir / "vn-bach-khe" / ".loa-0123456789abcdef.tmp").write_bytes(b"left by a kill")
    report = publish(store, options, now=NOW + 2 * HOUR)
    assert set(report.built) == {"all", "vn-ha-long"}
    assert not list(options.public_dir.rglob("*.tmp"))
    whole = replace(options, public_dir=tmp_path / "whole")
    publish(store, whole, now=NOW)
    assert tree(options.public_dir) == tree(whole.public_dir)


def test_what_is_kept_while_feeds_are_built_is_not_missed(
    store: Store, options: FeedOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, options, now=NOW)
    store.keep(make_article("1"), now=NOW)
    choose: Callable[..., object] = publish.__globals__["select"]

    def select(*arguments: object, **named: object) -> object:
        chosen = choose(*arguments, **named)
        store.keep(make_article("2"), now=NOW)
        return chosen

    monkeypatch.setitem(publish.__globals__, "select", select)
    publish(store, options, now=NOW)
    monkeypatch.undo()
    report: Report = publish(store, options, now=NOW)
    assert {"all", "vn-ha-long"} <= set(report.built)
    assert b"bai-2.html" in (options.public_dir / "vn-ha-long" / "feed.atom").read_bytes()
