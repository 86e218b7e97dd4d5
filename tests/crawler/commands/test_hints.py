"""Where a page of a known system has its text, when that is not where the layout looks; and a spider written with it."""

import ast
import shlex
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.arguments import parser
from crawler.commands.findings import Findings, toml
from crawler.commands.hints import missing_selectors, selector_of
from crawler.commands.new import command_of, new, selectors_of, spider_of, spider_text
from crawler.commands.told import told
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from news.errors import SettingsError
from news.source import Source
from tests.conftest import LOA

NOW = Evidence(now=datetime(2026, 11, 20, tzinfo=UTC))
SOURCE = Source(id="vn-x", title="X", homepage="https://x.vn/", listings=("https://x.vn/",), family="daklak")
TEXT = "Sáng 5/3, Ủy ban nhân dân phường tổ chức hội nghị tổng kết công tác vận động nhân dân năm vừa qua. " * 3
LINES = [f"Đoạn {number}. {TEXT}".strip() for number in range(4)]


def page_of(head: str, body: str) -> Page:
    menu = "<ul><li><a href=/>Trang chủ</a></li><li><a href=/lien-he>Liên hệ</a></li></ul>"
    markup = (
        f"<html lang=vi><head><title>Hội nghị tổng kết</title></head><body><div class=menu>{menu}</div>{head}{body}</body></html>"
    )
    return Page(url="https://x.vn/hoi-nghi-tong-ket-12.html", markup=markup)


PARAGRAPHS = "".join(f"<p>{line}</p>" for line in LINES)
BARE = "<h1>Hội nghị tổng kết của phường</h1>"
HEAD = "<h1 class=heading-title>Hội nghị tổng kết của phường</h1>"


@pytest.mark.parametrize(
    ("head", "body", "found"),
    [
        (HEAD, f'<div class="noi-dung x9">{PARAGRAPHS}</div>', {"body": "div.noi-dung"}),
        (HEAD, f"<div class=col-2 id=noidung><div class=c1>{PARAGRAPHS}</div></div>", {"body": "div#noidung"}),
        (HEAD, f"<div class=hop><div>{PARAGRAPHS}</div></div><div class=hop><p>Khác</p></div>", {}),
        (HEAD, f"<div class=article-content>{PARAGRAPHS}</div>", {}),
        (BARE, f"<section class=tin>{PARAGRAPHS}</section>", {"title": "h1", "body": "section.tin"}),
    ],
    ids=["class", "id", "no name of its own", "nothing is missing", "both"],
)  # fmt: skip
def test_the_element_with_a_name_of_its_own_that_holds_the_text(head: str, body: str, found: dict[str, str]) -> None:
    page = page_of(head, body)
    assert missing_selectors(page, SOURCE, evidence=NOW) == found
    if found:
        article = read_article(page, Source(**{**vars(SOURCE), "selectors": found}), evidence=NOW)
        assert article.family == "daklak"
        assert all(line in article.text for line in LINES)


def test_a_page_without_an_article_gives_no_hint() -> None:
    assert missing_selectors(page_of("", "<p>404</p>"), SOURCE, evidence=NOW) == {}
    assert selector_of(page_of("", "<div class=a><p>Một</p></div>"), ["Một", "Hai"]) is None
    assert selector_of(page_of("", "<div class=a><p>Một</p></div>"), []) is None


def test_the_command_a_probe_prints_writes_the_source_it_found() -> None:
    source = Source(
        **{**vars(SOURCE), "selectors": {"body": "div.a > p:not(.b)", "byline": '[data-x="1"]'}, "title": "Xã $(rm) 'Ấp'"}
    )
    loa, *words = shlex.split(command_of(source))
    assert loa == "loa"
    options = parser(None).parse_args(words)
    assert selectors_of(options.selector) == dict(source.selectors)
    spider = spider_text(options)
    compile(spider, "spider.py", "exec")
    assert '"div.a > p:not(.b)"' in spider
    assert """'[data-x="1"]'""" in spider


def test_what_a_probe_found_of_a_foreign_town_is_in_its_spider() -> None:
    known = {
        "language": "de",
        "timezone": "Europe/Berlin",
        "hosts": ("news.x.de", "x.de:8080"),
        "title_affixes": ("- Stadt X", ' | "X"'),
    }
    source = Source(**{**vars(SOURCE), **known, "id": "de-x"})
    options = parser(None).parse_args(shlex.split(command_of(source))[1:])
    for text in (spider_text(options), spider_of(source)):
        scope: dict[str, Any] = {}
        exec(compile(text, "x.py", "exec"), scope)
        made = scope["XSpider"].source
        assert {name: getattr(made, name) for name in known} == known
    assert "language" not in spider_of(SOURCE)


@pytest.mark.parametrize(
    ("option", "words"), [("--language=German", "no tag of a language"), ("--timezone=Berlin", "no time zone 'Berlin'")]
)
def test_a_language_or_zone_that_is_none_is_refused(option: str, words: str, tmp_path: Path) -> None:
    options = parser(None).parse_args(["new", "de-x", "--homepage", "https://x.de/", option, "--folder", str(tmp_path)])
    with pytest.raises(SettingsError, match=words):
        new(options)
    assert list(tmp_path.iterdir()) == []


TITLES = [
    '"""\nimport os\nos.abort()\n"""',
    'a" + str(1) + "',
    "\\",
    '\\"""',
    "\r\nimport os",
    "{title}",
    "Xã" * 60,
    "é\u2028\x00",
]


@pytest.mark.parametrize("title", TITLES)
def test_whatever_a_site_calls_itself_a_spider_is_a_docstring_two_imports_and_a_class(title: str, tmp_path: Path) -> None:
    listings = tuple(f"https://x.vn/mot-trang-tin-co-dia-chi-rat-dai/{number}/tin-tuc" for number in range(4))
    long = {"body": "div.a > p:not(.b)" * 6, "byline": "p.tac-gia" * 5}
    source = Source(**{**vars(SOURCE), "title": title, "listings": listings, "selectors": long})
    for text in (spider_of(source), spider_of(SOURCE)):
        kinds = [type(node).__name__ for node in ast.parse(text).body]
        assert kinds == ["Expr", "ImportFrom", "ImportFrom", "ImportFrom", "ClassDef"]
        file = tmp_path / "x.py"
        file.write_text(text, encoding="utf-8")
        arguments = ["format", "--check", "--isolated", "--line-length", "130", str(file)]
        assert subprocess.run([str(LOA.parent / "ruff"), *arguments], capture_output=True, check=False).returncode == 0, text
    scope: dict[str, object] = {}
    exec(compile(spider_of(source), "x.py", "exec"), scope)
    assert scope["XSpider"].source.title == title  # type: ignore[attr-defined]


@given(st.text(), st.text(), st.text(min_size=1))
def test_whatever_a_site_says_what_a_probe_prints_is_one_table(title: str, problem: str, selector: str) -> None:
    found = Findings(
        asked="https://x.vn/",
        homepage="https://x.vn/",
        title=title,
        problems=(problem,),
        zone="Asia/Ho_Chi_Minh",
        selectors={"body": selector},
    )
    (table,) = tomllib.loads(f"{told(found)}\n{toml(found.source)}")["source"]
    assert (table["id"], table["listings"]) == ("vn-x", ["https://x.vn/"])
    assert table["title"] == (title or "x.vn")
    assert table["selectors"] == {"body": selector}


@pytest.mark.parametrize("typed", ["body", "body=", "text=div", "=div"])
def test_a_selector_of_no_part_is_refused_with_the_parts_there_are(typed: str) -> None:
    with pytest.raises(SettingsError, match="listing_links"):
        selectors_of([typed])
    assert selectors_of(None) == {}
