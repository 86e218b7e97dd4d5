"""What reading and keeping cost beside fetching alone: `python -m bench.crawl [--pages 4000]`.

Eight hosts on 127.0.0.1 with delays off. A bare Scrapy spider that yields nothing asks for the same pages in the same run; both
take turns. With both cores, and bound to one. The time is that from the first page asked for until the process has ended: until
all is kept.

`--memory` sends 20,000 pages through one process and prints what it holds every 2,000. `--hosts 200` lets so many hosts with a
pause between two requests be crawled side by side, and prints what that takes beside one of them alone.
"""

from __future__ import annotations

import argparse
import os
import sys

from bench.crawl.crawling import Crawl
from bench.crawl.portals import Portals
from news import clock

_EACH = 12
"""Articles of a host, where many hosts are asked side by side."""
_PAUSE = 2.0
"""Seconds between two requests to one host there: Loa's default."""
_EVERY = 2000


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl", description=__doc__)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--memory", action="store_true", help="what 20,000 pages (or --pages) leave in memory")
    parser.add_argument("--hosts", type=int, default=0, help="so many hosts side by side, with pauses")
    options = parser.parse_args()
    if options.memory:
        memory(options.pages or 20_000)
    elif options.hosts:
        side_by_side(options.hosts)
    else:
        speed(options.pages or 4000, options.rounds)


def speed(pages: int, rounds: int) -> None:
    """Pages a second of a bare spider and of Loa, and their ratio."""
    cores = sorted(os.sched_getaffinity(0))
    with Portals(pages) as portals:
        for title, allowed in (("both cores", cores), ("one core", cores[:1])):
            rates: dict[str, list[float]] = {"bare": [], "loa": []}
            busy: dict[str, list[float]] = {"bare": [], "loa": []}
            most = 0
            for _ in range(rounds):
                for name, start in (("bare", Crawl.bare), ("loa", Crawl.loa)):
                    with start(portals, cores=allowed) as crawl:
                        crawl.wait()
                        rates[name].append(_told(portals))
                        busy[name].append(crawl.seconds_of_processor / pages * 1000)
                        most = max(most, crawl.most_memory)
            ratio = sum(rates["loa"]) / sum(rates["bare"])
            told = "   ".join(
                f"{name} {max(rates[name]):4.0f} pages/s, {min(busy[name]):5.2f} ms of a core each" for name in rates
            )
            print(f"{title:<12}{told}   ratio {ratio:.2f}   {most} MB at most", flush=True)


def memory(pages: int) -> None:
    """What the crawling process and its readers hold in memory while so many pages go through them."""
    print("   pages   crawl MB   readers MB   pages/s")
    with Portals(pages) as portals, Crawl.loa(portals) as crawl:
        due, since = _EVERY, clock.monotonic()
        while crawl.runs():
            if (asked := portals.asked()) >= due:
                own, readers = crawl.memory()
                print(f"{asked:8}   {own:8}   {readers:10}   {_EVERY / (clock.monotonic() - since):7.0f}", flush=True)
                due, since = due + _EVERY, clock.monotonic()
        _told(portals)
        print(f"at most {crawl.most_memory} MB")


def side_by_side(hosts: int) -> None:
    """How long many hosts take side by side, beside one alone."""
    took = []
    for count in (1, hosts):
        with Portals(count * _EACH, hosts=count) as portals, Crawl.loa(portals, pause=_PAUSE) as crawl:
            crawl.wait()
            asked, seconds = portals.span()
        if asked < portals.pages:
            sys.exit(f"only {asked} of {portals.pages} pages were asked for")
        took.append(seconds)
        print(f"{count:4} hosts with {_EACH} pages each, {_PAUSE:.0f} s between two requests: {seconds:6.1f} s", end="")
        print(f", {crawl.seconds_of_processor:.1f} s of a core with what starting takes", flush=True)
    print(f"{hosts} hosts take {took[1] / took[0]:.2f} times as long as one")


def _told(portals: Portals) -> float:
    asked, seconds = portals.span()
    if asked < portals.pages:
        print(f"only {asked} of {portals.pages} pages were asked for", file=sys.stderr)
    return asked / seconds


if __name__ == "__main__":
    main()
