"""Logged: what the service says where nobody sits at a terminal, as events in the log."""

from __future__ import annotations

import logging
import os
import sys

from news import log
from news.run import Run
from news.settings import Settings
from scheduler.jobs import Event
from scheduler.progress import Progress

logger = logging.getLogger("loa")


def progress_of(settings: Settings) -> Progress:
    """Return what shows the work of the service: a person at a terminal sees it move, anybody else reads the log.

    Everything logged in this process goes the same way from then on, and each crawl knows whether systemd's journal reads along.
    """
    set_up(settings)
    return Progress() if sys.stdout.isatty() else Logged()


def set_up(settings: Settings) -> None:
    """Log as the settings say, from now on."""
    out = sys.stdout
    journal = log.to_journal(out)
    if not journal:
        os.environ.pop("JOURNAL_STREAM", None)  # of whoever started us; it would mislead the crawls
    stream = sys.stderr if out.isatty() else out
    log.configure(form=settings.log.format, level=settings.log.level, out=stream, journal=journal, secrets=settings.secrets)


class Logged(Progress):
    """Says everything as an event; quiet where a visit brought nothing."""

    def __init__(self) -> None:
        """Say it to the log as it is configured."""

    def say(self, text: str = "") -> None:
        """Log something worth knowing."""
        if text.strip():
            logger.info("%s", " ".join(text.split()))

    def warn(self, text: str) -> None:
        """Log something that went wrong."""
        logger.warning("%s", " ".join(text.split()))

    def event(self, event: Event) -> None:
        """Say nothing of single pages."""

    def expect(self, sources: int) -> None:
        """Say nothing of what is to come."""

    def run(self, run: Run, *, asked: bool = False) -> None:
        """Log what one crawl of one source did: a warning where it failed, information where it brought news or was asked for."""
        brought = asked or run.new or run.edited or run.withdrawn
        failed = run.error is not None or run.failed
        level = logging.WARNING if failed else logging.INFO if brought else logging.DEBUG
        keys = {name: getattr(run, name) for name in ("source", "listed", "fetched", "new", "edited", "withdrawn", "unread")}
        moment = run.started.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        kinds = ",".join(f"{kind}:{count}" for kind, count in sorted(run.failed.items()))
        more = {"run": moment, "seconds": round(run.seconds, 1), "failed": kinds, "error": run.error}
        logger.log(level, "crawled", extra=keys | more)
