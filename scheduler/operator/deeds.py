"""Deeds: what the operator can have done from the pages, and what is said of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from news.store import Store
from news.store.acts import Act
from scheduler.operator.facts import Condition, SourceFacts


class Deed(StrEnum):
    """What can be done with a source."""

    CRAWL = "crawl"
    CHECK = "check"
    PAUSE = "pause"
    RESUME = "resume"


LABELS: Mapping[Deed, str] = {
    Deed.CRAWL: "Crawl now",
    Deed.CHECK: "Check here",
    Deed.PAUSE: "Pause",
    Deed.RESUME: "Resume",
}
"""What stands on their buttons."""
_LATER = "It is asked for. No service works on this store now: `loa run` does it when it starts."
SAID: Mapping[str, str] = {
    "crawl": "It is asked for: the service crawls the source as soon as a crawl has room.",
    "check": "It is asked for: the service checks the source as soon as a check has room.",
    "job": "It is asked for: the service does the job within seconds, unless another has to end first.",
    "later": _LATER,
    "pause": "The source is paused: it is crawled no more on schedule until it is resumed. What it published stays.",
    "pause-already": "The source was paused already.",
    "resume": "The source is crawled on schedule again.",
    "resume-already": "The source was not paused.",
}
"""What is said when a deed is done, by the word that comes back in the page's address: none makes a page say anything else."""


def deeds_of(known: SourceFacts) -> tuple[Deed, ...]:
    """Return what can be done with a source, the most wanted first."""
    if known.condition is Condition.ENDED:
        return () if known.paused is None else (Deed.RESUME,)
    return (Deed.CRAWL, Deed.CHECK, Deed.PAUSE if known.paused is None else Deed.RESUME)


def do(store: Store, source_id: str, deed: Deed, *, attended: bool, now: datetime) -> str:
    """Do something with a source and return the word of SAID. Raise StoreError.

    `attended`: a service works on the store and takes up what is asked for.
    """
    match deed:
        case Deed.PAUSE:
            return "pause" if store.acts.pause(source_id, now=now) else "pause-already"
        case Deed.RESUME:
            return "resume" if store.acts.resume(source_id) else "resume-already"
        case Deed.CRAWL | Deed.CHECK:
            store.acts.ask(source_id, Act(deed.value), now=now)
            return deed.value if attended else "later"


def do_job(store: Store, name: str, *, attended: bool, now: datetime) -> str:
    """Ask for a job of housekeeping and return the word of SAID. Raise StoreError."""
    store.jobs.planned(name, now)
    return "job" if attended else "later"
