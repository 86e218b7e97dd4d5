"""`python -m crawler`: the doors through which the scheduler, a separate process, reaches the crawler."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from crawler.commands.arguments import parser
from news.errors import NewsError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 it failed, 2 it was asked wrongly."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawler.settings")
    options = parser(__doc__).parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except NewsError as error:
        print(f"loa: {error}", file=sys.stderr)  # noqa: T201 the door speaks to a person
        return 2 if error.kind == "settings" else 1
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(options: argparse.Namespace) -> int:
    if options.command == "read":
        from crawler.commands.read import read_lines, read_one

        return read_lines(sys.stdin.buffer, sys.stdout) if options.jsonl else read_one(options)
    if options.command == "probe":
        from crawler.commands.probe import probe

        return probe(options)
    if options.command == "check":
        from crawler.commands.check import check

        return check(options)
    if options.command == "record":
        from crawler.commands.record import record

        return record(options)
    if options.command == "reread":
        from crawler.commands.reread import reread

        return reread(options)
    if options.command == "new":
        from crawler.commands.new import new

        return new(options)
    if options.command == "list":
        gc.disable()  # it ends before there is garbage to speak of, and a sixth of its time went into looking for it
        from crawler.commands.sources import sources

        return sources(options)
    return _crawl(options)


def _crawl(options: argparse.Namespace) -> int:
    from crawler.process import crawl, known_sources
    from news.store.sources import encode

    if options.command == "stand-by":
        from crawler.standby import stand_by

        stand_by()
    elif options.command == "crawl":
        crawl(
            options.source,
            tied=options.tied,
            events=options.events,
            backfill=options.backfill,
            listing=options.listing,
        )
    else:
        for source in known_sources():
            print(encode(source))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
