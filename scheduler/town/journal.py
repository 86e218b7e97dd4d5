"""Journal: every request the town was sent, for tests of a crawler's manners."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

_LENGTH = 100_000


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request with the status it was given."""

    moment: datetime
    """When it was answered; aware, UTC."""
    portal: str
    """Id of the portal it was sent to."""
    method: str
    path: str
    """Path with query as sent, percent-encoded."""
    status: int
    user_agent: str
    """Empty when the visitor did not say."""
    conditional: bool
    """Whether it carried If-None-Match or If-Modified-Since."""


class Journal:
    """The newest 100,000 visits, written by the server's thread and read by any other."""

    def __init__(self) -> None:
        self._visits: deque[Visit] = deque(maxlen=_LENGTH)
        self._lock = threading.Lock()

    def note(self, visit: Visit) -> None:
        """Add a visit."""
        with self._lock:
            self._visits.append(visit)

    @property
    def visits(self) -> tuple[Visit, ...]:
        """Every visit kept, the oldest first."""
        with self._lock:
            return tuple(self._visits)
