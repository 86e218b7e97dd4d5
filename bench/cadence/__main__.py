"""`python -m bench.cadence [FILE.jsonl] [--interval 60]`: how long news waits for a visit, by rhythm and by a fixed interval.

Each history is cut in time: its first half is learned from, delays are measured in the second. At the same number of visits: the
fixed interval is set to what cadence spent there.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench.cadence.histories import from_file, synthetic
from bench.cadence.replay import adaptive, fixed, middle
from scheduler.cadence import Bounds

MOST = 0.5
"""What the median delay may be, as a share of a fixed interval's."""


def main() -> int:
    """Print a line a history and one for all; return 1 where the median delay of all is above MOST of the fixed interval's."""
    parser = argparse.ArgumentParser(prog="python -m bench.cadence", description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, help="JSON Lines of moments; none: the imaginary histories")
    parser.add_argument("--interval", type=float, default=60, help="mean minutes between visits")
    parser.add_argument("--shortest", type=float, default=5, help="minutes")
    parser.add_argument("--longest", type=float, default=24 * 60, help="minutes")
    parser.add_argument("--days-only", action="store_true", help="pages tell the day alone")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    bounds = Bounds(
        mean=timedelta(minutes=asked.interval),
        shortest=timedelta(minutes=asked.shortest),
        longest=timedelta(minutes=asked.longest),
    )
    print(f"seed {asked.seed}, mean interval {asked.interval:g} min")
    print(f"{'history':<28}{'articles':>9}{'visits':>8}{'fixed':>10}{'cadence':>10}{'ratio':>8}{'visits':>8}")
    ours: list[timedelta] = []
    theirs: list[timedelta] = []
    ratios: list[float] = []
    for name, history in (from_file(asked.file) if asked.file else synthetic(asked.seed)).items():
        if len(history) < 10:
            print(f"{name:<28}{len(history):>9}  too few to cut in two")
            continue
        half, until = history[0] + (history[-1] - history[0]) / 2, history[-1] + timedelta(hours=1)
        by_rhythm = adaptive(history, bounds, tested_from=half, until=until, exact=not asked.days_only)
        interval = (until - half) / by_rhythm.visits
        by_clock = fixed(history, interval, tested_from=half, until=until)
        ratio = by_rhythm.median / by_clock.median
        ours += by_rhythm.delays
        theirs += by_clock.delays
        ratios.append(ratio)
        print(
            f"{name:<28}{len(history):>9}{by_rhythm.visits:>8}{_minutes(by_clock.median)}{_minutes(by_rhythm.median)}{ratio:>8.2f}"
            f"{by_rhythm.visits / by_clock.visits:>8.3f}"
        )
    if not ratios:
        return 1
    overall = middle(ours) / middle(theirs)
    print(f"all articles: {_minutes(middle(theirs))}{_minutes(middle(ours))}, ratio {overall:.2f} (at most {MOST})")
    print(f"histories:    median ratio {median(ratios):.2f}")
    return int(overall > MOST)


def _minutes(span: timedelta) -> str:
    return f"{span / timedelta(minutes=1):>7.1f} min"


if __name__ == "__main__":
    sys.exit(main())
