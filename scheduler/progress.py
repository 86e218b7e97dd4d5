"""What a person at the terminal sees of the work: one line a finished source, and below them how far it is."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from news.log import escaped
from news.run import PAGES_LEFT, Run
from scheduler.jobs import Event


class Progress:
    """Prints progress. In a terminal a last line moves while there is work; elsewhere only finished work is printed."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Print to `out` (None: standard output)."""
        self._out = out or sys.stdout
        self._console = Console(file=self._out, highlight=False, soft_wrap=True)
        self._moving = self._out.isatty()
        self._fetched: dict[str, int] = {}
        self._total: int | None = None
        self._ended = 0
        self._bar: Bar | None = None
        self._task = TaskID(0)

    def say(self, text: str = "") -> None:
        """Print a line of its own."""
        text = "\n".join(map(escaped, text.split("\n")))  # what a site says must not steer the terminal
        if self._bar is not None:
            self._console.print(Text(text))
        else:
            self._out.write(text + "\n")
            self._out.flush()

    def warn(self, text: str) -> None:
        """Print a line that says what went wrong."""
        self.say(text)

    def expect(self, sources: int) -> None:
        """Take note of how many sources there are to crawl."""
        self._total, self._ended = sources, 0

    def event(self, event: Event) -> None:
        """Show where a crawl is."""
        if "source" not in event:
            return
        self._fetched[event["source"]] = event.get("fetched", 0)
        if self._moving:
            pages = sum(self._fetched.values())
            self._move(f"reading {event['source']} … {pages} pages")

    def run(self, run: Run, *, asked: bool = False) -> None:  # noqa: ARG002 a terminal shows every run
        """Print what one crawl of one source did; `asked` tells that somebody asked for it and waits for an answer."""
        self._fetched.pop(run.source, None)
        self._ended += 1
        self.say(describe_run(run))
        if self._bar is not None:
            self._bar.update(self._task, completed=self._ended)
            if not self._fetched:  # nothing moves while nothing is done, not even a clock
                self._bar.stop()
                self._bar = None

    def _move(self, what: str) -> None:
        if self._bar is None:
            known = [BarColumn(bar_width=20), MofNCompleteColumn()] if self._total else []
            columns = [SpinnerColumn(), *known, TextColumn("{task.description}", markup=False)]
            self._bar = Bar(*columns, console=self._console, transient=True, refresh_per_second=4)
            self._task = self._bar.add_task(what, total=self._total, completed=self._ended)
            self._bar.start()
        self._bar.update(self._task, description=what)


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
