import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.source import Place, Source
from news.store import Store
from scheduler.commands.search import found_lines

Loa = Callable[..., CompletedProcess[str]]
NOON = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
PLACES = {
    "ha-long": Place(name="Thành phố Hạ Long", country="vn", code="193", province="Tỉnh Quảng Ninh"),
    "hue": Place(name="Thành phố Huế", country="vn"),
}
TITLES = ("Vịnh Hạ Long đón khách", "Hà Lòng ở đâu", "Mưa lớn ở Hạ Long")


@pytest.fixture
def kept(tmp_path: Path) -> list[str]:
    """Ids of articles, a day apart, in the store that `loa` finds."""
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        for name, place in PLACES.items():
            home = f"https://{name}.vn/"
            store.keep_source(Source(id=f"vn-{name}", title=name, homepage=home, listings=(home,), place=place), now=NOON)
        articles = [
            Article(
                source="vn-hue" if number == 2 else "vn-ha-long",
                url=f"https://ha-long.vn/{number}",
                key=str(number),
                title=title,
                body=(Paragraph(text="Nội dung của bài."),),
                published=Published(
                    moment=NOON - timedelta(hours=12, days=number), precision=Precision.DAY, provenance=Provenance.VISIBLE
                ),
            )
            for number, title in enumerate(TITLES)
        ]
        return [each.id for each in store.keep_all(articles, now=NOON)]


def ids(loa: Loa, *arguments: str) -> list[str]:
    done = loa("search", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return [hit["id"] for hit in json.loads(done.stdout)["hits"]]


def test_hits_are_told_for_a_person(loa: Loa, kept: list[str]) -> None:
    done = loa("search", "đón", "khach")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"""\
2026-03-01        vn-ha-long  Vịnh Hạ Long đón khách
    Nội dung của bài.
    https://ha-long.vn/0
    {kept[0]}
1 article
"""
    )
    assert loa("search", "--limit", "1", "ha long").stdout.endswith("\n3 articles, 1 shown\n")
    assert loa("search", "nowhere").stdout == "0 articles\n"


def test_hits_are_told_for_a_program(loa: Loa, kept: list[str]) -> None:
    found = json.loads(loa("search", "--json", "Hạ", "Long", "--limit", "3").stdout)
    assert (found["total"], found["more"]) == (3, False)
    assert [hit["exact"] for hit in found["hits"]] == [True, True, False]
    [hit] = [hit for hit in found["hits"] if hit["id"] == kept[0]]
    assert [hit["title"][start:end] for start, end in hit["title_marks"]] == ["Hạ", "Long"]
    assert (hit["published"], hit["precision"], hit["source"]) == ("2026-03-01T00:00:00+07:00", "day", "vn-ha-long")


def test_a_search_can_be_narrowed(loa: Loa, kept: list[str]) -> None:
    assert ids(loa, "ha long", "--source", "vn-hue") == [kept[2]]
    assert ids(loa, "--place", "quang ninh", "--since", "2026-03-01", "ha long") == [kept[0]]
    assert ids(loa, "--place", "193", "--until", "2026-02-28", "ha long") == [kept[1]]
    assert ids(loa, "--place", "193", "--source", "vn-hue", "ha long") == []
    assert set(ids(loa, "--", "ha", "-mưa")) == set(kept[:2])
    assert ids(loa, "ha", "--offset", "3") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "say what to search for"),
        (("😀",), "nothing to search for"),
        (("a", "--source", "vn-c"), "no source 'vn-c' in the store"),
        (("a", "--place", "Đà Lạt"), "no source speaks for a place 'Đà Lạt'"),
        (("a", "--since", "yesterday"), "--since 'yesterday': a day as YYYY-MM-DD is needed"),
    ],
)
def test_what_cannot_be_searched_is_told_in_one_line(loa: Loa, kept: list[str], arguments: tuple[str, ...], told: str) -> None:
    done = loa("search", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_index_that_is_not_whole_is_rebuilt(loa: Loa, kept: list[str], tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        store.keep_meta("search", "")
    refused = loa("search", "ha")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "`loa search --rebuild` makes it" in refused.stderr
    rebuilt = loa("search", "--rebuild")
    assert (rebuilt.returncode, rebuilt.stdout, rebuilt.stderr) == (0, "", "indexed 3 of 3 articles\n")
    assert ids(loa, "đón") == [kept[0]]


def test_matches_stand_out_on_a_terminal(kept: list[str], tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as store:
        [line, *_] = found_lines(store.search("vinh", limit=1), coloured=True)
    assert line == "2026-03-01        vn-ha-long  \x1b[1mVịnh\x1b[0m Hạ Long đón khách"
