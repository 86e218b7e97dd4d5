"""The first hour of somebody who adds a town: probe, declare or write a spider, record a golden page."""

import json
import tomllib
from pathlib import Path

import pytest

from crawler.commands.candidates import listings_in, same_office, sitemaps_in
from crawler.commands.findings import affixes
from crawler.commands.golden import load_expected, read_again
from crawler.pages.page import Page
from scheduler.town.server import SampleTown
from tests.conftest import Loa

HEAD = 'contact = "mailto:test@example.org"\n[crawl]\ndelay_seconds = 0\n'


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    """A configuration without sources and without delays."""
    file = tmp_path / "loa.toml"
    file.write_text(HEAD, encoding="utf-8")
    return file


@pytest.mark.parametrize("portal", range(5))
def test_a_probe_of_the_front_page_gives_a_source_that_crawls(town: SampleTown, quick: Path, loa: Loa, portal: int) -> None:
    truth = town.portals[portal]
    result = loa("probe", truth.homepage)
    assert result.returncode == 0, result.stderr
    (found,) = tomllib.loads(result.stdout)["source"]
    assert found["family"] == truth.family
    assert found["listings"] == list(truth.listings)
    assert found["homepage"] == truth.homepage
    assert "Not sure" in result.stdout
    quick.write_text(HEAD + result.stdout, encoding="utf-8")
    crawled = loa("crawl", found["id"])
    assert crawled.returncode == 0, crawled.stderr
    urls = {url for url, article in town.expected().items() if url.startswith(truth.homepage)}
    stored = {json.loads(line)["url"] for line in loa("export", "--plain", "--source", found["id"]).stdout.splitlines()}
    assert len(stored & urls) >= len(urls) * 0.9


def test_a_probe_of_an_article_and_of_a_listing_find_the_same(town: SampleTown, quick: Path, loa: Loa) -> None:
    truth = next(portal for portal in town.portals if portal.family == "nukeviet")
    article = next(url for url in town.expected() if url.startswith(truth.homepage))
    feed = f"{truth.homepage}vi/news/rss/"
    answers = [loa("probe", address) for address in (article, truth.listings[0], feed)]
    tables = [tomllib.loads(answer.stdout)["source"] for answer in answers]
    assert tables[0] == tables[1] == tables[2]
    assert answers[2].stdout.count(f"#   {feed}\n#     feed; ") == 1
    assert "/vi/news/rss/" in answers[0].stdout  # the feed it offers
    python = loa("probe", article, "--python")
    compile(python.stdout, "spider.py", "exec")
    assert "SourceSpider" in python.stdout


def test_a_probe_asks_robots_first_and_says_what_cannot_be_had(town: SampleTown, quick: Path, loa: Loa) -> None:
    asked = len(town.requests)
    assert loa("probe", town.portals[1].homepage).returncode == 0
    visits = town.requests[asked:]
    assert visits[0].path == "/robots.txt"
    assert len(visits) <= 30
    gone = loa("probe", town.portals[1].homepage + "nothing-here.aspx")
    assert gone.returncode == 1
    assert "nothing-here.aspx" in gone.stderr
    assert gone.stderr.count("\n") == 1
    wrong = loa("probe", "halong.gov.vn")
    assert wrong.returncode == 2
    assert "http" in wrong.stderr


def test_new_and_record(town: SampleTown, quick: Path, loa: Loa, tmp_path: Path) -> None:
    truth = next(portal for portal in town.portals if portal.family == "vnportal")
    made = loa(
        "new", "vn-xa-moi", "--homepage", truth.homepage, "--family", "vnportal", "--listing", truth.listings[0],
        "--place", "Xã Mới", "--province", "Quảng Ninh", "--folder", "spiders",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    spider = tmp_path / "spiders" / "vn" / "quang_ninh" / "xa_moi.py"
    compile(spider.read_text(encoding="utf-8"), str(spider), "exec")
    assert len([line for line in spider.read_text(encoding="utf-8").splitlines() if line.strip()]) <= 20
    again = loa("new", "vn-xa-moi", "--homepage", truth.homepage, "--province", "Quảng Ninh", "--folder", "spiders")
    assert again.returncode == 2
    assert "--force" in again.stderr
    for wrong, words in (
        (("vn-uong-bi", "--homepage", truth.homepage), "there is a source 'vn-uong-bi' already"),
        (("vn-xa", "--homepage", "xa.gov.vn"), "xa.gov.vn: an absolute http"),
        (("vn-xa", "--homepage", truth.homepage, "--listing", "/tin-tuc"), "/tin-tuc: an absolute http"),
        (("vn", "--homepage", truth.homepage), "no id of a source"),
    ):
        refused = loa("new", *wrong, "--folder", "spiders")
        assert (refused.returncode, words in refused.stderr) == (2, True), refused.stderr

    declared = f'[[source]]\nid = "vn-xa-moi"\ntitle = "Xã Mới"\nhomepage = "{truth.homepage}"\nfamily = "vnportal"\n'
    quick.write_text(f'{HEAD}{declared}listings = ["{truth.listings[0]}"]\n', encoding="utf-8")
    article = next(url for url in town.expected() if url.startswith(truth.homepage))
    for address, kind in ((article, "article"), (truth.listings[0], "listing")):
        result = loa("record", "vn-xa-moi", address, "--case", kind, "--folder", "cases")
        assert result.returncode == 0, result.stderr
        case = tmp_path / "cases" / "vn-xa-moi" / kind
        wanted = load_expected(case)
        assert wanted["reviewed"] is False
        assert read_again(case, wanted) == {kind: wanted[kind]}
    twice = loa("record", "vn-xa-moi", article, "--case", "article", "--folder", "cases")
    assert twice.returncode == 2
    assert "--case" in twice.stderr
    elsewhere = loa("record", "vn-xa-moi", "http://127.0.0.1:9/elsewhere", "--folder", "cases")
    assert elsewhere.returncode == 1
    assert "hosts" in elsewhere.stderr


def test_hosts_of_one_office_belong_together_and_strangers_do_not() -> None:
    assert same_office("https://www.halong.gov.vn/a", "https://halong.gov.vn/")
    assert same_office("https://apec.danang.gov.vn/a", "https://danang.gov.vn/")
    assert not same_office("https://evil.example/", "https://halong.gov.vn/")
    assert not same_office("https://hue.gov.vn/", "https://halong.gov.vn/")


def test_menus_name_their_news_in_many_words() -> None:
    markup = (
        '<nav><a href="/gioi-thieu">Giới thiệu</a><a href="/tb">Thông báo</a><a href="/ttsk">Tin tức - Sự kiện</a>'
        '<a href="/tin">Tin tức</a><a href="https://other.example/tin">Tin tức</a></nav>'
    )
    found = listings_in([Page(url="https://x.gov.vn/", markup=markup)], "https://x.gov.vn/")
    assert found == ("https://x.gov.vn/ttsk", "https://x.gov.vn/tin", "https://x.gov.vn/tb")


def test_sitemaps_are_those_that_robots_names_else_the_usual_one() -> None:
    assert sitemaps_in("Sitemap: https://x.gov.vn/s.xml\nUser-agent: *\n", "https://x.gov.vn/") == ("https://x.gov.vn/s.xml",)
    assert sitemaps_in("Sitemap: file:///etc/passwd", "https://x.gov.vn/") == ("https://x.gov.vn/sitemap.xml",)


def test_what_all_titles_share_is_the_sites_name() -> None:
    assert affixes(["A b - Xã X", "C d - Xã X"]) == (" - Xã X",)
    assert affixes(["HNP - A b", "HNP - C"]) == ("HNP - ",)
    assert affixes(["A - b", "C - d"]) == ()
    assert affixes(["A - b"]) == ()
