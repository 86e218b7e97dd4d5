"""What the store costs beside a plain `sqlite3` script that makes the same inserts.

    python -m bench.archive [write|grow|search|kill]

Both are measured in one run, taking turns batch by batch; only the ratios mean anything on another machine.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.archive.killing import kill_rounds
from bench.archive.searching import search
from bench.archive.writing import grow, write


def main() -> None:
    """Measure what was asked for; without a word: writing and searching."""
    parser = argparse.ArgumentParser(prog="python -m bench.archive", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("write", "grow", "search", "kill"), help="default: write, then search")
    parser.add_argument("--articles", type=int, help="how many (write, search: 100,000; grow: 1,000,000)")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which is killed")
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if options.what == "kill":
            _kill(folder, options.kills, options.seed)
        elif options.what == "grow":
            grow(folder, options.articles or 1_000_000)
        else:
            stores = write(folder, options.articles or 100_000)
            if options.what != "write":
                search(stores)


def _kill(folder: Path, kills: int, seed: int) -> None:
    done = lost = doubled = corrupt = 0
    for victim in kill_rounds(folder, kills=kills, seed=seed):
        done += victim.kills
        lost, doubled, corrupt = (
            total + len(found)
            for total, found in zip(
                (lost, doubled, corrupt), (victim.damage.lost, victim.damage.doubled, victim.damage.corrupt), strict=True
            )
        )
        print(f"{done} kills: {lost} lost, {doubled} doubled, {corrupt} corrupt", flush=True)
        if victim.damage:
            print(victim.damage)


if __name__ == "__main__":
    main()
