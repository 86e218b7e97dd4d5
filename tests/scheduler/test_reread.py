"""Reading again what was kept: from a wrong selector to right articles, with no edit that readers would be told of."""

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from warcio.archiveiterator import ArchiveIterator

from news.source import Source
from news.store import Store, WriterLock
from scheduler.sample import source_text
from scheduler.town.server import SampleTown
from tests.conftest import Loa

HEAD = '[crawl]\ndelay_seconds = 0\nrecheck_days = 3650\nallow_private_hosts = ["127.0.0.1"]\n'
CHANGING = {"lead", "text", "archive"}


@pytest.fixture
def source(town: SampleTown) -> Source:
    return next(each for each in town.sources() if each.id == "vn-dong-thach")


def configure(folder: Path, source: Source, **selectors: str) -> None:
    lines = [f"{name} = {json.dumps(selector)}" for name, selector in selectors.items()]
    text = "\n".join([HEAD, source_text(source), "[source.selectors]", *lines])
    (folder / "loa.toml").write_text(text, encoding="utf-8")


def exported(loa: Loa) -> dict[str, dict[str, Any]]:
    result = loa("export")
    assert result.returncode == 0, result.stderr
    return {line["url"]: line for line in map(json.loads, result.stdout.splitlines()) if "url" in line}


def lines_of(loa: Loa, *arguments: str) -> list[dict[str, Any]]:
    result = loa("reread", "--json", *arguments)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return [json.loads(line) for line in result.stdout.splitlines()]


def summary_of(loa: Loa, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = lines_of(loa, *arguments)[-1]["summary"]
    return told


def entries(folder: Path) -> dict[str, tuple[str, str]]:
    feed = feedparser.parse((folder / "public" / "all" / "feed.atom").read_bytes())
    return {entry.id: (entry.published, entry.updated) for entry in feed.entries}


def test_a_corrected_selector_corrects_what_was_read_before(town: SampleTown, source: Source, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, source, lead=".no-such-thing")
    assert loa("crawl").returncode == 0
    poor, shown, asked = exported(loa), entries(tmp_path), len(town.requests)
    truths = {url: truth for url, truth in town.expected().items() if url in poor}
    led = {url for url, truth in truths.items() if truth.lead}
    assert led
    assert all(poor[url]["lead"] is None for url in led)
    (file,) = (tmp_path / "data" / "pages").rglob("*.warc.gz")
    with file.open("rb") as stream:
        addresses = [
            record.rec_headers.get_header("WARC-Target-URI") for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert sorted(addresses) == sorted(poor)

    configure(tmp_path, source)
    with WriterLock(tmp_path / "data" / "loa.sqlite3"):
        refused = loa("reread")
        assert refused.returncode == 1
        assert re.match(r"loa: another Loa is writing to .*\n$", refused.stderr)
        *changed, last = lines_of(loa, "--dry-run")  # which writes nothing
    assert {line["asked"] for line in changed} == led
    for line in changed:
        assert line["verdict"] == "different"
        assert line["changes"]["lead"] == {"removed": [], "added": [truths[line["asked"]].lead]}
    assert last["summary"]["dry_run"] is True
    assert exported(loa) == poor

    result = loa("reread", source.id)
    assert result.returncode == 0, result.stderr
    assert f"{len(led)} read differently" in result.stdout
    assert f"articles: {len(led)} replaced; `loa publish` brings them to readers" in result.stdout
    for url in led:
        assert f"    + {truths[url].lead}\n" in result.stdout
    better = exported(loa)
    for url, truth in truths.items():
        assert better[url]["lead"] == truth.lead
        assert better[url]["text"].split("\n") == [*([truth.lead] if truth.lead else []), *truth.paragraphs]
        same = {name: value for name, value in better[url].items() if name not in CHANGING}
        assert same == {name: value for name, value in poor[url].items() if name not in CHANGING}
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        assert all(stored.revision == 1 and stored.updated is None for stored in store.articles())
        lead = truths[min(led)].lead
        assert lead is not None
        assert store.search(f'"{lead}"', limit=1).hits[0].article.article.url == min(led)

    assert summary_of(loa)["verdicts"] == {"same": len(poor)}
    assert len(town.requests) == asked
    assert loa("publish").returncode == 0
    assert entries(tmp_path) == shown
    assert lead in (tmp_path / "public" / "all" / "feed.atom").read_text(encoding="utf-8")

    assert loa("crawl").returncode == 0
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        run = store.runs.latest(source.id, limit=1)[0]
        assert (run.new, run.edited, run.failed) == (0, 0, {})


def test_pages_that_could_not_be_read_become_articles(town: SampleTown, source: Source, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, source, body=".no-such-thing")
    loa("crawl")
    assert exported(loa) == {}
    assert summary_of(loa)["verdicts"] == {"unreadable": 3}

    configure(tmp_path, source)
    *found, last = lines_of(loa)
    assert [line["verdict"] for line in found] == ["article"] * 3
    assert last["summary"]["written"] == {"new": 3}
    kept = exported(loa)
    assert {line["asked"] for line in found} == set(kept)
    for url, article in kept.items():
        assert article["title"] == town.expected()[url].title
    assert summary_of(loa)["verdicts"] == {"same": 3}


def test_pages_that_cannot_be_read_now_or_are_damaged_leave_their_articles_alone(
    town: SampleTown, source: Source, tmp_path: Path, loa: Loa
) -> None:
    configure(tmp_path, source)
    assert loa("crawl").returncode == 0
    before = exported(loa)
    configure(tmp_path, source, body=".no-such-thing")
    (file,) = (tmp_path / "data" / "pages").rglob("*.warc.gz")
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    file.write_bytes(content)
    result = loa("reread")
    assert result.returncode == 0, result.stderr
    assert "is damaged: pages: " in result.stdout
    assert "was read and cannot be now: layout: " in result.stdout
    assert f"{len(before)} pages read again: {len(before) - 1} were read and cannot be now, 1 are damaged" in result.stdout
    assert exported(loa) == before
    assert lines_of(loa, "--since", "2999-01-01")[-1]["summary"]["pages"] == 0


def test_where_nothing_is_to_be_kept_nothing_is(town: SampleTown, source: Source, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, source)
    assert loa("crawl", LOA_ARCHIVE_PAGES_DAYS="0").returncode == 0
    assert exported(loa)
    assert not (tmp_path / "data" / "pages").exists()
    result = loa("reread")
    assert (result.returncode, result.stdout) == (0, "none of the pages asked for are kept\n")


def test_an_article_is_kept_where_its_page_cannot_be(town: SampleTown, source: Source, tmp_path: Path, loa: Loa) -> None:
    configure(tmp_path, source)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pages").write_text("in the way")
    loa("crawl")
    kept = exported(loa)
    assert kept
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        run = store.runs.latest(source.id, limit=1)[0]
    assert (run.new, dict(run.failed)) == (len(kept), {"pages": len(kept)})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["vn-nowhere"], "no source is called 'vn-nowhere'"),
        (["vn-dong-thach"], "'vn-dong-thach' was never crawled"),
        (["--since", "March"], "--since March: a day such as 2026-03-05 is needed"),
    ],
)
def test_what_is_asked_wrongly_is_said(source: Source, tmp_path: Path, loa: Loa, arguments: list[str], told: str) -> None:
    configure(tmp_path, source)
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3"):
        result = loa("reread", *arguments)
    assert result.returncode == 2
    assert told in result.stderr
