"""Publishing into a real folder from a real store: whole files, only when they changed, and none left over."""

import json
import multiprocessing
import os
import re
import signal
import stat
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from feeds.folder import MANIFEST, PublicFolder
from feeds.publish import FeedOptions, Report, publish
from news.errors import PublishError
from news.related.relation import Reason, Relation
from news.store import Store
from tests.feeds.conftest import BASE, NOW, make_article, make_rich, make_source, parse, texts

OTHERS = {"feeds.opml", "favicon.svg", "addresses.json"}
FORMATS = ("rss", "atom", "json")


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name[0] != "."}


def names_of_feeds(*stems: str) -> set[str]:
    names = [f"{variant}.{kind}" for variant in ("feed", "summary", "steady") for kind in FORMATS]
    return {f"{stem}/{name}" for stem in stems for name in names}


def test_everything_is_published_once(store: Store, options: FeedOptions) -> None:
    store.keep(make_rich(), now=NOW)
    report = publish(store, options, now=NOW)
    expected = OTHERS | names_of_feeds("all", "vn-ha-long", "vn-bach-khe", "topic/education", "topic/building")
    assert set(report.written) == expected == files(options.public_dir).keys()
    assert (report.unchanged, report.removed, report.skipped) == (0, (), ())
    before = files(options.public_dir)
    times = {name: (options.public_dir / name).stat().st_mtime_ns for name in before}
    assert set(times.values()) == {int(NOW.timestamp()) * 10**9}
    again = publish(store, options, now=NOW + timedelta(days=1))
    assert again == Report(written=(), unchanged=len(expected), removed=(), skipped=())
    assert files(options.public_dir) == before
    assert {name: (options.public_dir / name).stat().st_mtime_ns for name in before} == times


def test_only_what_an_edit_touches_is_written(store: Store, options: FeedOptions) -> None:
    store.keep(make_article(), now=NOW)
    publish(store, options, now=NOW)
    later = NOW + timedelta(hours=1)
    store.keep(make_article(title="Khánh thành trường mầm non xã"), now=later)
    report = publish(store, options, now=later)
    assert set(report.written) == names_of_feeds("all", "vn-ha-long")
    root = parse((options.public_dir / "all/feed.atom").read_bytes())
    assert texts(root, "atom:entry/atom:updated") == ["2026-11-20T11:04:05+07:00"]
    assert texts(root, "atom:updated") == ["2026-11-20T11:04:05+07:00"]
    assert texts(root, "atom:entry/atom:published") == ["2026-11-19T00:00:00+07:00"]


def test_seeing_an_article_again_writes_nothing(store: Store, options: FeedOptions) -> None:
    store.keep(make_article(), now=NOW)
    publish(store, options, now=NOW)
    store.keep(make_article(), now=NOW + timedelta(hours=1))
    assert not publish(store, options, now=NOW + timedelta(hours=1)).written


def test_a_new_related_link_changes_the_content_and_not_the_date(store: Store, options: FeedOptions) -> None:
    one, two = (store.keep(make_article(key), now=NOW).id for key in ("1", "2"))
    publish(store, options, now=NOW)
    before = parse((options.public_dir / "all/feed.atom").read_bytes())
    store.relations.keep(one, [Relation(article=one, other=two, score=0.5, reason=Reason.SIMILAR)])
    assert publish(store, options, now=NOW).written
    after = parse((options.public_dir / "all/feed.atom").read_bytes())
    assert texts(after, "//atom:updated") == texts(before, "//atom:updated")
    assert texts(after, "//atom:link[@rel='related']/@href") == ["https://ha-long.example/tin/bai-2.html"]


def test_options_are_obeyed(store: Store, options: FeedOptions) -> None:
    store.keep_all([make_rich(str(number)) for number in range(5)], now=NOW)
    changed = replace(
        options,
        public_url="https://other.example/loa",
        tag_authority="other.example,2025",
        title="Tin <b>xã</b>",
        entries=2,
        related=0,
    )
    publish(store, changed, now=NOW)
    root = parse((options.public_dir / "all/feed.atom").read_bytes())
    assert texts(root, "atom:title") == ["Tin xã"]
    assert len(texts(root, "atom:entry")) == 2
    assert not texts(root, "//atom:link[@rel='related']/@href")
    assert all(text.startswith("tag:other.example,2025:") for text in texts(root, "//atom:id"))
    assert texts(root, "atom:link[@rel='self']/@href") == ["https://other.example/loa/all/feed.atom"]


def test_a_bad_article_is_named_and_the_rest_published(store: Store, options: FeedOptions) -> None:
    bad = store.keep(make_article("bad", title="<b></b>"), now=NOW).id
    store.keep(make_article("good"), now=NOW)
    report = publish(store, options, now=NOW)
    assert len(report.skipped) == 1
    assert report.skipped[0].startswith(f"{bad}: no title")
    assert len(texts(parse((options.public_dir / "all/feed.rss").read_bytes()), "channel/item")) == 1


def test_the_list_of_feeds_for_readers(store: Store, options: FeedOptions) -> None:
    publish(store, options, now=NOW)
    root = etree.fromstring((options.public_dir / "feeds.opml").read_bytes())
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Loa"
    outlines = root.findall("body/outline")
    assert [outline.get("xmlUrl") for outline in outlines] == [
        f"{BASE}{stem}/feed.atom" for stem in ("all", "vn-bach-khe", "vn-ha-long")
    ]
    assert {outline.get("type") for outline in outlines} == {"rss"}
    assert all(outline.get("text") and outline.get("htmlUrl") for outline in outlines)


def test_json_feed(store: Store, options: FeedOptions) -> None:
    store.keep(make_rich(), now=NOW)
    store.keep(make_article("2", "bach-khe"), now=NOW)
    publish(store, options, now=NOW)
    feed = json.loads((options.public_dir / "all/feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}all/feed.json"
    assert "authors" not in feed
    rich = next(item for item in feed["items"] if item["url"].startswith("https://ha-long"))
    assert [author["name"] for author in rich["authors"]] == ["Phương Loan", "Huy Phương", "Báo Quảng Ninh"]
    assert rich["attachments"] == [
        {
            "url": "https://ha-long.example/52.pdf",
            "mime_type": "application/pdf",
            "title": "Quyết định 52",
            "size_in_bytes": 1234,
        },
        {
            "url": "https://ha-long.example/phu-luc.docx",
            "mime_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "title": "phu-luc.docx",
        },
    ]
    assert rich["date_published"] == "2026-11-19T00:00:00+07:00"
    assert "date_modified" not in rich
    assert rich["_loa"]["date"] == {"precision": "day", "provenance": "visible"}
    assert rich["_loa"]["related"][0]["reason"] == "listed"
    assert rich["content_html"].startswith("<p><strong>Sáng 19/11")
    plain = next(item for item in feed["items"] if item["url"].startswith("https://bach-khe"))
    assert "authors" not in plain
    assert None not in plain.values()


def test_what_nothing_makes_any_more_is_removed_and_only_that(tmp_path: Path) -> None:
    root = tmp_path / "public"
    with PublicFolder.opened(root, now=NOW) as folder:
        folder.put("all/feed.rss", b"1")
        folder.put("vn-gone/feed.rss", b"2")
        folder.put("vn-shared/feed.rss", b"3")
    (root / "vn-shared" / "mine.txt").write_text("somebody's")
    (root / "robots.txt").write_text("somebody's")
    with PublicFolder.opened(root, now=NOW) as folder:
        folder.put("all/feed.rss", b"1")
    assert folder.removed == ["vn-gone/feed.rss", "vn-shared/feed.rss"]
    assert sorted(files(root)) == ["all/feed.rss", "robots.txt", "vn-shared/mine.txt"]
    assert not (root / "vn-gone").exists()


def test_a_manifest_that_was_tampered_with_removes_nothing_outside(tmp_path: Path) -> None:
    root, outside = tmp_path / "public", tmp_path / "precious.txt"
    outside.write_text("precious")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "feed.rss").write_text("precious")
    root.mkdir()
    (root / "linked").symlink_to(tmp_path / "elsewhere")
    for manifest in (
        '["../precious.txt", 1, "/etc/passwd", "linked/feed.rss", "a/../../precious.txt"]',
        "{",
        "[[",
        '{"a": 1}',
        "\xff",
    ):
        (root / MANIFEST).write_text(manifest, encoding="latin-1")
        with PublicFolder.opened(root, now=NOW) as folder:
            folder.put("index.html", b"x")
        assert folder.removed == []
    assert outside.read_text() == (tmp_path / "elsewhere" / "feed.rss").read_text() == "precious"


@pytest.mark.parametrize("name", ["../x", "/x", ".hidden", "a/b/c/d/e", "A.html", "a/", "", "a//b", "a/..", "x\n"])
def test_names_outside_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with PublicFolder.opened(tmp_path, now=NOW) as folder, pytest.raises(ValueError, match="not a name"):
        folder.put(name, b"")


def put_two(folder: PublicFolder) -> None:
    folder.put("new.html", b"x")
    folder.put("NOT A NAME", b"x")


def test_after_a_failure_nothing_is_removed(tmp_path: Path) -> None:
    with PublicFolder.opened(tmp_path, now=NOW) as folder:
        folder.put("old.html", b"x")
    with pytest.raises(ValueError, match="not a name"), PublicFolder.opened(tmp_path, now=NOW) as folder:
        put_two(folder)
    assert sorted(files(tmp_path)) == ["new.html", "old.html"]
    with PublicFolder.opened(tmp_path, now=NOW) as folder:
        folder.put("last.html", b"x")
    assert sorted(folder.removed) == ["new.html", "old.html"]


def test_files_are_readable_by_a_web_server(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        with PublicFolder.opened(tmp_path, now=NOW) as folder:
            folder.put("all/feed.rss", b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "all/feed.rss").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "all").stat().st_mode) == 0o755


def test_a_folder_that_cannot_be_made_is_named(store: Store, options: FeedOptions, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(PublishError, match=re.escape(f"{tmp_path}/file/public: Not a directory")):
        publish(store, replace(options, public_dir=tmp_path / "file" / "public"), now=NOW)


def test_a_file_that_cannot_be_replaced_is_named(store: Store, options: FeedOptions) -> None:
    (options.public_dir / "all" / "feed.rss" / "x").mkdir(parents=True)
    with pytest.raises(PublishError, match=r"public/all/feed\.rss: Is a directory"):
        publish(store, options, now=NOW)
    assert not list(options.public_dir.rglob("*.tmp"))


def test_a_full_disk_leaves_whole_files_and_one_line(tmp_path: Path) -> None:
    with PublicFolder.opened(tmp_path, now=NOW) as folder:
        folder.put("feed.rss", b"old")
    full = multiprocessing.get_context("spawn").Process(target=_write_beyond_the_limit, args=(tmp_path,))
    full.start()
    full.join(30)
    assert full.exitcode == 0
    assert (tmp_path / "feed.rss").read_bytes() == b"old"
    assert not list(tmp_path.glob("*.tmp"))


def _write_beyond_the_limit(root: Path) -> None:
    """Under a limit of file size the kernel refuses like a full disk does, in the middle of a file."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        with PublicFolder.opened(root, now=NOW) as folder:
            folder.put("feed.rss", b"x" * 1_000_000)
    except PublishError as error:
        os._exit(0 if str(error) == f"{root}/feed.rss: File too large" else 1)
    os._exit(2)


def test_a_reader_never_sees_half_a_file_even_when_the_publisher_is_killed(tmp_path: Path) -> None:
    bodies = {letter: letter * 400_000 for letter in (b"a", b"b")}
    with PublicFolder.opened(tmp_path, now=NOW) as folder:
        folder.put("feed.rss", bodies[b"a"])
    for _ in range(5):
        writer = multiprocessing.get_context("spawn").Process(target=_write_for_ever, args=(tmp_path, tuple(bodies.values())))
        writer.start()
        writing = (tmp_path / "feed.rss").stat().st_ino
        while (tmp_path / "feed.rss").stat().st_ino == writing:
            assert writer.is_alive()
        for _ in range(60):
            body = (tmp_path / "feed.rss").read_bytes()
            assert body in bodies.values()
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join(10)
        assert (tmp_path / "feed.rss").read_bytes() in bodies.values()
    with PublicFolder.opened(tmp_path, now=NOW) as folder:  # the lock died with its holder, and leftovers are swept
        folder.put("feed.rss", b"c")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".loa-lock", MANIFEST, "feed.rss"]


def _write_for_ever(root: Path, bodies: tuple[bytes, bytes]) -> None:
    while True:
        for body in bodies:
            with PublicFolder.opened(root, now=NOW) as folder:
                folder.put("feed.rss", body)


def test_two_publishers_wait_for_each_other(store: Store, options: FeedOptions) -> None:
    store.keep_all([make_rich(str(number)) for number in range(9)], now=NOW)
    reports: list[Report] = []
    threads = [threading.Thread(target=lambda: reports.append(publish(store, options, now=NOW))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(len(report.written) for report in reports) == [0, 0, len(files(options.public_dir))]


def test_a_source_without_a_homepage_to_link_has_its_articles_in_all_only(store: Store, options: FeedOptions) -> None:
    store.keep_source(make_source("lost", homepage="javascript:x"), now=NOW)
    store.keep(make_article("1", "lost"), now=NOW)
    publish(store, options, now=NOW)
    assert not (options.public_dir / "vn-lost").exists()
    assert len(texts(parse((options.public_dir / "all/feed.atom").read_bytes()), "atom:entry")) == 1


def test_links_planted_in_the_folder_lead_nobody_out_of_it(tmp_path: Path) -> None:
    root, outside = tmp_path / "public", tmp_path / "outside"
    with PublicFolder.opened(root, now=NOW) as folder:
        folder.put("place/22/feed.rss", b"ours")
    outside.mkdir()
    (outside / "feed.rss").write_text("precious")
    (root / "place" / "22" / "feed.rss").unlink()
    (root / "place" / "22").rmdir()
    (root / "place" / "22").symlink_to(outside)
    with PublicFolder.opened(root, now=NOW) as folder, pytest.raises(PublishError, match="a link stands where"):
        folder.put("place/22/feed.rss", b"new")
    with PublicFolder.opened(root, now=NOW) as folder:
        assert folder.read("place/22/feed.rss") == b""
        folder.put("index.html", b"x")
    assert folder.removed == []
    assert (outside / "feed.rss").read_text() == "precious"
