"""What each command of the crawler can be given."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from news.source import Source

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 its only name


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return the parser of `python -m crawler`."""
    made = argparse.ArgumentParser(prog="python -m crawler", description=description)
    commands = made.add_subparsers(dest="command", required=True)
    for add in (
        _add_crawl,
        _add_stand_by,
        _add_sources,
        _add_list,
        _add_read,
        _add_probe,
        _add_check,
        _add_record,
        _add_new,
        _add_reread,
    ):
        add(commands)
    return made


def _add_crawl(commands: Commands) -> None:
    crawl = commands.add_parser("crawl", help="crawl sources and keep what they publish")
    crawl.add_argument("source", nargs="+")
    crawl.add_argument("--backfill", type=int, default=0, metavar="PAGES", help="read so many older pages of each listing")
    crawl.add_argument("--listing", help="with --backfill: of this listing alone")
    crawl.add_argument("--tied", action="store_true", help="end when standard input closes")
    crawl.add_argument("--events", action="store_true", help="tell progress in JSON lines on standard output")


def _add_stand_by(commands: Commands) -> None:
    commands.add_parser("stand-by", help="crawl the sources that are named on standard input, a line each")


def _add_sources(commands: Commands) -> None:
    commands.add_parser("sources", help="list every source as JSON lines")


def _add_list(commands: Commands) -> None:
    listed = commands.add_parser("list", help="list sources for a person", prog="loa sources")
    listed.add_argument("--all", action="store_true", help="those too that come with Loa and are not crawled")
    listed.add_argument("--family", help="those of one CMS family")
    listed.add_argument("--place", help='those of a place and what lies in it, by name, code or id: "Quảng Ninh", 22')
    listed.add_argument("--country", help="those of a country, such as vn")
    listed.add_argument("--json", action="store_true", help="one JSON line a source")


def _add_read(commands: Commands) -> None:
    read = commands.add_parser("read", help="read one page, or many as JSON lines")
    read.add_argument("page", nargs="?", help="a file or an address; leave out with --jsonl")
    read.add_argument("--jsonl", action="store_true", help='read {"id","url","html"} lines on standard input')
    read.add_argument("--url", help="the address the file was fetched from")
    read.add_argument("--source", help="read it as a page of this source")


def _add_probe(commands: Commands) -> None:
    probe = commands.add_parser("probe", help="find out how a town's site can be read", prog="loa probe")
    probe.add_argument("url", help="any of its addresses: front page, list of news, article, feed")
    probe.add_argument("--python", action="store_true", help="print a spider in place of a [[source]] table")


def _add_check(commands: Commands) -> None:
    check = commands.add_parser("check", help="look at sources live and say how they do", prog="loa check")
    check.add_argument("source", nargs="*", help="ids; none means every enabled source")
    check.add_argument("--all", action="store_true", help="disabled sources too")
    check.add_argument("--json", action="store_true", help="one JSON line a source")
    check.add_argument("--folder", type=Path, default=Path("tests/pages"), help="golden cases; default: %(default)s")


def _add_record(commands: Commands) -> None:
    record = commands.add_parser("record", help="make a golden case of a page of a source", prog="loa record")
    record.add_argument("source", help="id of the source")
    record.add_argument("url", help="address of one of its articles, or of a listing")
    record.add_argument("--case", help="name of the case; default: the first words of the title")
    record.add_argument("--listing", action="store_true", help="the page is a listing (told by itself for the source's own)")
    record.add_argument("--folder", type=Path, default=Path("tests/pages"), help="default: %(default)s")
    record.add_argument("--force", action="store_true", help="replace a case that is there")


def _add_new(commands: Commands) -> None:
    new = commands.add_parser("new", help="write the spider file of a new source", prog="loa new")
    new.add_argument("source", help="its id, <country>-<place>, such as vn-ha-long")
    new.add_argument("--homepage", required=True)
    new.add_argument("--family", default="generic", help="the CMS that runs the site, as `loa probe` says; default: %(default)s")
    new.add_argument(
        "--listing", action="append", help="page that lists articles; may be given more than once; default: the homepage"
    )
    new.add_argument(
        "--selector",
        action="append",
        metavar="FIELD=SELECTOR",
        help="where the site has a part that the family's layout does not find: body=div.news",
    )
    new.add_argument("--title", help="name of the feed")
    new.add_argument("--language", default=Source.language, help="BCP 47 tag of what it publishes in; default: %(default)s")
    new.add_argument("--timezone", default=Source.timezone, help="in which its dates are meant; default: %(default)s")
    new.add_argument("--host", action="append", help="further host on which its articles stand; may be given more than once")
    new.add_argument("--affix", action="append", help='what it adds to its titles, such as " - Town of X"; the same')
    new.add_argument("--place", help='name of the place, such as "Phường Bãi Cháy"')
    new.add_argument("--province", help="province the place lies in; also the folder of the file")
    new.add_argument("--folder", type=Path, default=Path("crawler/spiders"), help="default: %(default)s")
    new.add_argument("--force", action="store_true", help="replace a file that is there")


def _add_reread(commands: Commands) -> None:
    reread = commands.add_parser("reread", help="read kept pages again by today's reader", prog="loa reread")
    reread.add_argument("source", nargs="*", help="ids; none means every source that was crawled")
    reread.add_argument("--since", metavar="DATE", help="only pages fetched on that day (2026-03-05) or later")
    reread.add_argument("--dry-run", action="store_true", help="tell what reads differently and write nothing")
    reread.add_argument("--json", action="store_true", help="one JSON line a page, and one with the sum")
