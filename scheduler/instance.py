"""Instance: the one service that works on a store, as other processes see it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager

from news.store import Store

_KEY = "service"
"""In the store's `meta`: who the service is, "" when it has ended; one that was killed leaves its name."""


@contextmanager
def announced(store: Store) -> Generator[None]:
    """Say in the store that this process is its service; the caller holds the writer's lock. Raise StoreError."""
    ours = json.dumps({"pid": os.getpid(), "machine": socket.gethostname()})
    store.keep_meta(_KEY, ours)
    try:
        yield
    finally:
        if store.meta(_KEY) == ours:  # another may have taken our place
            store.keep_meta(_KEY, "")


def service_of(store: Store) -> int | None:
    """Return the process id of the service that works on a store; None: there is none. Raise StoreError.

    One on another machine is believed to be there; on this one a process of that number must be.
    """
    kept = store.meta(_KEY)
    if not kept:
        return None
    found = json.loads(kept)
    pid = int(found["pid"])
    return pid if found["machine"] != socket.gethostname() or _lives(pid) else None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
