"""Known families against trafilatura on the same pages: time a page as a ratio, and memory over many pages.

    python -m bench.reading.families [--pages 10000]

The pages are the sample town's, padded with menu links to 60 KB, as real portals' pages are.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable

import trafilatura

from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from news import clock
from news.source import Source
from scheduler.town.server import SampleTown

PAGE_CHARACTERS = 60_000
MENU_LINK = '<li><a href="/chuyen-muc/lien-ket">Liên kết trang</a></li>'


def pages_of_the_town() -> dict[str, list[tuple[Source, Page]]]:
    """Return the pages of every portal, padded, by family."""
    found: defaultdict[str, list[tuple[Source, Page]]] = defaultdict(list)
    with SampleTown(0, stage_seconds=float("inf")) as town:
        sources = {source.id: source for source in town.sources()}
        for url, truth in town.expected().items():
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 the town's own address
                markup = answer.read().decode("utf-8")
            missing = max(0, PAGE_CHARACTERS - len(markup)) // len(MENU_LINK)
            markup = markup.replace("</body>", f'<ul class="menu">{MENU_LINK * missing}</ul></body>')
            source = sources[truth.portal]
            found[source.family].append((source, Page(url=url, markup=markup)))
    return found


def cpu(action: Callable[[], object]) -> float:
    """Return the processor seconds that an action takes."""
    began = time.process_time()
    action()
    return time.process_time() - began


def megabytes() -> float:
    """Return the largest memory this process has had so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    """Print a line a family, then memory while the pages are read again and again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000, help="pages read for the memory line; 0 leaves it out")
    options = parser.parse_args()
    evidence = Evidence(now=clock.now())
    found = pages_of_the_town()
    print(f"{'family':<12}{'pages':>6}{'KB':>5}{'loa ms':>9}{'trafilatura ms':>16}{'ratio':>8}")
    for family, pages in found.items():
        ours, theirs = [], []
        for source, page in pages:
            fresh = Page(url=page.url, markup=page.markup)  # a page keeps its tree: each is read once
            ours.append(cpu(lambda: read_article(fresh, source, evidence=evidence)))  # noqa: B023 called at once
            theirs.append(cpu(lambda: trafilatura.extract(page.markup)))  # noqa: B023
        ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
        size = statistics.mean(len(page.markup) for _, page in pages) / 1000
        mine, other = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
        print(f"{family:<12}{len(pages):>6}{size:>5.0f}{mine:>9.1f}{other:>16.1f}{ratio:>8.2f}")
    everything = [each for pages in found.values() for each in pages]
    for number in range(options.pages):
        source, page = everything[number % len(everything)]
        read_article(Page(url=page.url, markup=page.markup), source, evidence=evidence)
        if number + 1 in {options.pages // 10, options.pages}:
            print(f"peak memory after {number + 1} pages: {megabytes():.0f} MB")


if __name__ == "__main__":
    main()
