"""Taking everything along, giving up what is old: the commands, and what subscribers see of them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from news import clock
from news.article import Article
from news.raw import RawPage
from news.related.relation import Reason, Relation
from news.source import Source
from news.store import Store, WriterLock
from news.warc import RawPages
from scheduler.town.server import SampleTown
from tests.conftest import Loa

NOW = datetime(2026, 3, 1, 5, tzinfo=UTC)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name[0] != "."
    }


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Where else a store and its feeds may stand."""
    return {"LOA_DATA_DIR": str(tmp_path / "there" / "data"), "LOA_PUBLIC_DIR": str(tmp_path / "there" / "public")}


def done(loa: Loa, *arguments: str, stdin: str | None = None, **environment: str) -> str:
    result = loa(*arguments, stdin=stdin, **environment)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    return result.stdout


def articles(lines: str) -> list[dict[str, Any]]:
    """What is exported of articles, without what ties them to each other."""
    return [values for values in map(json.loads, lines.splitlines()) if "id" in values]


def store_of(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3")


def test_a_town_moves_to_another_machine_and_its_subscribers_notice_nothing(
    town: SampleTown, town_settings: Path, loa: Loa, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert loa("crawl").returncode == 0
    lines = done(loa, "export")
    (tmp_path / "articles.jsonl").write_text(lines, encoding="utf-8")
    said = done(loa, "import", "articles.jsonl", **elsewhere)
    assert said.startswith(f"{len(town.expected())} articles put in, 0 replaced, 0 here already\n")
    assert done(loa, "export", **elsewhere) == lines
    assert done(loa, "relate", **elsewhere) == f"{len(town.expected())} articles related\n"
    done(loa, "publish", **elsewhere)
    assert files(tmp_path / "there" / "public") == files(tmp_path / "public")

    assert len(articles(lines)) < len(lines.splitlines())
    before = articles(lines)
    while town.stage < town.last_stage:
        town.advance()
    assert loa("crawl", **elsewhere).returncode == 0
    after = {line["id"]: line for line in articles(done(loa, "export", **elsewhere))}
    assert {line["id"] for line in before} <= after.keys()
    assert any(after[line["id"]]["revision"] > line["revision"] for line in before)
    (tmp_path / "later.jsonl").write_text(done(loa, "export", **elsewhere), encoding="utf-8")
    told = loa("import", "later.jsonl")
    assert told.returncode == 0
    assert "other than here, left alone: article" in told.stderr
    assert "here already, but different, and left alone" in told.stdout
    done(loa, "import", "--replace", "later.jsonl")
    assert {line["id"]: line for line in articles(done(loa, "export"))} == after


def test_bad_lines_are_told_with_their_number_and_fail(loa: Loa, elsewhere: dict[str, str], tmp_path: Path) -> None:
    source = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/tin",))
    with store_of(tmp_path) as store:
        store.keep_source(source, now=NOW)
        made = (Article(source="vn-a", url=f"https://a.vn/{key}", key=key, title=f"Tin {key}") for key in "123")
        one, other, _ = (kept.id for kept in store.keep_all(list(made), now=NOW))
        store.relations.keep(one, [Relation(article=one, other=other, score=0.5, reason=Reason.SIMILAR)])
    lines = done(loa, "export")
    good = lines.splitlines()
    plain = done(loa, "export", "--plain").splitlines()
    assert all("archive" not in json.loads(line) for line in plain)
    told = loa("import", stdin="\n".join([good[0], "{", plain[0], *good[1:]]), **elsewhere)
    assert told.returncode == 1
    assert told.stderr.splitlines()[0].startswith("line 2: not JSON")
    assert told.stderr.splitlines()[1:] == [
        "line 3: archive: missing; only lines of `loa export` without --plain can be put back"
    ]
    said = told.stdout.splitlines()
    assert said[0] == f"{len(articles(lines))} articles put in, 0 replaced, 0 here already"
    assert said[1:3] == ["1 articles with their links", "2 lines that could not be read"]


def test_a_file_that_is_not_there_makes_no_store(loa: Loa, tmp_path: Path) -> None:
    told = loa("import", "nothing.jsonl")
    assert (told.returncode, told.stderr) == (2, "loa: nothing.jsonl: cannot be read: No such file or directory\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["import", "prune"])
def test_one_process_writes(loa: Loa, tmp_path: Path, command: str) -> None:
    with store_of(tmp_path) as store, WriterLock(store.path):
        told = loa(command, stdin="")
    assert told.returncode == 1
    assert "another Loa is writing" in told.stderr


def test_old_articles_leave_the_feeds_and_are_not_read_as_new(
    town: SampleTown, town_settings: Path, loa: Loa, tmp_path: Path
) -> None:
    assert loa("crawl").returncode == 0
    assert done(loa, "prune").splitlines()[0] == "0 articles gave up their content"
    ids = [line["id"] for line in articles(done(loa, "export"))]
    days = {"LOA_ARCHIVE_ARTICLES_DAYS": "5"}
    with store_of(tmp_path) as store, store.write() as connection:
        # Half of them have been here for long.
        month = int(timedelta(days=30).total_seconds() * 10**6)
        columns = ", ".join(f"{name} = {name} - {month}" for name in ("first_seen", "last_seen", "checked"))
        connection.exec_driver_sql(f"UPDATE articles SET {columns} WHERE number % 2 = 0")
    done(loa, "publish")
    before = files(tmp_path / "public")
    would = done(loa, "prune", "--dry-run", **days).splitlines()
    assert would[-2].endswith("articles would give up their content")
    done(loa, "publish")
    assert files(tmp_path / "public") == before
    count = int(would[-2].split()[0])
    assert 0 < count < len(ids)
    said = done(loa, "prune", "--vacuum", **days).splitlines()
    assert said[:-3] == would[:-2]
    assert said[-3:-1] == [f"{count} articles gave up their content", "0 files of pages went: 0 pages, 0 bytes"]
    assert said[-1].startswith("the store takes ")
    assert done(loa, "prune", **days).splitlines()[0] == "0 articles gave up their content"

    assert loa("crawl", **days).returncode == 0
    assert [line["id"] for line in articles(done(loa, "export"))] == ids
    assert len(done(loa, "export", "--plain").splitlines()) == len(ids) - count
    with store_of(tmp_path) as store:
        pruned = {article_id for article_id, stored in store.articles_by_id(ids).items() if stored.pruned}
        run = max(store.runs.latest(), key=lambda run: run.started)
        assert store.counts().pruned == len(pruned) == count
        assert run.started < clock.now()
        assert all(run.new == 0 for run in store.runs.latest(limit=len(store.sources())))
    published = files(tmp_path / "public")
    published.pop("addresses.json")  # a story of which nothing is left is named there, by its first article
    feeds = b"".join(body for name, body in published.items() if name.endswith((".atom", ".rss", ".json")))
    assert not [article_id for article_id in pruned if article_id.encode() in feeds]
    assert [article_id for article_id in ids if article_id.encode() in feeds]


def test_old_pages_go_with_their_file(loa: Loa, tmp_path: Path) -> None:
    with store_of(tmp_path) as store:
        pages = RawPages(tmp_path / "data" / "pages", store)
        for month in (1, 2):
            fetched = datetime(2020, month, 5, tzinfo=UTC)
            address = f"https://a.vn/{month}"
            raw = RawPage(source="vn-a", asked=address, url=address, fetched=fetched, status=200, headers=(), body=b"<p>")
            pages.keep(raw, problem="layout")
    kept = sorted((tmp_path / "data" / "pages").rglob("*.warc.gz"))
    assert len(kept) == 2
    size = sum(path.stat().st_size for path in kept)
    assert done(loa, "prune", "--dry-run").splitlines()[-1] == f"2 files of pages would go: 2 pages, {size} bytes"
    assert all(path.exists() for path in kept)
    assert done(loa, "prune", LOA_ARCHIVE_PAGES_DAYS="1000000000000").splitlines()[-1].startswith("0 files")
    assert done(loa, "prune").splitlines()[-1] == f"2 files of pages went: 2 pages, {size} bytes"
    assert not any(path.exists() for path in kept)


def test_looking_and_compacting_at_once_is_asked_wrongly(loa: Loa) -> None:
    assert loa("prune", "--dry-run", "--vacuum").returncode == 2


def test_without_a_store_nothing_is_pruned(loa: Loa, tmp_path: Path) -> None:
    assert loa("prune").returncode == 1
    assert not (tmp_path / "data").exists()
