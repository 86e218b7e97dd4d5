import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.difference import Run, RunKind
from news.source import Source
from news.store import Store
from scheduler.commands.history import coloured, life_lines, life_of

Loa = Callable[..., CompletedProcess[str]]
NOON = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ARTICLE = Article(
    source="vn-a",
    url="https://a.vn/tin-1.html",
    key="a.vn/1",
    title="Phường ra quân dọn rác",
    body=(Paragraph(text="Hơn 300 người đã tham gia dọn rác dọc bờ biển của phường ta ngay từ lúc sáng sớm hôm nay."),),
    published=Published(moment=NOON - timedelta(hours=12), precision=Precision.DAY, provenance=Provenance.VISIBLE),
)
EDITED = replace(ARTICLE, url="https://a.vn/muc/tin-1.html", body=(Paragraph(text=ARTICLE.text.replace("300", "350")),))


@pytest.fixture
def lived(tmp_path: Path) -> str:
    """The id of an article that was edited, withdrawn and restored, in the store that `loa` finds."""
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        for place in "ab":
            source = Source(id=f"vn-{place}", title=place, homepage=f"https://{place}.vn/", listings=(f"https://{place}.vn/tin",))
            store.keep_source(source, now=NOON)
        kept = store.keep(ARTICLE, now=NOON)
        store.keep(EDITED, now=NOON + HOUR)
        for hours in (2, 3):
            store.missing(kept.id, now=NOON + hours * HOUR, confirm_after=HOUR)
        store.keep(replace(EDITED, title="Phường ra quân"), now=NOON + 4 * HOUR)
        for source_id in ("vn-a", "vn-b"):
            store.keep(replace(ARTICLE, source=source_id, key="k", url="https://c.vn/2", published=None), now=NOON)
    return kept.id


def test_a_life_is_told_in_order_in_the_time_of_its_source(loa: Loa, lived: str) -> None:
    told = loa("history", lived)
    assert (told.returncode, told.stderr) == (0, "")
    assert (
        told.stdout
        == f"""\
Phường ra quân
  {lived}
  https://a.vn/muc/tin-1.html
  published   2026-03-01  (to the day; visible)
  first seen  2026-03-01 12:00
  last seen   2026-03-01 16:00

2026-03-01 12:00  revision 1: as first read
2026-03-01 13:00  revision 2: text: 1 paragraph
    text:        Hơn [-300-] {{+350+}} người đã tham gia dọn rác dọc bờ …
2026-03-01 15:00  withdrawn: its page is gone
2026-03-01 16:00  returned: its page is there again
2026-03-01 16:00  revision 3: title
    title:       Phường ra quân [-dọn rác-]

Known as
  a.vn/1
  https://a.vn/muc/tin-1.html
  https://a.vn/tin-1.html
"""
    )


def test_it_is_found_by_any_of_its_addresses(loa: Loa, lived: str) -> None:
    told = loa("history", "http://www.a.vn/tin-1.html?utm_source=zalo", "--json")
    life = json.loads(told.stdout)
    assert life["id"] == lived
    assert life["published"] == "2026-03-01T00:00:00+07:00"
    assert [step["kind"] for step in life["steps"]] == ["new", "edited", "withdrawn", "restored", "edited"]
    assert life["steps"][1]["at"] == "2026-03-01T13:00:00+07:00"
    (text,) = life["steps"][1]["differences"]
    assert text["passages"][0][:3] == [["kept", "Hơn"], ["removed", "300"], ["added", "350"]]
    assert life["aliases"] == ["a.vn/1", "https://a.vn/muc/tin-1.html", "https://a.vn/tin-1.html"]


@pytest.mark.parametrize("wanted", ["vn-a-nothing", "https://a.vn/tin-9.html", "\x1b[2J"])
def test_an_unknown_article_is_an_error_that_says_what_to_do(loa: Loa, lived: str, wanted: str) -> None:
    told = loa("history", wanted)
    assert (told.returncode, told.stdout) == (2, "")
    assert "give its id or an address it was seen under" in told.stderr
    assert "\x1b" not in told.stderr
    assert lived not in told.stderr


def test_an_address_of_several_sources_asks_for_one(loa: Loa, lived: str) -> None:
    told = loa("history", "https://c.vn/2")
    assert told.returncode == 2
    assert told.stderr.count("vn-a-") + told.stderr.count("vn-b-") == 2
    assert lived not in told.stderr


def test_without_a_store_nothing_is_made(loa: Loa, tmp_path: Path) -> None:
    assert loa("history", "x").returncode == 1
    assert not (tmp_path / "data").exists()


def test_nothing_from_a_page_steers_the_terminal(tmp_path: Path, lived: str) -> None:
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        store.keep(replace(EDITED, title="Tin \x1b]0;x\x07", url="https://a.vn/\x1b[2J"), now=NOON + 9 * HOUR)
        assert "\x1b" not in "".join(life_lines(life_of(store, lived), lambda run: run.text))


def test_colours_tell_what_was_removed_and_added() -> None:
    shown = [coloured(Run(kind=kind, text="tin")) for kind in RunKind]
    assert shown[0] == "tin"
    assert "\x1b[31m" in shown[1]
    assert "\x1b[9m" in shown[1]
    assert "\x1b[32m" in shown[2]


def test_what_was_given_up_is_said(loa: Loa, lived: str) -> None:
    assert "given up" not in loa("history", lived).stdout
    assert loa("prune", LOA_ARCHIVE_ARTICLES_DAYS="1").returncode == 0
    told = loa("history", lived)
    assert "  given up    " in told.stdout
    assert "[-" not in told.stdout
    assert "a.vn/1" in told.stdout
    assert json.loads(loa("history", lived, "--json").stdout)["pruned"] is not None
