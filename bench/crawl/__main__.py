"""What reading and keeping cost beside fetching alone: `python -m bench.crawl [--pages 4000]`.

Eight hosts on 127.0.0.1 with delays off. A bare Scrapy spider that yields nothing asks for the same pages in the same run; both
take turns. With both cores, and bound to one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.crawl.portals import Portals
from scheduler.sample import source_text

_HEAD = """
contact = "mailto:bench@example.org"
[crawl]
delay_seconds = 0
max_pages = 100000
max_listing_pages = 1000
recheck_pages = 0
run_minutes = 1000
allow_private_hosts = ["127.0.0.1"]
"""


def main() -> None:
    """Print pages a second of both and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl", description=__doc__)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with Portals(options.pages) as portals:
        for title, allowed in (("both cores", cores), ("one core", cores[:1])):
            ours, bare, memory = [], [], 0
            for _ in range(options.rounds):
                bare.append(_run(portals, allowed, "bare")[0])
                rate, memory = _run(portals, allowed, "loa")
                ours.append(rate)
            ratio = sum(ours) / sum(bare)
            rates = f"bare {max(bare):6.0f} pages/s   loa {max(ours):6.0f} pages/s"
            print(f"{title:<12}{rates}   ratio {ratio:.2f}   {memory} MB at most")


def _run(portals: Portals, cores: list[int], what: str) -> tuple[float, int]:
    """Pages a second of one run, and the most memory a child had."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if what == "bare":
            (folder / "addresses").write_text("\n".join(portals.addresses()), encoding="utf-8")
            command = [sys.executable, "-m", "bench.crawl.bare", str(folder / "addresses")]
        else:
            (folder / "loa.toml").write_text(_HEAD + "\n".join(map(source_text, portals.sources())), encoding="utf-8")
            command = [sys.executable, "-m", "crawler", "crawl", *(source.id for source in portals.sources())]
        environment = {**os.environ, "LOA_CONFIG": str(folder / "loa.toml")} if what == "loa" else dict(os.environ)
        portals.span()
        process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2])
        os.sched_setaffinity(process.pid, cores)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{what} ended with {status}")
    asked, seconds = portals.span()
    if asked < portals.pages:
        print(f"{what}: only {asked} of {portals.pages} pages were asked for", file=sys.stderr)
    return asked / seconds, usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
