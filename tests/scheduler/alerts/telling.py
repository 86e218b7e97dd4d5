"""What a service does with sources, and its alerting in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine

from news import clock
from news.run import Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from scheduler.alerts.alerting import Alerting

START = datetime(2026, 3, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCES = tuple(
    Source(id=f"vn-{name}", title=f"Phường {name.upper()}", homepage=f"https://{name}.vn/", listings=(f"https://{name}.vn/tin",))
    for name in "abcdef"
)


class Service:
    """What the service does with sources, and its alerting in between."""

    def __init__(self, store: Store, settings: Settings, moving: time_machine.Traveller) -> None:
        self.store, self.settings, self.moving = store, settings, moving
        self.said: list[str] = []
        self.alerting = Alerting(store, settings, self.said.append, lambda: SOURCES)

    def visit(self, *places: str, kind: str | None = None, detail: str = "no", times: int = 1) -> None:
        """Sources are visited, and fail by a kind; half an hour passes each time."""
        for _ in range(times):
            for place in places:
                now = clock.now()
                failed = {kind: 1} if kind else {}
                self.store.runs.keep(
                    Run(source=f"vn-{place}", started=now, finished=now, failed=failed, error=detail if kind else None)
                )
                Healths(self.store).judge(next(source for source in SOURCES if source.id == f"vn-{place}"), now=clock.now())
            self.moving.shift(HOUR / 2)

    def tell(self) -> None:
        self.alerting.tell_now()
