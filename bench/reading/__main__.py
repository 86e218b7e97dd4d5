"""Compare our reading of pages with other readers', over folders of cases, in one run.

    python -m bench.reading [FOLDER …] [--worst N] [--only READER]

A case is a folder with `page.html` and `truth.json`: {"url", "title", "text", "published", "authors"}, where a missing or null
field is not scored. Without a folder `cases` beside this file are read;
`clutter` there holds pages with much between their paragraphs.
Times are medians as a ratio to trafilatura's.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.reading.peers import FIELDS, Reader, readers
from bench.reading.scoring import AUTHORS, DAY, EVERYTHING, TEXT, TITLE, Output, names_f1, same_title, text_f1
from news import clock
from news.errors import NewsError

CASES = Path(__file__).parent / "cases"


@dataclass(kw_only=True)
class Tally:
    """One reader's scores over all cases."""

    text: list[float] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    day: list[bool] = field(default_factory=list)
    authors: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    empty: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)


def cases(folders: list[Path]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every case under the folders: (name, markup, truth), in order of name."""
    for folder in folders:
        for truth in sorted(folder.glob("**/truth.json")):
            markup = (truth.parent / "page.html").read_bytes().decode("utf-8", "replace")
            yield truth.parent.name, markup, json.loads(truth.read_text(encoding="utf-8"))


def run(name: str, reader: Reader, markup: str, url: str) -> tuple[Output, float]:
    """Read one page; a reader that fails has read nothing. Our own reader may only fail by an error it names."""
    start = clock.monotonic()
    try:
        output = reader(markup, url)
    except Exception as error:
        if name == "loa" and not isinstance(error, NewsError):
            raise
        output = Output(fields=FIELDS.get(name, EVERYTHING))
    return output, clock.monotonic() - start


def score(tally: Tally, name: str, output: Output, truth: dict[str, Any]) -> None:
    """Add one page's scores to the tally."""
    if truth.get("text") and output.fields >= TEXT:
        merit = text_f1(truth["text"], output.text)
        tally.text.append(merit)
        tally.worst.append((merit, name))
        tally.empty += not output.text.strip()
    if truth.get("title") and output.fields >= TITLE:
        tally.title.append(same_title(truth["title"], output.title))
    if truth.get("published") and output.fields >= DAY:
        tally.day.append(output.day == truth["published"][:10])
    if truth.get("authors") is not None and output.fields >= AUTHORS:
        tally.authors.append(names_f1(truth["authors"], output.authors))


def main() -> None:
    """Run every reader over every case and print the table."""
    options = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("folders", nargs="*", type=Path, help="folders of cases; the shipped ones by default")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="name our N worst pages")
    options.add_argument("--only", action="append", metavar="READER", help="run this reader only (may be repeated)")
    chosen = options.parse_args()
    found, versions = readers()
    if chosen.only:
        found = {name: reader for name, reader in found.items() if name in chosen.only}
    tallies = {name: Tally() for name in found}
    pages = 0
    for name, markup, truth in cases(chosen.folders or [CASES]):
        pages += 1
        for reader_name, reader in found.items():
            if pages == 1:
                run(reader_name, reader, markup, truth["url"])  # first use loads tables and models
            output, seconds = run(reader_name, reader, markup, truth["url"])
            tallies[reader_name].seconds.append(seconds)
            score(tallies[reader_name], name, output, truth)
    show(tallies, versions, pages)
    if "loa" in tallies and chosen.worst:
        for merit, name in sorted(tallies["loa"].worst)[: chosen.worst]:
            print(f"  {merit:.3f}  {name}")


def show(tallies: dict[str, Tally], versions: dict[str, str], pages: int) -> None:
    """Print the table."""
    base = (
        statistics.median(tallies["trafilatura"].seconds)
        if tallies.get("trafilatura") and tallies["trafilatura"].seconds
        else None
    )
    print(f"{pages} pages")
    print(f"{'reader':<22}{'text F1':>9}{'title':>8}{'day':>8}{'authors':>9}{'empty':>7}{'ms':>8}{'ratio':>7}  version")
    for name, said in versions.items():
        tally = tallies.get(name)
        if tally is None or not tally.seconds:
            print(f"{name:<22}{'':>56}  {said}")
            continue
        middle = statistics.median(tally.seconds)
        ratio = f"{middle / base:.2f}" if base else "-"
        print(
            f"{name:<22}{_mean(tally.text):>9}{_mean(tally.title):>8}{_mean(tally.day):>8}{_mean(tally.authors):>9}{tally.empty:>7}"
            f"{middle * 1000:>8.1f}{ratio:>7}  {said}"
        )


def _mean(values: list[float] | list[bool]) -> str:
    return f"{statistics.fmean(values):.3f}" if values else "-"


if __name__ == "__main__":
    main()
