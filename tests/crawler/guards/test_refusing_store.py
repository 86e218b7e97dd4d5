"""A store that refuses what is read ends the run, and costs no article."""

import sqlite3

from crawler.report import MOST_REFUSED
from tests.crawler.guards.conftest import Crawls, article, http, listing, offering

PATHS = tuple(f"/tin-{number}.html" for number in range(1001, 1151))
LONG = f"<!--{' ' * 30_000}-->"
"""A crawl holds about a megabyte of pages that wait to be read: far fewer of such pages than the site has."""


def test_a_run_whose_articles_are_refused_ends_and_the_next_reads_them_all(crawls: Crawls) -> None:
    def answer(path: str) -> bytes:
        return http(article(path[5:9]) + LONG) if path in PATHS else http(listing(*PATHS) if path == "/" else "")

    site = crawls.site(answer)
    crawls.crawl({"a": site}, "max_pages = 1")
    with sqlite3.connect(crawls.folder / "data" / "loa.sqlite3") as database:
        database.execute("CREATE TRIGGER refuse BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    before = len(site.visits)
    refused = crawls.crawl({"a": site})
    assert "the disk is full" in (refused.run("a").error or "")
    assert MOST_REFUSED <= len(site.visits) - before < len(PATHS)
    with sqlite3.connect(crawls.folder / "data" / "loa.sqlite3") as database:
        database.execute("DROP TRIGGER refuse")
    assert len(crawls.crawl({"a": site}).titles("a")) == len(PATHS)


def test_a_store_that_refuses_the_source_is_told_in_a_line_and_the_run_goes_on(crawls: Crawls) -> None:
    site = crawls.site(offering())
    crawls.crawl({"a": site})
    with sqlite3.connect(crawls.folder / "data" / "loa.sqlite3", isolation_level=None) as database:
        database.execute("CREATE TRIGGER refuse BEFORE UPDATE ON sources BEGIN SELECT RAISE(ABORT, 'locked'); END")
    crawled = crawls.crawl({"a": site})
    assert "locked" in crawled.errors
    assert "Traceback" not in crawled.errors
    assert dict(crawled.run("a").failed) == {"store": 1}
    assert crawled.run("a").error is None
