"""What a person at the terminal sees of the work: one line a finished source, a moving line while it works."""

from __future__ import annotations

import sys
from typing import TextIO

from news.run import PAGES_LEFT, Run
from scheduler.jobs import Event


class Progress:
    """Prints progress. In a terminal the last line moves; elsewhere only finished work is printed, so that logs stay short."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Print to `out` (None: standard output)."""
        self._out = out or sys.stdout
        self._moving = self._out.isatty()
        self._fetched: dict[str, int] = {}

    def say(self, text: str = "") -> None:
        """Print a line of its own."""
        self._clear()
        self._out.write(text + "\n")
        self._out.flush()

    def event(self, event: Event) -> None:
        """Show where a crawl is."""
        self._fetched[event["source"]] = event.get("fetched", 0)
        if self._moving:
            total = sum(self._fetched.values())
            self._clear()
            self._out.write(f"  reading {event['source']} … {total} pages")
            self._out.flush()

    def run(self, run: Run) -> None:
        """Print what one crawl of one source did."""
        self._fetched.pop(run.source, None)
        self.say(describe_run(run))

    def _clear(self) -> None:
        if self._moving:
            self._out.write("\r\x1b[K")


def describe_run(run: Run) -> str:
    """Return a run as one line."""
    failures = ", ".join(f"{count} {kind}" for kind, count in sorted(run.failed.items()))
    counts = (
        f"{run.listed:>4} listed {run.fetched:>4} fetched {run.new:>4} new {run.edited:>3} edited {run.withdrawn:>3} withdrawn"
    )
    line = f"  {run.source:<24}{counts} {run.seconds:6.1f} s"
    if failures:
        line += f"   failed: {failures}"
    if run.error:
        line += f"\n    {run.error}"
    if PAGES_LEFT in run.warnings:
        line += f"\n    {PAGES_LEFT}: `loa backfill {run.source}` goes on there"
    return line
