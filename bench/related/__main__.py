"""Compare ways to find related news over the same articles, in one run: `python -m bench.related [FILE.jsonl …]`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.related.baselines import Lists, full_text, min_hash, tf_idf
from bench.related.cost import costs
from bench.related.items import Item
from bench.related.measure import copies, f1, precision, recall_at_5, stories
from bench.related.sets import SETS, read
from bench.related.telling import told
from news.related.lines import relate_lines


def main() -> None:
    """Print one line a method and set."""
    parser = argparse.ArgumentParser(prog="python -m bench.related", description=__doc__)
    parser.add_argument(
        "files", nargs="*", type=Path, help="sets as JSON lines with story and copy_of; default: the made-up sets"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the made-up sets")
    parser.add_argument("--only", default="", help="run the sets whose names hold this")
    parser.add_argument(
        "--cost", type=int, nargs="*", default=None, metavar="ARTICLES", help="measure cost at these sizes instead"
    )
    parser.add_argument("--stories", action="store_true", help="measure stories instead, in a store of their own")
    options = parser.parse_args()
    if options.cost is not None:
        costs(sorted(options.cost) or [10_000, 100_000])
        return
    given = {path.name: read(path) for path in options.files}
    sets = given or {name: make(options.seed) for name, make in SETS.items() if options.only in name}
    if options.stories:
        _stories(sets)
        return
    print(f"{'':34}{'recall@5':>9}{'same story':>12}{'copies F1':>11}{'ms each':>9}")
    for name, items in sets.items():
        print(f"{name} ({len(items)} articles)")
        _ours(items, dated=True)
        _ours(items, dated=False)
        _baseline("FTS5 bm25, 20 terms", items, full_text)
        _baseline("TF-IDF cosine, words and pairs", items, tf_idf)
        _baseline("MinHash", items, min_hash, only_copies=True)


def _stories(sets: Mapping[str, Sequence[Item]]) -> None:
    print(f"{'':34}{'pairs F1':>9}{'B3 precision':>14}{'B3 recall':>11}{'ms each':>9}")
    for name, items in sets.items():
        found = told(items)
        head = f"{name} ({len(items)} articles)"
        print(f"{head:34}{found.pairs:>9.3f}{found.precision:>14.3f}{found.recall:>11.3f}{found.milliseconds:>9.1f}", flush=True)


def _ours(items: Sequence[Item], *, dated: bool) -> None:
    before = time.process_time()
    answers = list(relate_lines([item.line(dated=dated) for item in items]))
    spent = time.process_time() - before
    lists = {answer["id"]: [other["id"] for other in answer["related"]] for answer in answers}
    reasons = [(answer["id"], other["id"], other["reason"]) for answer in answers for other in answer["related"]]
    same = [(one, other) for one, other, reason in reasons if reason == "same story"]
    copied = [(one, other) for one, other, reason in reasons if reason == "copy"]
    right, known = precision(stories(items), same), f1(copies(items), copied)
    _print(
        "Loa" if dated else "Loa, without dates",
        f"{recall_at_5(items, lists):.3f}",
        f"{right:.3f}",
        f"{known:.3f}",
        1000 * spent / len(items),
    )


def _baseline(name: str, items: Sequence[Item], method: Callable[[Sequence[Item]], Lists], *, only_copies: bool = False) -> None:
    before = time.process_time()
    lists = method(items)
    spent = time.process_time() - before
    pairs = [(one, other) for one, others in lists.items() for other in others]
    recall = "" if only_copies else f"{recall_at_5(items, lists):.3f}"
    copied = f"{f1(copies(items), pairs):.3f}" if only_copies else ""
    _print(name, recall, "", copied, 1000 * spent / len(items))


def _print(name: str, recall: str, same: str, copied: str, milliseconds: float) -> None:
    print(f"  {name:32}{recall:>9}{same:>12}{copied:>11}{milliseconds:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
